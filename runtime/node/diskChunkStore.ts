// Chunks as files named by their hash: written beside, synced, then renamed, so that a name appears only after its
// contents are safe. A chunk is never overwritten.
import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { ChunkStoreError, type ChunkHash, type ChunkStore } from '../paging/chunkStore';
import { whyUnwritable } from './fileErrors';

export class DiskChunkStore implements ChunkStore {
  constructor(readonly folder: string) {}

  private fileOf(hash: ChunkHash): string {
    return path.join(this.folder, hash.slice(0, 2), hash.slice(2));
  }

  put(bytes: Uint8Array): ChunkHash {
    const hash = hashOf(bytes);
    const file = this.fileOf(hash);
    // A torn chunk, of another size, is replaced by a whole one.
    if (existsSync(file) && statSync(file).size === bytes.length) return hash;
    const temporary = path.join(this.folder, `incoming-${randomUUID()}`);
    try {
      mkdirSync(path.dirname(file), { recursive: true });
      writeWhole(temporary, bytes);
      renameSync(temporary, file);
    } catch (error) {
      if (existsSync(temporary)) rmSync(temporary);
      const why = whyUnwritable(error as NodeJS.ErrnoException);
      throw new ChunkStoreError(
        `A blob of ${bytes.length} bytes can't be paged out to ${this.folder}: ${why}, or give "store" another folder`,
      );
    }
    return hash;
  }

  get(hash: ChunkHash): Uint8Array {
    const file = this.fileOf(hash);
    let bytes: Uint8Array;
    try {
      bytes = readFileSync(file);
    } catch (error) {
      throw new ChunkStoreError(`The chunk ${file} can't be read: ${(error as Error).message}`);
    }
    if (hashOf(bytes) !== hash)
      throw new ChunkStoreError(
        `The chunk ${file} is torn: its contents don't have its hash; restore it from a copy of the store`,
      );
    // Buffers of the pool share memory with others.
    return new Uint8Array(bytes);
  }
}

function hashOf(bytes: Uint8Array): ChunkHash {
  return createHash('sha256').update(bytes).digest('hex') as ChunkHash;
}

function writeWhole(file: string, bytes: Uint8Array): void {
  const descriptor = openSync(file, 'wx');
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
