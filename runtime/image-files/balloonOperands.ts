// What the primitives of Balloon read out of an image's objects; null for what is not as it should be.
import type { BalloonPoint } from '../graphics/balloonTransform';
import type { BitmapSource } from '../graphics/balloonFills';
import { isDepth, wordsPerRow, type PixelForm } from '../graphics/pixelForm';
import type { Interpreter } from '../interpreter/interpreter';
import type { Fields, Value } from '../object-memory/objects';
import {
  arrayOf,
  floatsOf,
  numberOf,
  samplesOf,
  signedWordsOf,
  slotsOf,
  wordsOf,
} from '../primitives/pluginOperands';

/** Coordinates without their fractions. */
export function balloonPoint(vm: Interpreter, v: Value): BalloonPoint | null {
  if (typeof v !== 'object' || v.$b !== vm.kernel.known.Point) return null;
  const [x, y] = [numberOf((v as Fields).f0), numberOf((v as Fields).f1)];
  return x === null || y === null ? null : { x: Math.trunc(x), y: Math.trunc(y) };
}

export function balloonPoints(vm: Interpreter, values: readonly Value[]): BalloonPoint[] | null {
  const points = values.map((v) => balloonPoint(vm, v));
  return points.every((point) => point !== null) ? points : null;
}

/**
 * Points of a shape: an Array of them, a PointArray with two words each, or a ShortPointArray with one. `count` is how
 * many there must be.
 */
export function shapePoints(vm: Interpreter, v: Value, count: number): BalloonPoint[] | null {
  const words = signedWordsOf(v);
  if (words === null) {
    const array = arrayOf(v);
    return array?.length === count ? balloonPoints(vm, array) : null;
  }
  const numbers = words.length === count ? samplesOf(v) : words.length === count * 2 ? words : null;
  return numbers && Array.from({ length: count }, (_, i) => ({ x: numbers[2 * i], y: numbers[2 * i + 1] }));
}

/** `count` numbers of a FloatArray or an Array; null for nil. */
export function transformOperand(
  vm: Interpreter,
  v: Value,
  count: number,
): ArrayLike<number> | null | 'wrong' {
  if (v === vm.kernel.nil) return null;
  const floats = floatsOf(v);
  if (floats) return floats.length === count ? floats : 'wrong';
  const numbers = arrayOf(v)?.map(numberOf);
  return numbers?.length === count && numbers.every((n) => n !== null) ? numbers : 'wrong';
}

/** A Form whose Bitmap has exactly its pixels. */
export function exactForm(v: Value): PixelForm | null {
  const slots = slotsOf(v, 5);
  const bits = slots && wordsOf(slots.at(0));
  if (slots === null || bits === null) return null;
  const [width, height, depth] = [slots.at(1), slots.at(2), slots.at(3)];
  if (typeof width !== 'number' || typeof height !== 'number' || typeof depth !== 'number') return null;
  if (width < 0 || height < 0 || depth < 1 || !isDepth(depth)) return null;
  return bits.length === wordsPerRow(width, depth) * height ? { bits, width, height, depth } : null;
}

/** A Form to fill with, read anew whenever it is used; its map has a place for each value of a pixel, or is nil. */
export function bitmapSource(
  vm: Interpreter,
  form: Value,
  map: Value,
  isTiled: boolean,
  current: () => Value | undefined,
): BitmapSource | null {
  const now = exactForm(form);
  const colorMap = map === vm.kernel.nil ? new Uint32Array() : wordsOf(map)?.slice();
  if (now === null || colorMap === undefined) return null;
  const { width, height, depth } = now;
  if (colorMap.length !== 0 && colorMap.length !== 2 ** depth) return null;
  return {
    width,
    height,
    depth,
    colorMap,
    isTiled,
    form: () => {
      const used = current();
      const then = used === undefined ? null : exactForm(used);
      return then?.width === width && then.height === height && then.depth === depth ? then : undefined;
    },
  };
}

/** A run-length coded list: the number of elements and an element of 16 bits in each word. */
export function runs(v: Value, count: number): number[] | null {
  const words = wordsOf(v);
  if (words === null) return null;
  const elements: number[] = [];
  for (const word of words) {
    if (elements.length + (word >>> 16) > count) return null;
    for (let i = word >>> 16; i > 0; i--) elements.push(word & 0xffff);
  }
  return elements.length === count ? elements : null;
}
