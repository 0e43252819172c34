/** Where the bytes of an image file come from. */
export interface ImageSource {
  /** For messages: the file's name. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Fills `target` with what stands at `offset`; rejects where the file has less. */
  read(offset: number, target: Uint8Array): Promise<void>;
}

/** A source of bytes that are in memory already. */
export function bytesSource(name: string, bytes: Uint8Array): ImageSource {
  return {
    name,
    sizeBytes: bytes.length,
    read: (offset, target) => {
      target.set(bytes.subarray(offset, offset + target.length));
      return Promise.resolve();
    },
  };
}
