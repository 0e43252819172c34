// Where blobs live when they are not in memory: immutable chunks named by the hash of their contents.

/** SHA-256 of the contents, in hexadecimal. */
export type ChunkHash = string & { readonly brand: 'ChunkHash' };

export interface ChunkStore {
  /** Keeps the bytes; safe on disk when it returns. Throws a ChunkStoreError if they can't be kept. */
  put(bytes: Uint8Array): ChunkHash;
  /** The bytes with that hash, checked against it. Throws a ChunkStoreError if they are missing or torn. */
  get(hash: ChunkHash): Uint8Array;
}

/** The store failed: its disk is full, a chunk is missing or torn. The message names the file and the way out. */
export class ChunkStoreError extends Error {
  override readonly name = 'ChunkStoreError';
}
