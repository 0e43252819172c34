// Transfers between pixels of different size or order, or through a colour map: pixel by pixel, stored by words.
import type { BitBlt } from './bitBlt';
import { mapPixel } from './colorMap';
import { pixelMask, type PixelForm } from './pixelForm';

export function convertRows(blt: BitBlt, source: PixelForm): void {
  const { isWithinOneForm, sy, dy, dx, h, destPitch, sourcePitch, destPixelsPerWord } = blt;
  const overlaps = isWithinOneForm && dy === sy && dx > blt.sx;
  // What is written right of where it is read would be read again: such rows are read from a copy.
  const bits = overlaps ? source.bits.slice() : source.bits;
  const goesUp = isWithinOneForm && dy > sy;
  for (let i = 0; i < h; i++) {
    const y = goesUp ? h - 1 - i : i;
    const destAt = (dy + y) * destPitch + Math.floor(dx / destPixelsPerWord);
    convertRow(blt, bits, (sy + y) * sourcePitch, destAt, blt.halftoneAt(dy + y));
  }
}

function convertRow(
  blt: BitBlt,
  sourceBits: Uint32Array,
  sourceRow: number,
  destAt: number,
  halftone: number,
): void {
  const { merge, wordCount, firstMask, lastMask, destBits, colorMap, destPixelsPerWord, w, sx } = blt;
  const { bits } = blt.dest;
  const sourceWidth = blt.sourceBits;
  const sourceMask = pixelMask(sourceWidth);
  const destPixelMask = pixelMask(destBits);
  const sourceLast = blt.sourcePixelsPerWord - 1;
  // Positions of pixels in a word: from the left in MSB order, else from the right.
  const sourceFlip = blt.isSourceMsb ? 32 - sourceWidth : 0;
  const destFlip = blt.isDestMsb ? 32 - destBits : 0;
  const sourceShiftBits = 5 - (31 - Math.clz32(sourceWidth));
  const table = colorMap?.components === undefined ? colorMap?.table : undefined;
  const tableMask = table === undefined ? 0 : table.length - 1;
  let x = sx;
  let position = (blt.dx & (destPixelsPerWord - 1)) * destBits;
  let left = w;
  for (let i = 0; i < wordCount; i++) {
    let word = 0;
    for (; position < 32 && left > 0; position += destBits, left--, x++) {
      const shift = Math.abs((x & sourceLast) * sourceWidth - sourceFlip);
      const pixel = (sourceBits[sourceRow + (x >> sourceShiftBits)] >>> shift) & sourceMask;
      const mapped =
        table !== undefined
          ? table[pixel & tableMask]
          : colorMap === undefined
            ? pixel
            : mapPixel(colorMap, pixel);
      word |= (mapped & destPixelMask) << Math.abs(position - destFlip);
    }
    position = 0;
    const at = destAt + i;
    const old = bits[at] | 0;
    const mask = i === 0 ? firstMask : i === wordCount - 1 ? lastMask : -1;
    blt.destMask = mask;
    bits[at] = (merge(word & halftone, old & mask, blt) & mask) | (old & ~mask);
  }
}
