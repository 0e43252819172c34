// Arithmetic on all pixels, or all their components, that a word holds. Words come and go as 32-bit integers of either
// sign; `bits` is the width of a part, `count` how many parts there are, from the least significant on.
import { pixelMask } from './pixelForm';

/** Sums that stop at the largest value. `tops` has the highest bit of each part. */
export function packedAdd(a: number, b: number, bits: number, tops: number): number {
  const topA = a & tops;
  const topB = b & tops;
  const sum = (a ^ topA) + (b ^ topB);
  const carries = (topA & topB) | ((topA | topB) & sum);
  return (sum ^ topA ^ topB) | Math.imul(carries >>> (bits - 1), pixelMask(bits));
}

/** Absolute differences. */
export function packedDifference(a: number, b: number, bits: number, count: number): number {
  let mask = pixelMask(bits);
  let result = 0;
  for (let i = 0; i < count; i++) {
    const partA = (a & mask) >>> 0;
    const partB = (b & mask) >>> 0;
    result |= partA < partB ? partB - partA : partA - partB;
    mask <<= bits;
  }
  return result;
}

export function packedMax(a: number, b: number, bits: number, count: number): number {
  let mask = pixelMask(bits);
  let result = 0;
  for (let i = 0; i < count; i++) {
    result |= Math.max((a & mask) >>> 0, (b & mask) >>> 0);
    mask <<= bits;
  }
  return result;
}

export function packedMin(a: number, b: number, bits: number, count: number): number {
  let mask = pixelMask(bits);
  let result = 0;
  for (let i = 0; i < count; i++) {
    result |= Math.min((a & mask) >>> 0, (b & mask) >>> 0);
    mask <<= bits;
  }
  return result;
}

/** Products as of fractions whose 1 is the largest value. Squeak's multiplies four parts of a word and clears the rest. */
export function packedMultiply(a: number, b: number, bits: number, count: number): number {
  const mask = pixelMask(bits);
  const parts = Math.min(count, 4);
  let result = 0;
  for (let i = 0; i < parts; i++) {
    const shift = i * bits;
    const product = (((a >>> shift) & mask) + 1) * (((b >>> shift) & mask) + 1) - 1;
    result |= ((product >>> bits) & mask) << shift;
  }
  return result;
}

/** The parts of `b` at which `a` has all bits set. */
export function packedSelect(a: number, b: number, bits: number, count: number): number {
  let mask = pixelMask(bits) | 0;
  let result = 0;
  for (let i = 0; i < count; i++) {
    if ((a & mask) === mask) result |= b & mask;
    mask <<= bits;
  }
  return result;
}

/** The pixels in the opposite order. */
export function packedReverse(word: number, bits: number): number {
  const mask = pixelMask(bits);
  let result = 0;
  for (let shift = 0; shift < 32; shift += bits) result |= ((word >>> shift) & mask) << (32 - bits - shift);
  return result;
}
