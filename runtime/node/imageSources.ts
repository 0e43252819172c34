// The source files that lie beside an image: `.changes` of its own name, and `.sources`, which many images share.
import { closeSync, openSync, fstatSync, readdirSync, readSync } from 'node:fs';
import path from 'node:path';
import type { ImageSources, SourceFile } from '../decompiler/sourceFiles';

/** What there is; a file that can't be read counts as none. They stay open until `close`. */
export function openImageSources(imageFile: string): ImageSources & { close(): void } {
  const folder = path.dirname(imageFile);
  const base = path.basename(imageFile, path.extname(imageFile));
  const handles: number[] = [];
  const open = (name: string | undefined): SourceFile | null => {
    if (name === undefined) return null;
    try {
      const handle = openSync(path.join(folder, name), 'r');
      handles.push(handle);
      return new DiskSourceFile(name, handle);
    } catch {
      return null;
    }
  };
  const names = namesIn(folder);
  const named = (extension: string): string | undefined =>
    names.find((name) => name.toLowerCase() === `${base}${extension}`.toLowerCase());
  const changes = open(named('.changes'));
  const sources = open(named('.sources') ?? names.find((name) => name.toLowerCase().endsWith('.sources')));
  return { changes, sources, close: () => handles.splice(0).forEach((handle) => closeSync(handle)) };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

class DiskSourceFile implements SourceFile {
  constructor(
    readonly name: string,
    private readonly handle: number,
  ) {}

  /** It grows while the image changes itself. */
  get size(): number {
    return fstatSync(this.handle).size;
  }

  read(start: number, stop: number): Uint8Array {
    const bytes = new Uint8Array(Math.max(0, Math.min(stop, this.size) - start));
    const count = readSync(this.handle, bytes, 0, bytes.length, start);
    return bytes.subarray(0, count);
  }
}
