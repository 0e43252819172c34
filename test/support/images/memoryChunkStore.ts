// A chunk store in memory, with faults on demand.
import { createHash } from 'node:crypto';
import { ChunkStoreError, type ChunkHash, type ChunkStore } from '../../../runtime/paging/chunkStore';

export class MemoryChunkStore implements ChunkStore {
  readonly chunks = new Map<ChunkHash, Uint8Array>();
  /** Set to make every `put` fail as a full disk does. */
  isFull = false;

  put(bytes: Uint8Array): ChunkHash {
    if (this.isFull) throw new ChunkStoreError('The disk of the chunk store is full');
    const hash = createHash('sha256').update(bytes).digest('hex') as ChunkHash;
    if (!this.chunks.has(hash)) this.chunks.set(hash, bytes.slice());
    return hash;
  }

  get(hash: ChunkHash): Uint8Array {
    const bytes = this.chunks.get(hash);
    if (!bytes) throw new ChunkStoreError(`The chunk ${hash} is missing`);
    return bytes.slice();
  }
}
