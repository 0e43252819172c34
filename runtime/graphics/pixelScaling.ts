// Sizes of pictures of 32-bit pixels, as Scratch's plugin changes them. Pixels of 0 are transparent: they count for
// nothing beside others, and no opaque pixel becomes 0.

/** A picture that fills its words. */
export interface Picture {
  readonly pixels: Uint32Array;
  readonly width: number;
  readonly height: number;
}

const rgbMask = 0xffffff;
/** 1 in fixed-point positions. */
const one = 1024;
const fraction = one - 1;

function between(pixel1: number, pixel2: number, fraction2: number): number {
  if (pixel1 === 0) return pixel2;
  if (pixel2 === 0) return pixel1;
  const fraction1 = one - fraction2;
  let mixed = 0;
  for (let at = 16; at >= 0; at -= 8)
    mixed |= ((fraction1 * ((pixel1 >>> at) & 255) + fraction2 * ((pixel2 >>> at) & 255)) >> 10) << at;
  return mixed || 1;
}

/** The pixel at a point given in 1024ths, mixed from its neighbours; 0 outside. */
export function interpolatedPixel({ pixels, width, height }: Picture, x: number, y: number): number {
  const column = x >>> 10;
  const row = y >>> 10;
  if (column >= width || row >= height) return 0;
  const right = column === width - 1 ? 0 : x & fraction;
  const down = row === height - 1 ? 0 : y & fraction;
  const inRow = (at: number): number => {
    const pixel = pixels[at] & rgbMask;
    return right === 0 ? pixel : between(pixel, pixels[at + 1] & rgbMask, right);
  };
  const top = inRow(row * width + column);
  return down === 0 ? top : between(top, inRow((row + 1) * width + column), down);
}

/** Weight of transparent neighbours, in 2^20ths, from which on the result is transparent. */
const tooTransparent = 500000;

/** Bilinear. */
export function scalePicture(source: Picture, target: Picture): void {
  const xStep = Math.trunc((source.width * one) / target.width);
  const yStep = Math.trunc((source.height * one) / target.height);
  for (let row = 0, y = 0; row < target.height; row++, y += yStep)
    for (let column = 0, x = 0; column < target.width; column++, x += xStep)
      target.pixels[row * target.width + column] = scaledPixel(source, x, y);
}

function scaledPixel({ pixels, width, height }: Picture, x: number, y: number): number {
  const [right, down] = [x & fraction, y & fraction];
  const weights = [
    (one - right) * (one - down),
    right * (one - down),
    (one - right) * down,
    right * down,
  ] as const;
  const [column, row] = [x >>> 10, y >>> 10];
  const next = column < width - 1 ? 1 : 0;
  const at = row * width + column;
  const below = row < height - 1 ? at + width : at;
  let [p1, p2, p3, p4] = [pixels[at], pixels[at + next], pixels[below], pixels[below + next]];
  let transparent = 0;
  // In this order: what has replaced one pixel may replace the next.
  if (p1 === 0) {
    p1 = p2;
    transparent += weights[0];
  }
  if (p2 === 0) {
    p2 = p1;
    transparent += weights[1];
  }
  if (p3 === 0) {
    p3 = p4;
    transparent += weights[2];
  }
  if (p4 === 0) {
    p4 = p3;
    transparent += weights[3];
  }
  if (p1 === 0) [p1, p2] = [p3, p4];
  if (p3 === 0) [p3, p4] = [p1, p2];
  if (transparent >= tooTransparent) return 0;
  let mixed = 0;
  for (let shift = 16; shift >= 0; shift -= 8) {
    const sum =
      weights[0] * ((p1 >>> shift) & 255) +
      weights[1] * ((p2 >>> shift) & 255) +
      weights[2] * ((p3 >>> shift) & 255) +
      weights[3] * ((p4 >>> shift) & 255);
    mixed |= ((sum >>> 20) & 255) << shift;
  }
  return mixed || 1;
}

/** Each pixel becomes four, at a place of the target that has room for them. */
export function doubleSize(source: Picture, target: Picture, left: number, top: number): void {
  for (let y = 0; y < source.height; y++)
    for (let x = 0; x < source.width; x++) {
      const pixel = source.pixels[y * source.width + x];
      const at = (top + 2 * y) * target.width + left + 2 * x;
      target.pixels.fill(pixel, at, at + 2);
      target.pixels.fill(pixel, at + target.width, at + target.width + 2);
    }
}

/** Where a piece is taken from and goes to; `width` and `height` are those of the result. */
export interface Halving {
  readonly fromX: number;
  readonly fromY: number;
  readonly toX: number;
  readonly toY: number;
  readonly width: number;
  readonly height: number;
}

const red = 0xff0000;
const green = 0xff00;
const blue = 0xff;

/** Mean of pixels, rounded down in each colour; alpha is dropped. */
function mean(pixels: readonly number[], shift: number): number {
  let [r, g, b] = [0, 0, 0];
  for (const pixel of pixels) {
    r += pixel & red;
    g += pixel & green;
    b += pixel & blue;
  }
  return ((r >>> shift) & red) | ((g >>> shift) & green) | (b >>> shift);
}

/** Of four pixels each, or only of the upper left and the lower right of them. */
export function halfSize(source: Picture, target: Picture, piece: Halving, isDiagonal: boolean): void {
  const { pixels, width } = source;
  for (let y = 0; y < piece.height; y++) {
    let from = width * (piece.fromY + 2 * y) + piece.fromX;
    let to = target.width * (piece.toY + y) + piece.toX;
    for (let x = 0; x < piece.width; x++, from += 2, to++)
      target.pixels[to] = isDiagonal
        ? mean([pixels[from], pixels[from + width + 1]], 1)
        : mean([pixels[from], pixels[from + 1], pixels[from + width], pixels[from + width + 1]], 2);
  }
}
