// A tree of files as hosts have it. Paths are absolute, with `/`; what lies outside does not exist for the image.

export interface FileEntry {
  readonly name: string;
  readonly isDirectory: boolean;
  readonly sizeBytes: number;
  /** Milliseconds since 1970. */
  readonly modifiedMs: number;
  readonly createdMs: number;
  readonly accessedMs: number;
  /** Unix's permissions, without the kind of file. */
  readonly permissions: number;
}

/** An open file. Nothing here throws. */
export interface TreeFile {
  readonly sizeBytes: number;
  /** Fills `target` from `offset`; answers how many bytes there were, undefined if they can't be read. */
  read(offset: number, target: Uint8Array): number | undefined;
  /** How many bytes were written; undefined if the file is open for reading only, or nothing more may be written. */
  write(offset: number, bytes: Uint8Array): number | undefined;
  truncate(sizeBytes: number): boolean;
  /** False if what was written may be lost. */
  flush(): boolean;
  close(): void;
}

/** A tree of files. All of it answers false or undefined for what is not there or not allowed, and never throws. */
export interface FileTree {
  /** Undefined if there is no such directory. */
  list(directory: string): readonly FileEntry[] | undefined;
  entry(path: string): FileEntry | undefined;
  /** A file that is not there is made, if it is opened for writing. */
  open(path: string, isWritable: boolean): TreeFile | undefined;
  /** Makes a file that is not there; undefined if it is. */
  create(path: string): TreeFile | undefined;
  createDirectory(path: string): boolean;
  deleteDirectory(path: string): boolean;
  deleteFile(path: string): boolean;
  rename(from: string, to: string): boolean;
}
