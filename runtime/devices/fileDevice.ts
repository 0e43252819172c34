import type { FileEntry } from './fileTree';

/** What a standard stream of the host is, by Squeak's numbers of `primitiveFileDescriptorType`. */
export const enum StreamKind {
  None = 0,
  Terminal = 1,
  Pipe = 2,
  File = 3,
}

/**
 * Files by number, for one image. Numbers are positive integers, never used again. All of it answers false or undefined
 * for what is not there or not allowed, and never throws.
 */
export interface FileDevice {
  /** A file that is not there is made, if it is opened for writing. */
  open(path: string, isWritable: boolean): number | undefined;
  /** Makes a file that is not there, open for writing. */
  create(path: string): number | undefined;
  close(file: number): boolean;
  sizeBytes(file: number): number | undefined;
  /** At most `count` bytes from `offset`; none at the end. Of a stream the next ones, whatever the offset. */
  read(file: number, offset: number, count: number): Uint8Array | undefined;
  /** How many bytes were written. */
  write(file: number, offset: number, bytes: Uint8Array): number | undefined;
  truncate(file: number, sizeBytes: number): boolean;
  flush(file: number): boolean;
  /** Numbers of standard input, output and error; undefined for those that are not there. */
  standardStreams(): readonly (number | undefined)[];
  streamKind(descriptor: number): StreamKind;
  list(directory: string): readonly FileEntry[] | undefined;
  entry(path: string): FileEntry | undefined;
  createDirectory(path: string): boolean;
  deleteDirectory(path: string): boolean;
  deleteFile(path: string): boolean;
  rename(from: string, to: string): boolean;
}
