import { StreamKind, type FileDevice } from './fileDevice';
import type { FileEntry, FileTree, TreeFile } from './fileTree';

/** Where the standard streams of an image lead. */
export interface StandardStreams {
  /** At most `target.length` bytes; 0 at the end. */
  readonly read: (target: Uint8Array) => number | undefined;
  readonly write: (stream: 'stdout' | 'stderr', bytes: Uint8Array) => boolean;
  readonly kind: (descriptor: number) => StreamKind;
}

/** Empty input, and output that nobody reads. */
export const closedStreams: StandardStreams = {
  read: () => 0,
  write: () => true,
  kind: (descriptor) => (descriptor >= 0 && descriptor <= 2 ? StreamKind.Pipe : StreamKind.None),
};

/** Empty input, and output that is taken as text. */
export const textStreams = (write: (stream: 'stdout' | 'stderr', text: string) => void): StandardStreams => ({
  ...closedStreams,
  write: (stream, bytes) => {
    write(stream, new TextDecoder().decode(bytes));
    return true;
  },
});

/** The open files of one image over a tree: the owner of their numbers, until `closeAll`. */
export class OpenFiles implements FileDevice {
  private readonly files = new Map<number, TreeFile>();
  private readonly streams = new Set<number>();
  private standard: readonly number[] | undefined;
  private next = 1;

  constructor(
    readonly tree: FileTree,
    private readonly outside: StandardStreams = closedStreams,
    /** More files than that are not open at once. */
    private readonly limit = 1000,
  ) {}

  open(path: string, isWritable: boolean): number | undefined {
    return this.add(() => this.tree.open(path, isWritable));
  }

  create(path: string): number | undefined {
    return this.add(() => this.tree.create(path));
  }

  private add(open: () => TreeFile | undefined): number | undefined {
    if (this.files.size >= this.limit) return undefined;
    const file = open();
    if (!file) return undefined;
    this.files.set(this.next, file);
    return this.next++;
  }

  close(file: number): boolean {
    // As in Squeak, what the VM itself opened stays open.
    if (this.streams.has(file)) return true;
    this.files.get(file)?.close();
    return this.files.delete(file);
  }

  /** When the image ends. */
  closeAll(): void {
    for (const file of this.files.values()) file.close();
    this.files.clear();
  }

  sizeBytes(file: number): number | undefined {
    return this.streams.has(file) ? undefined : this.files.get(file)?.sizeBytes;
  }

  read(file: number, offset: number, count: number): Uint8Array | undefined {
    const open = this.files.get(file);
    if (!open) return undefined;
    const wanted = this.streams.has(file) ? count : Math.min(count, Math.max(0, open.sizeBytes - offset));
    const bytes = new Uint8Array(wanted);
    const read = open.read(offset, bytes);
    return read === undefined ? undefined : bytes.subarray(0, read);
  }

  write(file: number, offset: number, bytes: Uint8Array): number | undefined {
    return this.files.get(file)?.write(offset, bytes);
  }

  truncate(file: number, sizeBytes: number): boolean {
    return this.files.get(file)?.truncate(sizeBytes) ?? false;
  }

  flush(file: number): boolean {
    return this.files.get(file)?.flush() ?? false;
  }

  standardStreams(): readonly number[] {
    this.standard ??= [
      this.addStream({ read: (_offset, target) => this.outside.read(target) }),
      this.addStream({ write: (_offset, bytes) => this.toOutside('stdout', bytes) }),
      this.addStream({ write: (_offset, bytes) => this.toOutside('stderr', bytes) }),
    ];
    return this.standard;
  }

  private toOutside(stream: 'stdout' | 'stderr', bytes: Uint8Array): number | undefined {
    return this.outside.write(stream, bytes) ? bytes.length : undefined;
  }

  private addStream(part: Partial<TreeFile>): number {
    const none: TreeFile = {
      sizeBytes: 0,
      read: () => undefined,
      write: () => undefined,
      truncate: () => false,
      flush: () => true,
      close: () => undefined,
    };
    this.files.set(this.next, { ...none, ...part });
    this.streams.add(this.next);
    return this.next++;
  }

  streamKind(descriptor: number): StreamKind {
    return this.outside.kind(descriptor);
  }

  list(directory: string): readonly FileEntry[] | undefined {
    return this.tree.list(directory);
  }

  entry(path: string): FileEntry | undefined {
    return this.tree.entry(path);
  }

  createDirectory(path: string): boolean {
    return this.tree.createDirectory(path);
  }

  deleteDirectory(path: string): boolean {
    return this.tree.deleteDirectory(path);
  }

  deleteFile(path: string): boolean {
    return this.tree.deleteFile(path);
  }

  rename(from: string, to: string): boolean {
    return this.tree.rename(from, to);
  }
}
