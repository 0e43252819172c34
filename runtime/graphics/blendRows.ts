// Rules 34 and 41 from pixels of 32 bits to those of 32, 16 or 8, where colours are mixed before they lose bits: what
// the Balloon engine and anti-aliased text draw with. Halftones have no part in it, nor has the colour map but for
// pixels of 8 bits.
import { blendComponents, blendScaled } from './alphaBlending';
import type { BitBlt } from './bitBlt';
import { mapPixel, pixel16To32, type ColorMap } from './colorMap';
import { Rule } from './combinationRules';
import { dither32To16, ditherThreshold } from './dithering';
import type { PixelForm } from './pixelForm';
import { standardColors } from './standardColors';

/** Does the transfer if it is one of these; false if it is another. */
export function blendRows(blt: BitBlt, source: PixelForm): boolean {
  const { rule, destBits, colorMap } = blt;
  if (rule !== Rule.BlendScaled && rule !== Rule.ComponentAlpha) return false;
  if (blt.sourceBits !== 32 || blt.isWithinOneForm) return false;
  const isBlend = rule === Rule.BlendScaled;
  if (destBits === 32) blendTo32(blt, source.bits, isBlend);
  else if (destBits === 16) blendTo16(blt, source.bits, isBlend);
  else if (destBits === 8 && (colorMap !== undefined || !isBlend)) blendTo8(blt, source.bits, isBlend);
  else return false;
  return true;
}

function blendTo32(blt: BitBlt, source: Uint32Array, isBlend: boolean): void {
  const { bits } = blt.dest;
  const { componentAlpha } = blt;
  for (let y = 0; y < blt.h; y++) {
    let from = (blt.sy + y) * blt.sourcePitch + blt.sx;
    let to = (blt.dy + y) * blt.destPitch + blt.dx;
    for (let x = 0; x < blt.w; x++, from++, to++) {
      const pixel = source[from] | 0;
      if (isBlend) {
        const alpha = pixel >>> 24;
        if (alpha === 255) bits[to] = pixel;
        else if (alpha !== 0) bits[to] = blendScaled(pixel, bits[to] | 0);
      } else if ((pixel & 0xffffff) !== 0) bits[to] = blendComponents(componentAlpha, pixel, bits[to] | 0);
    }
  }
}

function blendTo16(blt: BitBlt, source: Uint32Array, isBlend: boolean): void {
  const { bits } = blt.dest;
  for (let y = 0; y < blt.h; y++) {
    const sourceRow = (blt.sy + y) * blt.sourcePitch;
    const destRow = (blt.dy + y) * blt.destPitch;
    for (let i = 0; i < blt.w; i++) {
      const pixel = source[sourceRow + blt.sx + i] | 0;
      const x = blt.dx + i;
      const at = destRow + (x >> 1);
      const shift = ((x & 1) === 1) === blt.isDestMsb ? 0 : 16;
      const under = pixel16To32((bits[at] >>> shift) & 0xffff) | 0xff000000;
      let mixed = pixel;
      if (isBlend) {
        const alpha = pixel >>> 24;
        if (alpha === 0) continue;
        if (alpha !== 255) mixed = blendScaled(pixel, under);
      } else {
        if ((pixel & 0xffffff) === 0) continue;
        mixed = blendComponents(blt.componentAlpha, pixel, under);
      }
      // Pixels that are drawn on are not transparent afterwards: black is 1.
      const narrow = dither32To16(mixed, ditherThreshold(blt.sx + i, blt.dy + y)) || 1;
      bits[at] = (bits[at] & ~(0xffff << shift)) | (narrow << shift);
    }
  }
}

/** What is added to components before they lose bits, on every second pixel. */
const bias = 0x1f1f1f1f;

function blendTo8(blt: BitBlt, source: Uint32Array, isBlend: boolean): void {
  const { bits } = blt.dest;
  const { colorMap } = blt;
  for (let y = 0; y < blt.h; y++) {
    const sourceRow = (blt.sy + y) * blt.sourcePitch;
    const destRow = (blt.dy + y) * blt.destPitch;
    for (let i = 0; i < blt.w; i++) {
      const x = blt.dx + i;
      // A chessboard, but for rows of an even width: Squeak's toggles between rows, too.
      const isBiased = ((blt.dx + blt.dy + y + y * blt.w + i) & 1) === 1;
      const original = source[sourceRow + blt.sx + i] | 0;
      const pixel = isBiased ? ((original & ~bias) + bias) | 0 : original;
      const at = destRow + (x >> 2);
      const shift = blt.isDestMsb ? 24 - (x & 3) * 8 : (x & 3) * 8;
      const under = standardColors[(bits[at] >>> shift) & 255];
      const mixed = isBlend ? blendOver(pixel, under) : blendLight(blt, pixel, under);
      if (mixed === undefined) continue;
      bits[at] = (bits[at] & ~(255 << shift)) | (narrowed(colorMap, mixed) << shift);
    }
  }
}

/** Alpha below 32 is none, above 223 all. */
function blendOver(pixel: number, under: number): number | undefined {
  const alpha = pixel >>> 24;
  if (alpha < 32) return undefined;
  return alpha < 224 ? blendScaled(pixel, under) : pixel;
}

function blendLight(blt: BitBlt, pixel: number, under: number): number | undefined {
  const average = Math.floor((((pixel >>> 16) & 255) + ((pixel >>> 8) & 255) + (pixel & 255)) / 3);
  if (average < 32) return undefined;
  return blendComponents(blt.componentAlpha, average > 224 ? -1 : pixel, under);
}

function narrowed(colorMap: ColorMap | undefined, pixel: number): number {
  return (colorMap === undefined ? pixel : mapPixel(colorMap, pixel)) & 255;
}
