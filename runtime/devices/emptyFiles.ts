import { pathNames } from './filePath';
import type { FileEntry, FileTree } from './fileTree';

/** A disk that can't be written, with nothing on it but the way to one folder: where no files are granted. */
export class EmptyFiles implements FileTree {
  private readonly names: readonly string[];

  constructor(folder: string) {
    this.names = pathNames(folder) ?? [];
  }

  list(directory: string): readonly FileEntry[] | undefined {
    const depth = this.depthOf(directory);
    if (depth === undefined) return undefined;
    return depth < this.names.length ? [directoryEntry(this.names[depth]!)] : [];
  }

  entry(path: string): FileEntry | undefined {
    const depth = this.depthOf(path);
    return depth === undefined ? undefined : directoryEntry(depth === 0 ? '/' : this.names[depth - 1]!);
  }

  /** Of a directory on the way; undefined for everything else. */
  private depthOf(path: string): number | undefined {
    const names = pathNames(path);
    return names?.every((name, i) => name === this.names[i]) ? names.length : undefined;
  }

  open(): undefined {
    return undefined;
  }

  create(): undefined {
    return undefined;
  }

  createDirectory(): boolean {
    return false;
  }

  deleteDirectory(): boolean {
    return false;
  }

  deleteFile(): boolean {
    return false;
  }

  rename(): boolean {
    return false;
  }
}

/** Of a directory of which nothing else is told. */
export const directoryEntry = (name: string): FileEntry => ({
  name,
  isDirectory: true,
  sizeBytes: 0,
  modifiedMs: 0,
  createdMs: 0,
  accessedMs: 0,
  permissions: 0o555,
});
