// The source files that lie beside an image: `.changes` of its own name, and `.sources`, which many images share.
import { appendFileSync, closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import path from 'node:path';
import type { ChangesFile, ImageSources } from '../decompiler/sourceFiles';

/** A file that can't be read is empty. They stay open until `close`. */
export function openImageSources(imageFile: string): ImageSources & { close(): void } {
  const folder = path.dirname(imageFile);
  const base = path.basename(imageFile, path.extname(imageFile));
  const names = namesIn(folder);
  const named = (extension: string): string | undefined =>
    names.find((name) => name.toLowerCase() === `${base}${extension}`.toLowerCase());
  const shared = named('.sources') ?? names.find((name) => name.toLowerCase().endsWith('.sources'));
  const sources = shared === undefined ? null : new DiskSourceFile(folder, shared);
  // An image that has no changes yet makes the file when it starts, or it is made at the first change.
  const changes = new DiskSourceFile(folder, named('.changes') ?? `${base}.changes`);
  return {
    changes,
    sources,
    close: () => {
      changes.close();
      sources?.close();
    },
  };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

class DiskSourceFile implements ChangesFile {
  private handle: number | null = null;

  constructor(
    private readonly folder: string,
    readonly name: string,
  ) {}

  private get file(): string {
    return path.join(this.folder, this.name);
  }

  /** Null while there is none. */
  private open(): number | null {
    try {
      this.handle ??= openSync(this.file, 'r');
    } catch {
      return null;
    }
    return this.handle;
  }

  /** It grows while the image changes itself. */
  get size(): number {
    const handle = this.open();
    return handle === null ? 0 : fstatSync(handle).size;
  }

  read(start: number, stop: number): Uint8Array {
    const handle = this.open();
    if (handle === null) return new Uint8Array(0);
    const bytes = new Uint8Array(Math.max(0, Math.min(stop, this.size) - start));
    return bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, start));
  }

  /** Opened for writing only now: sources are most often read-only. */
  append(bytes: Uint8Array): void {
    appendFileSync(this.file, bytes);
  }

  close(): void {
    if (this.handle !== null) closeSync(this.handle);
    this.handle = null;
  }
}
