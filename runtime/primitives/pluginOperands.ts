// How the primitives of plugins read their operands: an object of bits as the memory that it is, least significant
// byte first, and numbers as the C types that a plugin converts them to.
import { readableBytes, writableBytes } from '../object-memory/bytesOf';
import { isSymbol } from '../object-memory/literals';
import type {
  Fields,
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
import type { Interpreter } from '../interpreter/interpreter';
import { bigOperand, magnitudeBytes } from './numberOperands';
import { FAIL, type Fail, type Primitive } from './primitive';

/** Bytes to read, of a byte object or a large integer; null for anything else. Not to be kept or written. */
export function bytesToRead(v: Value): Uint8Array | null {
  if (typeof v !== 'object') return null;
  if (v.$b.format === 'bytes') return readableBytes(v as SBytes);
  if (v.$b.format !== 'largeInt') return null;
  const { b, big } = v as SLargeInt;
  return b ?? magnitudeBytes(big < 0n ? -big : big);
}

/** Bytes to write into; null for anything but a byte object, and for Symbols. */
export function bytesToWrite(v: Value): Uint8Array | null {
  return typeof v === 'object' && v.$b.format === 'bytes' && !isSymbol(v) ? writableBytes(v as SBytes) : null;
}

/** The 32-bit elements themselves, null for an object without. */
export function wordsOf(v: Value): Uint32Array | null {
  return typeof v === 'object' && v.$b.format === 'words' ? (v as SWords).w : null;
}

/** The same memory as signed integers. */
export function signedWordsOf(v: Value): Int32Array | null {
  const words = wordsOf(v);
  return words && new Int32Array(words.buffer, words.byteOffset, words.length);
}

/** The same memory as single-precision floats. */
export function floatsOf(v: Value): Float32Array | null {
  const words = wordsOf(v);
  return words && new Float32Array(words.buffer, words.byteOffset, words.length);
}

/** 64-bit elements as double-precision floats. */
export function doublesOf(v: Value): Float64Array | null {
  if (typeof v !== 'object' || v.$b.format !== 'longs') return null;
  const { q } = v as SLongs;
  return new Float64Array(q.buffer, q.byteOffset, q.length);
}

function elementsOf(v: Value): Uint8Array | Uint16Array | Uint32Array | BigUint64Array | null {
  if (typeof v !== 'object') return null;
  switch (v.$b.format) {
    case 'bytes':
      return bytesToWrite(v);
    case 'shorts':
      return (v as SShorts).d;
    case 'words':
      return (v as SWords).w;
    case 'longs':
      return (v as SLongs).q;
    default:
      return null;
  }
}

/** The memory of an object of bits, to read and write; null for anything else. */
export function memoryOf(v: Value): Uint8Array | null {
  const elements = elementsOf(v);
  return elements && new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
}

/** 32-bit or 16-bit elements, or pairs of bytes, as signed 16-bit samples: what plugins take a SoundBuffer for. */
export function samplesOf(v: Value): Int16Array | null {
  const memory = memoryOf(v);
  if (memory === null || memory.byteOffset % 2 !== 0) return null;
  return new Int16Array(memory.buffer, memory.byteOffset, memory.byteLength >> 1);
}

/** An Integer from -2^31 to 2^31-1 of any class (signed32BitValueOf), null for anything else. */
export function int32Of(v: Value): number | null {
  const n = typeof v === 'number' ? v : typeof v === 'object' ? Number(bigOperand(v) ?? NaN) : NaN;
  return n === (n | 0) ? n : null;
}

/** An Integer from 0 to 2^32-1 of any class (positive32BitValueOf), null for anything else. */
export function uint32Of(v: Value): number | null {
  const n = typeof v === 'number' ? v : typeof v === 'object' ? Number(bigOperand(v) ?? -1n) : -1;
  return n >= 0 && n <= 0xffffffff ? n : null;
}

/** A Float's or SmallInteger's value, null for anything else. */
export function numberOf(v: Value): number | null {
  if (typeof v === 'number') return v;
  return typeof v === 'object' && v.$b.format === 'float' ? (v as SFloat).v : null;
}

/** A Float's value, null for anything else. */
export function floatOf(v: Value): number | null {
  return typeof v === 'object' && v.$b.format === 'float' ? (v as SFloat).v : null;
}

export function booleanOf(vm: Interpreter, v: Value): boolean | null {
  return v === vm.kernel.true_ ? true : v === vm.kernel.false_ ? false : null;
}

/** The elements of an Array, null for anything else. */
export function arrayOf(v: Value): Value[] | null {
  return typeof v === 'object' && v.$b.format === 'variable' ? (v as SArray).a : null;
}

/** Pointer slots counted from 0, named fields before indexable ones; null for an object that has not got as many. */
export function slotsOf(v: Value, least: number): Slots | null {
  if (typeof v !== 'object' || !v.$b.isPointers) return null;
  const { fieldCount, format } = v.$b;
  const elements = format === 'variable' ? (v as SArray).a : [];
  return fieldCount + elements.length < least ? null : new Slots(v, fieldCount, elements);
}

/** Instance variables by number. */
export class Slots {
  constructor(
    readonly object: SObject,
    private readonly fieldCount: number,
    private readonly elements: Value[],
  ) {}

  at(slot: number): Value {
    return slot < this.fieldCount
      ? (this.object as Fields)[`f${slot}`]
      : this.elements[slot - this.fieldCount];
  }

  put(slot: number, value: Value): void {
    if (slot < this.fieldCount) (this.object as Fields)[`f${slot}`] = value;
    else this.elements[slot - this.fieldCount] = value;
  }
}

/** A primitive of exactly `count` arguments; it fails where `work` answers null. */
export function taking(
  count: number,
  work: (vm: Interpreter, args: readonly Value[], receiver: Value) => Value | Fail | null,
): Primitive {
  return (vm, stack, rcvr, argc) =>
    argc === count ? (work(vm, stack.slice(rcvr + 1, rcvr + 1 + argc), stack[rcvr]) ?? FAIL) : FAIL;
}
