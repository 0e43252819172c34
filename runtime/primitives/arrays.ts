// Primitives of arrays of any kind: replacing ranges, filling, searching, sorting, and the bytes of ByteArrays.
import { byteText, readableBytes, writableBytes } from '../object-memory/bytesOf';
import type { Interpreter } from '../interpreter/interpreter';
import type {
  SArray,
  SBytes,
  SFloat,
  SLargeInt,
  SLongs,
  SObject,
  SShorts,
  SWords,
  Value,
} from '../object-memory/objects';
import { magnitudeBytes, putDigit } from './numberOperands';
import { isIdentical } from './objectAccess';
import { indexableSize, isObject } from './operands';
import { FAIL, type Primitive, type PrimitiveFamily } from './primitive';
import { isSymbolOf } from './textOperands';

function replaceBytes(to: SBytes, start: number, count: number, from: SObject, offset: number): boolean {
  if (from.$b.format === 'bytes') {
    const source = from as SBytes;
    // The whole of a fresh string is taken over in its compact form.
    if (start === 0 && count === indexableSize(to) && source.s !== null) {
      to.s = source.s.slice(offset, offset + count);
      to.b = null;
    } else if (source.s !== null) {
      const target = writableBytes(to);
      for (let i = 0; i < count; i++) target[start + i] = source.s.charCodeAt(offset + i);
    } else writableBytes(to).set(source.b!.subarray(offset, offset + count), start);
    return true;
  }
  if (from.$b.format === 'largeInt') {
    writableBytes(to).set(digitsOf(from as SLargeInt).subarray(offset, offset + count), start);
    return true;
  }
  if (from.$b.format !== 'words') return false;
  const codes = (from as SWords).w.subarray(offset, offset + count);
  if (codes.some((code) => code > 255)) return false;
  writableBytes(to).set(codes, start);
  return true;
}

function replaceWords(
  vm: Interpreter,
  to: SWords,
  start: number,
  count: number,
  from: SObject,
  offset: number,
): boolean {
  if (from.$b.format === 'words') {
    to.w.set((from as SWords).w.subarray(offset, offset + count), start);
    return true;
  }
  if (from.$b.format !== 'bytes' || to.$b !== vm.kernel.known.WideString) return false;
  to.w.set(readableBytes(from as SBytes).subarray(offset, offset + count), start);
  return true;
}

/** Images make large integers of bytes and take them apart again. */
function replaceDigits(to: SLargeInt, start: number, count: number, from: SObject, offset: number): boolean {
  const { format } = from.$b;
  if (format !== 'bytes' && format !== 'largeInt') return false;
  const source = format === 'bytes' ? readableBytes(from as SBytes) : digitsOf(from as SLargeInt);
  const digits = source.slice(offset, offset + count);
  for (let i = 0; i < count; i++) putDigit(to, start + i, digits[i]);
  return true;
}

function digitsOf({ b, big }: SLargeInt): Uint8Array {
  return b ?? magnitudeBytes(big < 0n ? -big : big);
}

/** The two may be one, and overlap. JavaScript's `copyWithin` is fifty times slower on Arrays than a loop. */
function moveElements(target: Value[], to: number, source: Value[], from: number, count: number): void {
  if (target === source && from < to) for (let i = count - 1; i >= 0; i--) target[to + i] = source[from + i];
  else for (let i = 0; i < count; i++) target[to + i] = source[from + i];
}

/** 105: replaceFrom:to:with:startingAt:. The source may be the receiver. */
const replaceFromTo: Primitive = (vm, stack, rcvr) => {
  const to = stack[rcvr];
  const [start, stop, from, offset] = [stack[rcvr + 1], stack[rcvr + 2], stack[rcvr + 3], stack[rcvr + 4]];
  if (!isObject(to) || !isObject(from)) return FAIL;
  if (typeof start !== 'number' || typeof stop !== 'number' || typeof offset !== 'number') return FAIL;
  const count = stop - start + 1;
  if (count <= 0) return count === 0 ? to : FAIL;
  const size = indexableSize(to);
  const sourceSize = indexableSize(from);
  if (size === undefined || sourceSize === undefined) return FAIL;
  if (start < 1 || stop > size || offset < 1 || offset + count - 1 > sourceSize) return FAIL;
  if (isSymbolOf(vm, to)) return FAIL;
  switch (to.$b.format) {
    case 'variable': {
      if (from.$b.format !== 'variable') return FAIL;
      const target = (to as SArray).a;
      const source = (from as SArray).a;
      moveElements(target, start - 1, source, offset - 1, count);
      return to;
    }
    case 'bytes':
      return replaceBytes(to as SBytes, start - 1, count, from, offset - 1) ? to : FAIL;
    case 'words':
      return replaceWords(vm, to as SWords, start - 1, count, from, offset - 1) ? to : FAIL;
    case 'shorts':
      if (from.$b.format !== 'shorts') return FAIL;
      (to as SShorts).d.set((from as SShorts).d.subarray(offset - 1, offset - 1 + count), start - 1);
      return to;
    case 'longs':
      if (from.$b.format !== 'longs') return FAIL;
      (to as SLongs).q.set((from as SLongs).q.subarray(offset - 1, offset - 1 + count), start - 1);
      return to;
    case 'largeInt':
      return replaceDigits(to as SLargeInt, start - 1, count, from, offset - 1) ? to : FAIL;
    default:
      return FAIL;
  }
};

const arrayFill: Primitive = (_vm, stack, rcvr) => {
  const o = stack[rcvr];
  if (!isObject(o) || o.$b.format !== 'variable') return FAIL;
  (o as SArray).a.fill(stack[rcvr + 1]);
  return o;
};

const arrayIdentityIndexOf: Primitive = (_vm, stack, rcvr) => {
  const o = stack[rcvr];
  if (!isObject(o) || o.$b.format !== 'variable') return FAIL;
  const wanted = stack[rcvr + 1];
  return (o as SArray).a.findIndex((element) => isIdentical(element, wanted)) + 1;
};

const numberOf = (vm: Interpreter, v: Value): number => {
  if (typeof v === 'number') return v;
  return typeof v === 'object' && v.$b === vm.kernel.known.BoxedFloat64 ? (v as SFloat).v : NaN;
};

/** Sorts by `<=` an Array of SmallIntegers and Floats, or of ByteStrings; stable. Answers true. */
const arraySort: Primitive = (vm, stack, rcvr) => {
  const o = stack[rcvr];
  if (!isObject(o) || o.$b !== vm.kernel.known.Array) return FAIL;
  const elements = (o as SArray).a;
  if (elements.every((v) => !Number.isNaN(numberOf(vm, v)))) {
    elements.sort((x, y) => numberOf(vm, x) - numberOf(vm, y));
    return vm.kernel.true_;
  }
  const { ByteString } = vm.kernel.known;
  if (!elements.every((v) => typeof v === 'object' && v.$b === ByteString)) return FAIL;
  const keyed = elements.map((v) => ({ v, text: byteText(v as SBytes) }));
  keyed.sort((x, y) => (x.text < y.text ? -1 : x.text > y.text ? 1 : 0));
  keyed.forEach(({ v }, i) => (elements[i] = v));
  return vm.kernel.true_;
};

function bytesOperand(v: Value): SBytes | null {
  return typeof v === 'object' && v.$b.format === 'bytes' ? (v as SBytes) : null;
}

/** Arguments: bytes and a number to begin with. The hash has 30 bits. */
const bytesHash: Primitive = (_vm, stack, rcvr) => {
  const o = bytesOperand(stack[rcvr + 1]);
  const seed = stack[rcvr + 2];
  if (o === null || typeof seed !== 'number') return FAIL;
  let hash = seed | 0;
  for (const byte of readableBytes(o)) hash = (Math.imul(hash, 31) + byte) | 0;
  return hash & 0x3fffffff;
};

/** Fails for an argument of another class: whether that is equal is for Smalltalk to say. */
const bytesEqual: Primitive = (vm, stack, rcvr) => {
  const a = bytesOperand(stack[rcvr]);
  const b = bytesOperand(stack[rcvr + 1]);
  if (a === null || b === null || a.$b !== b.$b) return FAIL;
  return vm.kernel.boolean(a === b || byteText(a) === byteText(b));
};

const bytesFill: Primitive = (vm, stack, rcvr) => {
  const o = bytesOperand(stack[rcvr]);
  const value = stack[rcvr + 1];
  if (o === null || isSymbolOf(vm, o) || typeof value !== 'number' || value < 0 || value > 255) return FAIL;
  writableBytes(o).fill(value);
  return o;
};

const bytesIndexOf: Primitive = (_vm, stack, rcvr) => {
  const o = bytesOperand(stack[rcvr]);
  const [value, start] = [stack[rcvr + 1], stack[rcvr + 2]];
  if (o === null || typeof value !== 'number' || typeof start !== 'number' || start < 1) return FAIL;
  return readableBytes(o).indexOf(value, start - 1) + 1;
};

const bytesToHex: Primitive = (vm, stack, rcvr) => {
  const o = bytesOperand(stack[rcvr]);
  if (o === null) return FAIL;
  return vm.kernel.latin1String(
    Array.from(readableBytes(o), (b) => b.toString(16).padStart(2, '0')).join(''),
  );
};

/** The words of a FloatArray as the 32-bit floats that they are. */
const floatsOf = (o: SWords): Float32Array => new Float32Array(o.w.buffer, o.w.byteOffset, o.w.length);

const floatArrayAt: Primitive = (vm, stack, rcvr) => {
  const o = stack[rcvr];
  const index = stack[rcvr + 1];
  if (!isObject(o) || o.$b.format !== 'words' || typeof index !== 'number') return FAIL;
  const floats = floatsOf(o as SWords);
  return index >= 1 && index <= floats.length ? vm.kernel.float(floats[index - 1]) : FAIL;
};

const floatArrayAtPut: Primitive = (vm, stack, rcvr) => {
  const o = stack[rcvr];
  const index = stack[rcvr + 1];
  const value = numberOf(vm, stack[rcvr + 2]);
  if (!isObject(o) || o.$b.format !== 'words' || typeof index !== 'number' || Number.isNaN(value))
    return FAIL;
  const floats = floatsOf(o as SWords);
  if (index < 1 || index > floats.length) return FAIL;
  floats[index - 1] = value;
  return stack[rcvr + 2];
};

export const arrayPrimitives: PrimitiveFamily = {
  numbered: { 105: replaceFromTo },
  named: {
    'Archipelago.arrayFill': arrayFill,
    'Archipelago.arrayIdentityIndexOf': arrayIdentityIndexOf,
    'Archipelago.arraySort': arraySort,
    'Archipelago.bytesHash': bytesHash,
    'Archipelago.bytesEqual': bytesEqual,
    'Archipelago.bytesFill': bytesFill,
    'Archipelago.bytesIndexOf': bytesIndexOf,
    'Archipelago.bytesToHex': bytesToHex,
    'Archipelago.floatArrayAt': floatArrayAt,
    'Archipelago.floatArrayAtPut': floatArrayAtPut,
  },
};
