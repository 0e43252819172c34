import { normalPath, splitPath } from './filePath';
import type { FileEntry, FileTree, TreeFile } from './fileTree';

interface Content {
  bytes: Uint8Array;
  size: number;
  readonly createdMs: number;
  modifiedMs: number;
}

/** Files that are gone with the image. */
export class MemoryFiles implements FileTree {
  /** By normal path. */
  private readonly directories = new Map<string, number>([['/', Date.now()]]);
  private readonly files = new Map<string, Content>();

  constructor(
    directories: readonly string[],
    /** No more than this is kept, of all files together. */
    private readonly limitBytes = 64 << 20,
  ) {
    for (const directory of directories) this.createDirectory(directory);
  }

  list(directory: string): readonly FileEntry[] | undefined {
    const path = normalPath(directory);
    if (path === undefined || !this.directories.has(path)) return undefined;
    return [...this.directories.keys(), ...this.files.keys()]
      .filter((other) => other !== '/' && splitPath(other).directory === path)
      .map((other) => this.entryAt(other)!);
  }

  entry(path: string): FileEntry | undefined {
    const name = normalPath(path);
    return name === undefined ? undefined : this.entryAt(name);
  }

  private entryAt(path: string): FileEntry | undefined {
    const { name } = splitPath(path);
    const madeMs = this.directories.get(path);
    const times = (
      createdMs: number,
      modifiedMs: number,
    ): Pick<FileEntry, `${string}Ms` & keyof FileEntry> => ({
      createdMs,
      modifiedMs,
      accessedMs: modifiedMs,
    });
    if (madeMs !== undefined)
      return { name, isDirectory: true, sizeBytes: 0, permissions: 0o755, ...times(madeMs, madeMs) };
    const file = this.files.get(path);
    return (
      file && {
        name,
        isDirectory: false,
        sizeBytes: file.size,
        permissions: 0o644,
        ...times(file.createdMs, file.modifiedMs),
      }
    );
  }

  open(path: string, isWritable: boolean): TreeFile | undefined {
    const name = normalPath(path);
    if (name === undefined) return undefined;
    const content = this.files.get(name) ?? (isWritable ? this.make(name) : undefined);
    return content && new MemoryFile(content, isWritable, this.isRoomFor);
  }

  create(path: string): TreeFile | undefined {
    const name = normalPath(path);
    if (name === undefined || this.files.has(name)) return undefined;
    const content = this.make(name);
    return content && new MemoryFile(content, true, this.isRoomFor);
  }

  private make(path: string): Content | undefined {
    if (!this.directories.has(splitPath(path).directory) || this.directories.has(path)) return undefined;
    const now = Date.now();
    const content = { bytes: new Uint8Array(0), size: 0, createdMs: now, modifiedMs: now };
    this.files.set(path, content);
    return content;
  }

  /** What is in a file, undefined if there is none. */
  contents(path: string): Uint8Array | undefined {
    const content = this.files.get(path);
    return content?.bytes.subarray(0, content.size);
  }

  private readonly isRoomFor = (moreBytes: number): boolean => {
    let total = moreBytes;
    for (const { bytes } of this.files.values()) total += bytes.length;
    return total <= this.limitBytes;
  };

  createDirectory(path: string): boolean {
    const name = normalPath(path);
    if (name === undefined || this.entryAt(name) || !this.directories.has(splitPath(name).directory))
      return false;
    this.directories.set(name, Date.now());
    return true;
  }

  deleteDirectory(path: string): boolean {
    const name = normalPath(path);
    if (name === undefined || name === '/' || this.list(name)?.length !== 0) return false;
    return this.directories.delete(name);
  }

  deleteFile(path: string): boolean {
    const name = normalPath(path);
    return name !== undefined && this.files.delete(name);
  }

  /** As `rename` of Unix: a file that has the new name is replaced. */
  rename(from: string, to: string): boolean {
    const [old, name] = [normalPath(from), normalPath(to)];
    if (old === undefined || name === undefined || !this.directories.has(splitPath(name).directory))
      return false;
    if (this.directories.has(name) || name.startsWith(`${old}/`)) return false;
    const content = this.files.get(old);
    if (content) {
      this.files.delete(old);
      this.files.set(name, content);
      return true;
    }
    if (old === '/' || this.files.has(name) || !this.directories.has(old)) return false;
    for (const table of [this.directories, this.files] as Map<string, unknown>[])
      for (const [path, value] of [...table]) {
        if (path !== old && !path.startsWith(`${old}/`)) continue;
        table.delete(path);
        table.set(name + path.slice(old.length), value);
      }
    return true;
  }
}

class MemoryFile implements TreeFile {
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

  write(offset: number, bytes: Uint8Array): number | undefined {
    const end = offset + bytes.length;
    if (!this.isWritable || !this.reserve(end)) return undefined;
    this.content.bytes.set(bytes, offset);
    this.content.size = Math.max(this.content.size, end);
    this.content.modifiedMs = Date.now();
    return bytes.length;
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
    if (!this.isWritable || !this.reserve(sizeBytes)) return false;
    if (sizeBytes < this.content.size) this.content.bytes.fill(0, sizeBytes, this.content.size);
    this.content.size = sizeBytes;
    return true;
  }

  flush(): boolean {
    return true;
  }

  close(): void {
    // Its contents stay in the tree: nothing is to be released.
  }
}
