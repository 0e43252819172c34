// The files that an unmodified image is granted. Paths are absolute, with `/`; what lies outside does not exist for it.

export interface FileEntry {
  readonly name: string;
  readonly isDirectory: boolean;
  readonly sizeBytes: number;
  /** Milliseconds since 1970. */
  readonly modifiedMs: number;
}

/** An open file. */
export interface GuestFile {
  readonly sizeBytes: number;
  /** Fills `target` from `offset`; answers how many bytes there were. */
  read(offset: number, target: Uint8Array): number;
  /** False if the file is open for reading only, or nothing more may be written. */
  write(offset: number, bytes: Uint8Array): boolean;
  truncate(sizeBytes: number): boolean;
  close(): void;
}

/** A tree of files. All of it answers false or undefined for what is not there or not allowed, and never throws. */
export interface GuestFiles {
  list(directory: string): readonly FileEntry[] | undefined;
  /** A file that is not there is made, if it is opened for writing. */
  open(path: string, isWritable: boolean): GuestFile | undefined;
  createDirectory(path: string): boolean;
  deleteDirectory(path: string): boolean;
  deleteFile(path: string): boolean;
  rename(from: string, to: string): boolean;
}

/** Splits off the last name: `/a/b` is `b` in `/a`. */
function split(path: string): { readonly directory: string; readonly name: string } {
  const slash = path.lastIndexOf('/');
  return { directory: slash <= 0 ? '/' : path.slice(0, slash), name: path.slice(slash + 1) };
}

function normal(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path || '/';
}

interface Content {
  bytes: Uint8Array;
  size: number;
  modifiedMs: number;
}

/** Files that are gone with the image: what is granted where nothing is. */
export class MemoryFiles implements GuestFiles {
  private readonly directories = new Set<string>(['/']);
  private readonly files = new Map<string, Content>();

  constructor(
    directories: readonly string[],
    /** No more than this is kept, of all files together. */
    private readonly limitBytes = 64 << 20,
  ) {
    for (const directory of directories) this.createDirectory(directory);
  }

  list(directory: string): readonly FileEntry[] | undefined {
    const path = normal(directory);
    if (!this.directories.has(path)) return undefined;
    const here = (other: string): boolean => other !== '/' && split(other).directory === path;
    const folders = [...this.directories]
      .filter(here)
      .map((one) => ({ name: split(one).name, isDirectory: true, sizeBytes: 0, modifiedMs: 0 }));
    const files = [...this.files]
      .filter(([one]) => here(one))
      .map(([one, { size, modifiedMs }]) => ({
        name: split(one).name,
        isDirectory: false,
        sizeBytes: size,
        modifiedMs,
      }));
    return [...folders, ...files];
  }

  open(path: string, isWritable: boolean): GuestFile | undefined {
    let content = this.files.get(path);
    if (!content) {
      if (!isWritable || !this.directories.has(split(path).directory) || this.directories.has(path))
        return undefined;
      content = { bytes: new Uint8Array(0), size: 0, modifiedMs: Date.now() };
      this.files.set(path, content);
    }
    return new MemoryFile(content, isWritable, (more) => this.totalBytes() + more <= this.limitBytes);
  }

  /** What is in a file, undefined if there is none. */
  contents(path: string): Uint8Array | undefined {
    const content = this.files.get(path);
    return content?.bytes.subarray(0, content.size);
  }

  private totalBytes(): number {
    let total = 0;
    for (const { bytes } of this.files.values()) total += bytes.length;
    return total;
  }

  createDirectory(path: string): boolean {
    const name = normal(path);
    if (this.directories.has(name) || this.files.has(name) || !this.directories.has(split(name).directory))
      return false;
    this.directories.add(name);
    return true;
  }

  deleteDirectory(path: string): boolean {
    const name = normal(path);
    if (name === '/' || this.list(name)?.length !== 0) return false;
    return this.directories.delete(name);
  }

  deleteFile(path: string): boolean {
    return this.files.delete(path);
  }

  rename(from: string, to: string): boolean {
    const content = this.files.get(from);
    if (!content || this.files.has(to) || !this.directories.has(split(to).directory)) return false;
    this.files.delete(from);
    this.files.set(to, content);
    return true;
  }
}

class MemoryFile implements GuestFile {
  constructor(
    private readonly content: Content,
    private readonly isWritable: boolean,
    private readonly isRoomFor: (bytes: number) => boolean,
  ) {}

  get sizeBytes(): number {
    return this.content.size;
  }

  read(offset: number, target: Uint8Array): number {
    const part = this.content.bytes.subarray(
      Math.min(offset, this.content.size),
      Math.min(offset + target.length, this.content.size),
    );
    target.set(part);
    return part.length;
  }

  write(offset: number, bytes: Uint8Array): boolean {
    const end = offset + bytes.length;
    if (!this.isWritable || !this.reserve(end)) return false;
    this.content.bytes.set(bytes, offset);
    this.content.size = Math.max(this.content.size, end);
    this.content.modifiedMs = Date.now();
    return true;
  }

  private reserve(end: number): boolean {
    const { bytes } = this.content;
    if (end <= bytes.length) return true;
    const larger = Math.max(end, bytes.length * 2, 256);
    if (!this.isRoomFor(larger - bytes.length)) return false;
    this.content.bytes = new Uint8Array(larger);
    this.content.bytes.set(bytes);
    return true;
  }

  truncate(sizeBytes: number): boolean {
    if (!this.isWritable || sizeBytes > this.content.size) return false;
    this.content.bytes.fill(0, sizeBytes, this.content.size);
    this.content.size = sizeBytes;
    return true;
  }

  close(): void {
    // Its contents stay in the tree: nothing is to be released.
  }
}
