// Access to byte objects in either of their forms (see SBytes).
import type { SBytes } from './objects';

const decoder = (bytes: Uint8Array, from: number, to: number): string => {
  let text = '';
  // String.fromCharCode takes a bounded number of arguments.
  for (let i = from; i < to; i += 8192)
    text += String.fromCharCode(...bytes.subarray(i, Math.min(i + 8192, to)));
  return text;
};

/** Latin-1 text of the bytes. */
export function latin1(bytes: Uint8Array, from = 0, to = bytes.length): string {
  return decoder(bytes, from, to);
}

export function bytesFromLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

export function byteSize(o: SBytes): number {
  return o.s !== null ? o.s.length : o.b!.length;
}

/** Byte at `index`, base 0, unchecked. */
export function byteAt(o: SBytes, index: number): number {
  return o.s !== null ? o.s.charCodeAt(index) : o.b![index];
}

/** The bytes to write into: from now on the object's only form. */
export function writableBytes(o: SBytes): Uint8Array {
  if (o.b === null) {
    o.b = bytesFromLatin1(o.s!);
    o.s = null;
  }
  return o.b;
}

/** The bytes to read; not to be kept or written. */
export function readableBytes(o: SBytes): Uint8Array {
  return o.b ?? bytesFromLatin1(o.s!);
}

/** The bytes as Latin-1 text. */
export function byteText(o: SBytes): string {
  return o.s !== null ? o.s : latin1(o.b!);
}
