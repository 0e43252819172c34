// DSAPrims: the inner loops of SHA-1 (FIPS 180-4, section 6.1) and of long arithmetic on digits in place.
import type { SLargeInt, Value } from '../object-memory/objects';
import { magnitudeBytes, magnitudeOf } from './numberOperands';
import { bytesToRead, taking, wordsOf } from './pluginOperands';
import type { PrimitiveFamily } from './primitive';

const rounds = 80;
const rotated = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/** 64 bytes, and 80 words that they become. */
const expandBlock = taking(2, (_vm, [block, expanded], receiver) => {
  const bytes = bytesToRead(block);
  const words = wordsOf(expanded);
  if (bytes?.length !== 64 || words?.length !== rounds) return null;
  for (let i = 0; i < 16; i++)
    words[i] = (bytes[4 * i] << 24) | (bytes[4 * i + 1] << 16) | (bytes[4 * i + 2] << 8) | bytes[4 * i + 3];
  for (let i = 16; i < rounds; i++)
    words[i] = rotated(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
  return receiver;
});

const constants = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6];

function mixed(round: number, b: number, c: number, d: number): number {
  if (round < 20) return (b & c) | (~b & d);
  return round >= 40 && round < 60 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
}

/** 80 words, and five of state, to which the block's hash is added. */
const hashBlock = taking(2, (_vm, [expanded, state], receiver) => {
  const words = wordsOf(expanded);
  const sums = wordsOf(state);
  if (words?.length !== rounds || sums?.length !== 5) return null;
  let [a, b, c, d, e] = sums;
  for (let i = 0; i < rounds; i++) {
    const next = (rotated(a, 5) + mixed(i, b, c, d) + e + constants[Math.floor(i / 20)] + words[i]) | 0;
    [a, b, c, d, e] = [next, a, rotated(b, 30), c, d];
  }
  [a, b, c, d, e].forEach((word, i) => (sums[i] += word));
  return receiver;
});

/** A large integer whose digits are stored into, with as many as it has. */
function digitsOf(v: Value): { readonly o: SLargeInt; readonly digits: Uint8Array } | null {
  const digits = bytesToRead(v);
  return digits && (v as SLargeInt).$b.format === 'largeInt' ? { o: v as SLargeInt, digits } : null;
}

function setDigits(o: SLargeInt, count: number, value: bigint): boolean {
  const bytes = magnitudeBytes(value);
  if (bytes.length > count) return false;
  o.b = new Uint8Array(count);
  o.b.set(bytes);
  return true;
}

/** The remainder, which is the dividend before, the divisor and the quotient. */
const bigDivide = taking(3, (_vm, [dividend, divisor, quotient], receiver) => {
  const [a, b, q] = [digitsOf(dividend), digitsOf(divisor), digitsOf(quotient)];
  if (a === null || b === null || q === null) return null;
  const [x, y] = [magnitudeOf(a.digits), magnitudeOf(b.digits)];
  if (y === 0n || !setDigits(q.o, q.digits.length, x / y)) return null;
  return setDigits(a.o, a.digits.length, x % y) ? receiver : null;
});

const bigMultiply = taking(3, (_vm, [factor1, factor2, product], receiver) => {
  const [a, b, p] = [digitsOf(factor1), digitsOf(factor2), digitsOf(product)];
  if (a === null || b === null || p === null) return null;
  const result = magnitudeOf(a.digits) * magnitudeOf(b.digits);
  return setDigits(p.o, p.digits.length, result) ? receiver : null;
});

/** Index of the last digit that is not 0; 0 if all are. */
const highestNonZeroDigit = taking(1, (_vm, [integer]) => {
  const digits = digitsOf(integer)?.digits;
  return digits ? digits.findLastIndex((digit) => digit !== 0) + 1 : null;
});

export const dsaPrims: PrimitiveFamily = {
  named: {
    'DSAPrims.primitiveHasSecureHashPrimitive': (vm) => vm.kernel.true_,
    'DSAPrims.primitiveExpandBlock': expandBlock,
    'DSAPrims.primitiveHashBlock': hashBlock,
    'DSAPrims.primitiveBigDivide': bigDivide,
    'DSAPrims.primitiveBigMultiply': bigMultiply,
    'DSAPrims.primitiveHighestNonZeroDigitIndex': highestNonZeroDigit,
  },
};
