// Pixels one by one, as the rules of BitBlt say in words: what the engine, which works on words, is held against.
import type { Transfer } from '../../../runtime/graphics/bitBlt';
import { wordsPerRow, type PixelForm } from '../../../runtime/graphics/pixelForm';

function shiftOf(form: PixelForm, x: number): number {
  const size = Math.abs(form.depth);
  const place = x % (32 / size);
  return form.depth > 0 ? 32 - size * (place + 1) : size * place;
}

function wordAt(form: PixelForm, x: number, y: number): number {
  const size = Math.abs(form.depth);
  return y * wordsPerRow(form.width, form.depth) + Math.floor(x / (32 / size));
}

export function pixel(form: PixelForm, x: number, y: number): number {
  const size = Math.abs(form.depth);
  return Math.floor(form.bits[wordAt(form, x, y)]! / 2 ** shiftOf(form, x)) % 2 ** size;
}

export function setPixel(form: PixelForm, x: number, y: number, value: number): void {
  const at = wordAt(form, x, y);
  const scale = 2 ** shiftOf(form, x);
  form.bits[at] = form.bits[at]! + (value - pixel(form, x, y)) * scale;
}

export function emptyForm(width: number, height: number, depth: number): PixelForm {
  return { bits: new Uint32Array(wordsPerRow(width, depth) * height), width, height, depth };
}

export function copyOf(form: PixelForm): PixelForm {
  return { ...form, bits: form.bits.slice() };
}

/** Splits a pixel of 16 or 32 bits into components, blue first; others are one. */
function split(value: number, size: number): number[] {
  if (size < 16) return [value];
  const [bits, count] = size === 16 ? [5, 3] : [8, 4];
  return Array.from({ length: count }, (_, i) => Math.floor(value / 2 ** (bits * i)) % 2 ** bits);
}

function join(parts: readonly number[], size: number): number {
  const bits = size === 16 ? 5 : size === 32 ? 8 : size;
  return parts.reduce((sum, part, i) => sum + part * 2 ** (bits * i), 0);
}

type PartRule = (source: number, dest: number, max: number) => number;

const partRules: Readonly<Record<number, PartRule>> = {
  20: (s, d, max) => Math.min(max, s + d),
  21: (s, d) => Math.abs(s - d),
  27: (s, d) => Math.max(s, d),
  28: (s, d) => Math.min(s, d),
  29: (s, d, max) => Math.min(max - s, d),
  37: (s, d, max) => Math.floor(((s + 1) * (d + 1) - 1) / (max + 1)),
};

/** The sixteen combinations of bits: bit n of the rule's number is the result where source and dest are as below. */
function combineBits(rule: number, s: number, d: number, size: number): number {
  // Fifteen is left alone since Squeak has had it mean the destination.
  if (rule === 15) return d;
  let result = 0;
  for (let i = 0; i < size; i++) {
    const sourceBit = Math.floor(s / 2 ** i) % 2;
    const destBit = Math.floor(d / 2 ** i) % 2;
    const minterm = sourceBit === 1 ? (destBit === 1 ? 1 : 2) : destBit === 1 ? 4 : 8;
    if ((rule & minterm) !== 0) result += 2 ** i;
  }
  return result;
}

/** Shares of 255 are rounded up. */
function mix(s: number, d: number, alpha: number): number {
  return Math.ceil((s * alpha + d * (255 - alpha)) / 255);
}

/** What a rule makes of a source and a destination pixel of `size` bits, `place` pixels from the low end of the word. */
export function combine(transfer: Transfer, size: number, s: number, d: number, place: number): number {
  const { rule, sourceAlpha } = transfer;
  const source = split(s, size);
  const dest = split(d, size);
  const max = size === 16 ? 31 : size === 32 ? 255 : 2 ** size - 1;
  const parts = (f: (s: number, d: number, i: number) => number): number =>
    join(
      source.map((part, i) => f(part, dest[i]!, i)),
      size,
    );
  if (rule < 16) return combineBits(rule, s, d, size);
  if (rule === 37 && size < 8 && place >= 4) return 0;
  const partRule = partRules[rule];
  if (partRule) return parts((from, to) => partRule(from, to, max));
  const alpha = source[3] ?? 0;
  switch (rule) {
    case 18:
      return (s + d) % 2 ** 32;
    case 19:
      return (s - d + 2 ** 32) % 2 ** 32;
    case 24:
      if (alpha === 0) return d;
      return alpha === 255 ? s : parts((from, to, i) => mix(i === 3 ? 255 : from, to, alpha));
    case 25:
      return s === 0 ? d : s;
    case 26:
      return s === 0 ? d : 0;
    case 30:
    case 31:
      if (size < 16 || (rule === 31 && s === 0)) return d;
      return parts((from, to) => mix(from, to, sourceAlpha));
    case 34:
    case 35:
    case 36:
      // Rule 34 does not touch what transparent pixels are drawn on.
      if (rule === 34 && alpha === 0) return d;
      return parts((from, to) => Math.min(255, from + Math.floor((to * (255 - alpha)) / 256)));
    case 39:
      return s === d ? 0 : d;
    case 40:
      return size === 32 && d > 0 && dest[3] === 0 ? d + alpha * 2 ** 24 : d;
    default:
      return d;
  }
}

/** Done by hand: changes `transfer.dest`. `map` makes a destination pixel of a source pixel. */
export function blitNaively(transfer: Transfer, map: (pixel: number) => number): void {
  const { dest, source, halftone } = transfer;
  const original = source && copyOf(source);
  const before = copyOf(dest);
  const size = Math.abs(dest.depth);
  for (let i = 0; i < transfer.height; i++)
    for (let j = 0; j < transfer.width; j++) {
      const [x, y] = [transfer.destX + j, transfer.destY + i];
      const [fromX, fromY] = [transfer.sourceX + j, transfer.sourceY + i];
      const isIn = (a: number, start: number, extent: number): boolean => a >= start && a < start + extent;
      if (!isIn(x, 0, dest.width) || !isIn(y, 0, dest.height)) continue;
      if (!isIn(x, transfer.clipX, transfer.clipWidth) || !isIn(y, transfer.clipY, transfer.clipHeight))
        continue;
      const isRead = original !== undefined && ![0, 5, 10, 15].includes(transfer.rule);
      if (isRead && (!isIn(fromX, 0, original.width) || !isIn(fromY, 0, original.height))) continue;
      const ones = 2 ** size - 1;
      const shift = shiftOf(dest, x);
      const mask = halftone ? Math.floor(halftone[y % halftone.length]! / 2 ** shift) % 2 ** size : ones;
      const from = isRead ? map(pixel(original, fromX, fromY)) % 2 ** size : ones;
      const masked = combineBits(1, from, mask, size);
      setPixel(dest, x, y, combine(transfer, size, masked, pixel(before, x, y), shift / size));
    }
}
