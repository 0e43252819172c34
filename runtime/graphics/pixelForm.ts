/** Pixels as Squeak's Forms hold them: each row starts with a whole word. */
export interface PixelForm {
  readonly bits: Uint32Array;
  readonly width: number;
  readonly height: number;
  /** Bits a pixel: 1, 2, 4, 8, 16 or 32. Negative where the leftmost pixel of a word is in its least significant bits. */
  readonly depth: number;
}

/** `left`, `top` belong to it, `right`, `bottom` do not. */
export interface PixelRectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Words in a row of `width` pixels. */
export function wordsPerRow(width: number, depth: number): number {
  return Math.ceil((width * Math.abs(depth)) / 32);
}

/** Whether pixels can have that many bits. */
export function isDepth(depth: number): boolean {
  const bits = Math.abs(depth);
  return bits === 1 || bits === 2 || bits === 4 || bits === 8 || bits === 16 || bits === 32;
}

/** A mask of as many of the lowest bits as a pixel has. */
export function pixelMask(bits: number): number {
  return -1 >>> (32 - bits);
}
