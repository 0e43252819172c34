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
  for (let y = Math.max(0, area.top); y < bottom; y++)
    drawRow(bits, y * pitch, depth, pixels, y * target.width, left, right);
}

/** Pixels from `left` to `right` of a row that begins at word `row`, to those from `to` on. */
function drawRow(
  bits: Uint32Array,
  row: number,
  depth: number,
  pixels: Uint32Array,
  to: number,
  left: number,
  right: number,
): void {
  const size = Math.abs(depth);
  if (size === 32) {
    for (let x = left; x < right; x++) pixels[to + x] = reversed(bits[row + x]) | alphaMask;
    return;
  }
  const mask = pixelMask(size);
  const flip = depth > 0 ? 32 - size : 0;
  for (let x = left; x < right; x++) {
    const position = x * size;
    const pixel = (bits[row + (position >>> 5)] >>> Math.abs((position & 31) - flip)) & mask;
    pixels[to + x] = size === 16 ? opaque16(pixel) : opaqueColors[pixel];
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

function opaque16(pixel: number): number {
  return ((pixel & 0x7c00) >> 7) | ((pixel & 0x3e0) << 6) | ((pixel & 0x1f) << 19) | alphaMask;
}

/** Byte order of the host's words: red comes first in memory. */
function reversed(color: number): number {
  return ((color & 255) << 16) | (color & 0xff00) | ((color >>> 16) & 255);
}

/** By pixel of 8 bits and less. Black of the standard colours is nearly so, to differ from what is transparent. */
const opaqueColors = displayColors.map(
  (color) => (reversed((color & 0xffffff) === 1 ? 0 : color) | alphaMask) >>> 0,
);
