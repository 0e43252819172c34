// IEEE 754 doubles by their bits: exponent, significand, exact scaling and shortest digits.
import { bitLength } from './integerArithmetic';

const view = new DataView(new ArrayBuffer(8));

/** The 64 bits of `v`. */
export function doubleBits(v: number): bigint {
  view.setFloat64(0, v);
  return view.getBigUint64(0);
}

export function doubleFromBits(bits: bigint): number {
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}

/** The 32 bits of `v` rounded to single precision. */
export function singleBits(v: number): number {
  view.setFloat32(0, v);
  return view.getUint32(0);
}

export function singleFromBits(bits: number): number {
  view.setUint32(0, bits);
  return view.getFloat32(0);
}

/** Big-endian 32-bit half 0 or 1 of `v`. */
export function doubleWord(v: number, index: number): number {
  view.setFloat64(0, v);
  return view.getUint32(index * 4);
}

export function doubleWithWord(v: number, index: number, word: number): number {
  view.setFloat64(0, v);
  view.setUint32(index * 4, word);
  return view.getFloat64(0);
}

/** Exponent of the leading bit of finite `v` ≠ 0: 0 for 1.0, -1074 for the least denormal. */
export function exponentOf(v: number): number {
  view.setFloat64(0, v);
  const biased = (view.getUint16(0) >> 4) & 0x7ff;
  if (biased !== 0) return biased - 1023;
  const high = view.getUint32(0) & 0xfffff;
  return high !== 0 ? -1022 - (Math.clz32(high) - 11) : -1043 - Math.clz32(view.getUint32(4));
}

/** `v` = significand · 2^exponent with an integer significand of at most 53 bits; `v` is finite. */
export function decompose(v: number): { significand: bigint; exponent: number } {
  const bits = doubleBits(v);
  const fraction = bits & 0xfffffffffffffn;
  const biased = Number((bits >> 52n) & 0x7ffn);
  const magnitude = biased === 0 ? fraction : fraction | 0x10000000000000n;
  return { significand: v < 0 ? -magnitude : magnitude, exponent: Math.max(biased, 1) - 1075 };
}

/** `v` · 2^power with a single rounding, also where the result is denormal. */
export function timesTwoPower(v: number, power: number): number {
  if (v === 0 || !Number.isFinite(v)) return v;
  const exponent = exponentOf(v);
  const target = exponent + power;
  if (target > 1023) return v < 0 ? -Infinity : Infinity;
  if (target < -1076) return v < 0 ? -0 : 0;
  // Scaled to 1 … 2 exactly (in two steps, as 2^1074 is no double), and from there with one rounding.
  const half = Math.trunc(exponent / 2);
  const unit = v / 2 ** half / 2 ** (exponent - half);
  return target >= -1074 ? unit * 2 ** target : unit * 2 ** (target + 1074) * 2 ** -1074;
}

/** The double nearest to the fraction, ties to even; `denominator` > 0. */
export function nearestDouble(numerator: bigint, denominator: bigint): number {
  if (numerator < 0n) return -nearestDouble(-numerator, denominator);
  if (numerator === 0n) return 0;
  // A quotient of 56 bits or more whose last bit stands for the rest rounds as the exact one does.
  const shift = 57 - (bitLength(numerator) - bitLength(denominator));
  const [n, d] =
    shift >= 0 ? [numerator << BigInt(shift), denominator] : [numerator, denominator << BigInt(-shift)];
  const quotient = n % d === 0n ? n / d : (n / d) | 1n;
  if (bitLength(quotient) - shift > -1022) return timesTwoPower(Number(quotient), -shift);
  return timesTwoPower(Number(roundedToInteger(quotient, BigInt(shift - 1074))), -1074);
}

/** `n` / 2^bits rounded to the nearest integer, ties to even. */
function roundedToInteger(n: bigint, bits: bigint): bigint {
  const floor = n >> bits;
  const rest = n - (floor << bits);
  const half = 1n << (bits - 1n);
  return rest > half || (rest === half && (floor & 1n) === 1n) ? floor + 1n : floor;
}

/** Shortest digits that read back as `v`, which is positive and finite: `v` ≈ 0.d₁d₂d₃… · base^exponent. */
export interface ShortestDigits {
  readonly digits: number[];
  readonly exponent: number;
}

/** Free-format printing after Burger and Dybvig, «Printing Floating-Point Numbers Quickly and Accurately» (1996). */
export function shortestDigits(v: number, base: number): ShortestDigits {
  if (base === 10) return shortestDecimal(v);
  const { significand, exponent: e } = decompose(v);
  const inclusive = (significand & 1n) === 0n;
  const big = BigInt(base);
  // The gap below a power of two is half the gap above it.
  const uneven = significand === 0x10000000000000n && e > -1074;
  const scale = uneven ? 4n : 2n;
  let r = (significand << BigInt(Math.max(e, 0))) * scale;
  let s = scale << BigInt(Math.max(-e, 0));
  let below = 1n << BigInt(Math.max(e, 0));
  let above = uneven ? below * 2n : below;
  let exponent = Math.ceil((exponentOf(v) * Math.LN2) / Math.log(base) - 1e-10);
  if (exponent >= 0) s *= big ** BigInt(exponent);
  else {
    const factor = big ** BigInt(-exponent);
    r *= factor;
    below *= factor;
    above *= factor;
  }
  if (inclusive ? r + above >= s : r + above > s) exponent++;
  else {
    r *= big;
    below *= big;
    above *= big;
  }
  const digits: number[] = [];
  for (;;) {
    const digit = Number(r / s);
    r %= s;
    const low = inclusive ? r <= below : r < below;
    const high = inclusive ? r + above >= s : r + above > s;
    if (low || high) {
      digits.push(high && (!low || r * 2n >= s) ? digit + 1 : digit);
      return { digits, exponent };
    }
    digits.push(digit);
    r *= big;
    below *= big;
    above *= big;
  }
}

/** JavaScript's own shortest decimal digits: ECMA-262, Number::toString. */
function shortestDecimal(v: number): ShortestDigits {
  const [mantissa, exponent] = v.toExponential().split('e');
  return { digits: Array.from(mantissa.replace('.', ''), Number), exponent: Number(exponent) + 1 };
}
