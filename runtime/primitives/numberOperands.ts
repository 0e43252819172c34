// How primitives read numbers: every Smalltalk number that JavaScript can hold, in one of two forms.
import type { SBytes, SFloat, SLargeInt, SObject, Value } from '../object-memory/objects';

/** A Smalltalk Integer of any size, as a number if it is a safe integer and else as a bigint. */
export type IntegerOperand = number | bigint;

/** Magnitude that `bytes` hold, least significant byte first. */
export function magnitudeOf(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  let hex = '';
  for (let i = bytes.length - 1; i >= 0; i--) hex += bytes[i].toString(16).padStart(2, '0');
  return BigInt('0x' + hex);
}

/** Bytes of a magnitude, least significant first, without leading zeros. */
export function magnitudeBytes(magnitude: bigint): Uint8Array {
  let hex = magnitude.toString(16);
  if (hex.length % 2 === 1) hex = '0' + hex;
  const bytes = new Uint8Array(magnitude === 0n ? 0 : hex.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    const end = hex.length - 2 * i;
    bytes[i] = parseInt(hex.slice(end - 2, end), 16);
  }
  return bytes;
}

function isLargeInteger(o: SObject): o is SLargeInt {
  return o.$b.format === 'largeInt';
}

/** The value of a large integer, also of one whose digits are being stored one by one. */
function largeValue(o: SLargeInt): bigint {
  if (o.b === null) return o.big;
  const magnitude = magnitudeOf(o.b);
  return o.$b.name === 'LargeNegativeInteger' ? -magnitude : magnitude;
}

/** Number of bytes in a large integer. */
export function digitCount(o: SLargeInt): number {
  return o.b?.length ?? magnitudeBytes(o.big < 0n ? -o.big : o.big).length;
}

/** Byte of the magnitude at `index` (base 0), unchecked. */
export function digitAt(o: SLargeInt, index: number): number {
  if (o.b !== null) return o.b[index];
  return Number(((o.big < 0n ? -o.big : o.big) >> BigInt(8 * index)) & 255n);
}

/** Stores a byte of the magnitude at `index` (base 0), unchecked; from now on the bytes are the value. */
export function putDigit(o: SLargeInt, index: number, digit: number): void {
  o.b ??= magnitudeBytes(o.big < 0n ? -o.big : o.big);
  o.b[index] = digit;
}

/** `value` as an Integer, null if it is none. */
export function integerOperand(value: Value): IntegerOperand | null {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  return isLargeInteger(value) ? largeValue(value) : null;
}

/** `value` as an Integer of any size, null if it is none. */
export function bigOperand(value: Value): bigint | null {
  const integer = integerOperand(value);
  return integer === null ? null : BigInt(integer);
}

/** `value` as a SmallInteger within the safe range, null if it is none. */
export function smallOperand(value: Value): number | null {
  return typeof value === 'number' ? value : null;
}

/** `value` as a Float, null if it is none. */
export function floatOperand(value: Value): number | null {
  return typeof value === 'object' && value.$b.format === 'float' ? (value as SFloat).v : null;
}

/** An Integer or Float, to be compared exactly: JavaScript compares numbers with bigints by value. */
export function comparableOperand(value: Value): IntegerOperand | null {
  return integerOperand(value) ?? floatOperand(value);
}

/** An Integer or Float rounded to the nearest double, null for any other object. */
export function doubleOperand(value: Value): number | null {
  const operand = comparableOperand(value);
  return operand === null ? null : Number(operand);
}

/** A byte object's text, null for any other object. */
export function textOperand(value: Value): string | null {
  if (typeof value !== 'object' || value.$b.format !== 'bytes') return null;
  const bytes = value as SBytes;
  return bytes.s ?? String.fromCharCode(...bytes.b!);
}
