// How a word of source pixels is combined with one of destination pixels: BitBlt's rules 0 to 41.
import { blend, blendComponents, blendConstant, blendScaled, type ComponentAlpha } from './alphaBlending';
import { convertComponents, pixel16To32, type ColorMap } from './colorMap';
import {
  packedAdd,
  packedDifference,
  packedMax,
  packedMin,
  packedMultiply,
  packedReverse,
  packedSelect,
} from './packedPixels';
import { pixelMask } from './pixelForm';

/** What rules know besides the two words. */
export interface RuleState {
  /** Bits of a destination pixel. */
  readonly destBits: number;
  readonly destPixelsPerWord: number;
  /** The pixels of the word at hand that are in the destination rectangle. */
  destMask: number;
  /** Of rules 30 and 31, 0–255. */
  readonly sourceAlpha: number;
  readonly componentAlpha: ComponentAlpha;
  readonly colorMap: ColorMap | undefined;
  /** What the rules that compare have counted. */
  differences: number;
}

/** Words are 32-bit integers of either sign. */
export type CombinationRule = (source: number, dest: number, state: RuleState) => number;

export const enum Rule {
  Store = 3,
  OldDifference = 22,
  OldTally = 23,
  Blend = 24,
  Paint = 25,
  BlendConstant = 30,
  PaintConstant = 31,
  Difference = 32,
  Tally = 33,
  BlendScaled = 34,
  ComponentAlpha = 41,
}

/** The rules that do not look at the source: clear, destination, its inverse, destination. */
export function ignoresSource(rule: number): boolean {
  return rule === 0 || rule === 5 || rule === 10 || rule === 15;
}

/** Rules 16 and 17 of old images are left to their Smalltalk. */
export function isRule(rule: number): boolean {
  return Number.isInteger(rule) && rule >= 0 && rule <= 41 && rule !== 16 && rule !== 17;
}

type PackedOperation = (a: number, b: number, bits: number, count: number) => number;

/** Pixels of 8 bits and less as they are, larger ones component by component. */
function byComponents(operation: PackedOperation): CombinationRule {
  return (source, dest, { destBits, destPixelsPerWord }) => {
    if (destBits < 16) return operation(source, dest, destBits, destPixelsPerWord);
    if (destBits === 32) return operation(source, dest, 8, 4);
    return operation(source, dest, 5, 3) | (operation(source >>> 16, dest >>> 16, 5, 3) << 16);
  };
}

const keep: CombinationRule = (_source, dest) => dest;
const minimum = byComponents(packedMin);
const scaled: CombinationRule = (source, dest) => blendScaled(source, dest);

const sum: CombinationRule = (source, dest, { destBits }) => {
  if (destBits === 16) return packedAdd(source & 0x7fff7fff, dest & 0x7fff7fff, 5, 0x42104210);
  const bits = Math.min(destBits, 8);
  return packedAdd(source, dest, bits, (0xffffffff / pixelMask(bits)) << (bits - 1));
};

const paint: CombinationRule = (source, dest, { destBits, destPixelsPerWord }) =>
  source === 0 ? dest : source | packedSelect(~source, dest, destBits, destPixelsPerWord);

/** Calls `visit` with each pixel of the word that is in the destination rectangle. */
function forPixels(
  source: number,
  dest: number,
  { destBits, destMask }: RuleState,
  visit: (source: number, dest: number, shift: number) => void,
): void {
  const mask = pixelMask(destBits);
  for (let shift = 0; shift < 32; shift += destBits)
    if (((destMask >>> shift) & mask) !== 0) visit((source >>> shift) & mask, (dest >>> shift) & mask, shift);
}

function componentSum(pixel: number, bits: number): number {
  const mask = pixelMask(bits);
  return (pixel & mask) + ((pixel >>> bits) & mask) + ((pixel >>> (2 * bits)) & mask);
}

/** Sum of the differences of all components, of pixels with such; else 1 for different pixels. */
const difference: CombinationRule = (source, dest, state) => {
  const { destBits } = state;
  const bits = destBits === 16 ? 5 : 8;
  forPixels(source, dest, state, (from, to) => {
    if (destBits < 16) state.differences += from === to ? 0 : 1;
    else state.differences += componentSum(packedDifference(from, to, bits, 3), bits);
  });
  return dest;
};

/** As `difference`, but of whole words: pixels beside the rectangle count, too. */
const oldDifference: CombinationRule = (source, dest, state) => {
  const { destMask } = state;
  state.destMask = -1;
  difference(source, dest, state);
  state.destMask = destMask;
  return dest;
};

function count(map: ColorMap, pixel: number, bits: number): void {
  const table = map.table!;
  const index = bits < 16 ? pixel : convertComponents(pixel, bits === 16 ? 5 : 8, map.bitsPerComponent);
  table[index & (table.length - 1)]++;
}

/** Counts each pixel of the destination in the colour map's table. */
const tally: CombinationRule = (_source, dest, state) => {
  const { colorMap, destBits } = state;
  if (colorMap?.table) forPixels(0, dest, state, (_from, pixel) => count(colorMap, pixel, destBits));
  return dest;
};

/** As `tally`, but of whole words. */
const oldTally: CombinationRule = (source, dest, state) => {
  const { destMask } = state;
  state.destMask = -1;
  tally(source, dest, state);
  state.destMask = destMask;
  return dest;
};

function constantBlend(source: number, dest: number, state: RuleState, paints: boolean): number {
  const { destBits, sourceAlpha } = state;
  if (destBits < 16) return dest;
  if (destBits === 32) return paints && source === 0 ? dest : blendConstant(source, dest, sourceAlpha);
  let result = dest;
  forPixels(source, dest, state, (from, to, shift) => {
    if (paints && from === 0) return;
    let pixel = 0;
    for (let at = 0; at < 15; at += 5) {
      const mixed = ((from >>> at) & 31) * sourceAlpha + ((to >>> at) & 31) * (255 - sourceAlpha);
      pixel |= (Math.floor((mixed + 254) / 255) & 31) << at;
    }
    result = (result & ~(0xffff << shift)) | (pixel << shift);
  });
  return result;
}

const clearEqual: CombinationRule = (source, dest, { destBits }) => {
  const mask = pixelMask(destBits);
  let result = 0;
  for (let shift = 0; shift < 32; shift += destBits) {
    const pixel = (dest >>> shift) & mask;
    if (pixel !== ((source >>> shift) & mask)) result |= pixel << shift;
  }
  return result;
};

/** Pixels that have a colour but no alpha get that of the source. */
const fixAlpha: CombinationRule = (source, dest, { destBits }) =>
  destBits !== 32 || dest === 0 || (dest & 0xff000000) !== 0 ? dest : dest | (source & 0xff000000);

const componentAlpha: CombinationRule = (source, dest, { componentAlpha: mode, destBits }) => {
  if (source === 0) return dest;
  if (destBits === 32) return blendComponents(mode, source, dest);
  const mask = pixelMask(destBits);
  const widen = (pixel: number): number =>
    (destBits === 16 ? pixel16To32(pixel) : convertComponents(pixel, destBits, 32)) | 0xff000000;
  let result = 0;
  for (let shift = 0; shift < 32; shift += destBits) {
    const mixed = blendComponents(mode, widen((source >>> shift) & mask), widen((dest >>> shift) & mask));
    result |= convertComponents(mixed, 32, destBits) << shift;
  }
  return result;
};

/** By number. */
export const combinationRules: readonly CombinationRule[] = [
  () => 0,
  (source, dest) => source & dest,
  (source, dest) => source & ~dest,
  (source) => source,
  (source, dest) => ~source & dest,
  keep,
  (source, dest) => source ^ dest,
  (source, dest) => source | dest,
  (source, dest) => ~source & ~dest,
  (source, dest) => ~source ^ dest,
  (_source, dest) => ~dest,
  (source, dest) => source | ~dest,
  (source) => ~source,
  (source, dest) => ~source | dest,
  (source, dest) => ~source | ~dest,
  keep,
  keep,
  keep,
  (source, dest) => (source + dest) | 0,
  (source, dest) => (source - dest) | 0,
  sum,
  byComponents(packedDifference),
  oldDifference,
  oldTally,
  (source, dest) => blend(source, dest),
  paint,
  (source, dest, { destBits, destPixelsPerWord }) => packedSelect(~source, dest, destBits, destPixelsPerWord),
  byComponents(packedMax),
  minimum,
  (source, dest, state) => minimum(~source, dest, state),
  (source, dest, state) => constantBlend(source, dest, state, false),
  (source, dest, state) => constantBlend(source, dest, state, true),
  difference,
  tally,
  scaled,
  scaled,
  scaled,
  byComponents(packedMultiply),
  (_source, dest, { destBits }) => packedReverse(dest, destBits),
  clearEqual,
  fixAlpha,
  componentAlpha,
];
