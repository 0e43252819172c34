// Forms as a screen shows them: red, green, blue and alpha, a byte each.
import { isDepth, pixelMask, wordsPerRow, type PixelForm, type PixelRectangle } from './pixelForm';
import { displayColors } from './standardColors';

/** Where the pixels go: rows of `width` pixels of four bytes. */
export interface RgbaPixels {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8ClampedArray | Uint8Array;
}

export function newRgbaPixels(width: number, height: number): RgbaPixels {
  return { width, height, bytes: new Uint8ClampedArray(width * height * 4) };
}

const alphaMask = 0xff000000;

/**
 * Copies `area` of `form` to the same place of `target`, cut to both: opaque, in the standard colours of the depth.
 */
export function drawOpaque(form: PixelForm, area: PixelRectangle, target: RgbaPixels): void {
  const { depth, bits } = form;
  if (!isDepth(depth)) return;
  const left = Math.max(0, area.left);
  const right = Math.min(area.right, form.width, target.width);
  const bottom = Math.min(area.bottom, form.height, target.height);
  const { bytes } = target;
  const pixels = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  const pitch = wordsPerRow(form.width, depth);
  for (let y = Math.max(0, area.top); y < bottom; y++) {
    const row = y * pitch;
    const to = y * target.width;
    if (depth === 32) for (let x = left; x < right; x++) pixels[to + x] = reversed(bits[row + x]) | alphaMask;
    else for (let x = left; x < right; x++) pixels[to + x] = opaque(pixelOf(bits, row, x, depth), depth);
  }
}

/** All of `form`, its own alpha where pixels have 32 bits. */
export function rgbaOf(form: PixelForm): RgbaPixels {
  const target = newRgbaPixels(form.width, form.height);
  drawOpaque(form, { left: 0, top: 0, right: form.width, bottom: form.height }, target);
  if (Math.abs(form.depth) === 32)
    for (let i = 0; i < form.width * form.height; i++) target.bytes[i * 4 + 3] = form.bits[i] >>> 24;
  return target;
}

/** Of the pixel `x` in the row that starts at word `row`; unchecked. */
export function pixelOf(bits: Uint32Array, row: number, x: number, depth: number): number {
  const size = Math.abs(depth);
  const position = x * size;
  const inWord = position & 31;
  const shift = depth > 0 ? 32 - size - inWord : inWord;
  return ((bits[row + (position >>> 5)] >>> shift) & pixelMask(size)) >>> 0;
}

function opaque(pixel: number, depth: number): number {
  return reversed(colorOf(pixel, Math.abs(depth))) | alphaMask;
}

/** As 0xRRGGBB. */
function colorOf(pixel: number, size: number): number {
  if (size === 32) return pixel;
  if (size === 16) return ((pixel & 0x7c00) << 9) | ((pixel & 0x3e0) << 6) | ((pixel & 0x1f) << 3);
  // The two of one bit are white and black; black of the table is nearly so, to differ from transparent.
  const color = displayColors[pixel];
  return (color & 0xffffff) === 1 ? 0 : color;
}

/** Byte order of the host's words: red comes first in memory. */
function reversed(color: number): number {
  return ((color & 255) << 16) | (color & 0xff00) | ((color >>> 16) & 255);
}
