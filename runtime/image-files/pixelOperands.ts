// How BitBlt's primitives read Forms, rectangles and colour maps out of an image's objects. What is not as it should be
// is undefined, or NaN for a number: the primitive then fails.
import { isDepth, wordsPerRow, type PixelForm } from '../graphics/pixelForm';
import {
  bitsPerComponentOf,
  componentMap,
  implicitComponents,
  type ColorMap,
  type ComponentMap,
} from '../graphics/colorMap';
import { writableBytes } from '../object-memory/bytesOf';
import type { Fields, SArray, SBytes, SFloat, SObject, SWords, Value } from '../object-memory/objects';

/** An object with at least `count` slots for pointers, by its named fields or else its elements. */
export function pointersOf(v: Value, count: number): Fields | undefined {
  if (typeof v !== 'object') return undefined;
  const { format, fieldCount } = v.$b;
  return (format === 'normal' || format === 'variable') && fieldCount >= count ? (v as Fields) : undefined;
}

export function wordsOf(v: Value): Uint32Array | undefined {
  return typeof v === 'object' && v.$b.format === 'words' ? (v as SWords).w : undefined;
}

/** Words, or bytes taken four by four in the order of the host. */
function bitsOf(v: Value): Uint32Array | undefined {
  if (typeof v !== 'object') return undefined;
  if (v.$b.format === 'words') return (v as SWords).w;
  if (v.$b.format !== 'bytes') return undefined;
  const bytes = writableBytes(v as SBytes);
  if (bytes.byteOffset % 4 !== 0 || bytes.length % 4 !== 0) return undefined;
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
}

/** A SmallInteger, or a Float without its fraction. */
export function coordinate(v: Value): number {
  if (typeof v === 'number') return v;
  if (typeof v !== 'object' || v.$b.format !== 'float') return NaN;
  const float = (v as SFloat).v;
  return float >= -0x80000000 && float <= 0x7fffffff ? Math.trunc(float) : NaN;
}

/** A Form: bits, width, height, depth. */
export function formOperand(v: Value): PixelForm | undefined {
  const form = pointersOf(v, 4);
  if (form === undefined) return undefined;
  const bits = bitsOf(form.f0);
  const width = coordinate(form.f1);
  const height = coordinate(form.f2);
  const depth = form.f3;
  if (bits === undefined || !(width >= 0) || !(height >= 0) || typeof depth !== 'number' || !isDepth(depth))
    return undefined;
  return bits.length >= wordsPerRow(width, depth) * height ? { bits, width, height, depth } : undefined;
}

/** Words, or the bits of a Form; `null` for nil and for what is ignored, undefined if it is wrong. */
export function halftoneOperand(v: Value, nil: SObject): Uint32Array | null | undefined {
  if (v === nil) return null;
  const form = pointersOf(v, 4);
  if (form === undefined) {
    const words = wordsOf(v);
    return words?.length === 0 ? undefined : words;
  }
  const words = wordsOf(form.f0);
  const height = form.f2;
  if (typeof height !== 'number') return undefined;
  if (words === undefined) return null;
  return height >= 1 && words.length >= 1 ? words.subarray(0, height) : undefined;
}

/** A Bitmap, a ColorMap (shifts, masks, colours) or nil; `null` where pixels stay as they are. */
export function colorMapOperand(
  v: Value,
  nil: SObject,
  sourceBits: number,
  destBits: number,
): ColorMap | null | undefined {
  if (v === nil) {
    const components = implicitComponents(sourceBits, destBits, 0);
    return components ? { components, table: undefined, bitsPerComponent: 0, isComplete: false } : null;
  }
  const table = wordsOf(v);
  if (table !== undefined) {
    if (!isPowerOfTwo(table.length)) return undefined;
    const bitsPerComponent = bitsPerComponentOf(table);
    const components = implicitComponents(sourceBits, destBits, bitsPerComponent);
    return { components, table: nonEmpty(table), bitsPerComponent, isComplete: false };
  }
  return completeMap(v, nil);
}

function completeMap(v: Value, nil: SObject): ColorMap | undefined {
  const map = colorMapSlots(v);
  if (map === undefined) return undefined;
  const [shifts, masks, colors] = map;
  const words = (part: Value): Uint32Array | null | undefined => (part === nil ? null : wordsOf(part));
  const shiftWords = words(shifts);
  const maskWords = words(masks);
  const table = words(colors);
  if (shiftWords === undefined || maskWords === undefined || table === undefined) return undefined;
  if ((shiftWords?.length ?? 4) !== 4 || (maskWords?.length ?? 4) !== 4) return undefined;
  if (table !== null && !isPowerOfTwo(table.length)) return undefined;
  const components: ComponentMap | undefined = componentMap(
    shiftWords === null ? undefined : Int32Array.from(shiftWords),
    maskWords ?? undefined,
  );
  return {
    components,
    table: table === null ? undefined : nonEmpty(table),
    bitsPerComponent: table === null ? 0 : bitsPerComponentOf(table),
    isComplete: true,
  };
}

/** A ColorMap, or an Array in its place. */
function colorMapSlots(v: Value): readonly [Value, Value, Value] | undefined {
  const map = pointersOf(v, 3);
  if (map !== undefined) return [map.f0, map.f1, map.f2];
  const elements = typeof v === 'object' && v.$b.format === 'variable' ? (v as SArray).a : undefined;
  return elements !== undefined && elements.length >= 3 ? [elements[0], elements[1], elements[2]] : undefined;
}

function nonEmpty(table: Uint32Array): Uint32Array | undefined {
  return table.length === 0 ? undefined : table;
}

/** Squeak lets nothing at all pass, too. */
function isPowerOfTwo(n: number): boolean {
  return (n & (n - 1)) === 0;
}
