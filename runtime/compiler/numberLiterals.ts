import { isDigit, letterLength } from './characters';
import { integerLiteral, type LiteralValue } from './literals';

/** What `scanNumber` found: the literal, where it stops, and what is wrong with it, if anything. */
export interface ScannedNumber {
  readonly value: LiteralValue;
  readonly stop: number;
  readonly problem?: string;
}

/** Exponents beyond this make no useful number, only a frozen editor. */
const largestExponent = 20_000;

/**
 * Reads the unsigned number at `start`, where a digit stands: integers, radix (`16rFF`, `16r-FF`), fractions,
 * exponents (`e`, `d`, `q`; in the number's own radix) and scaled decimals (`s`, with or without digits).
 */
export function scanNumber(source: string, start: number): ScannedNumber {
  let stop = start;
  while (isDigit(source, stop)) stop++;
  let radix = 10;
  let negative = false;
  let lowerCase = false;
  let digits = source.slice(start, stop);
  if (source[stop] === 'r' && digits.length < 4) {
    const base = Number(digits);
    let first = stop + 1;
    if (source[first] === '-') first++;
    const known = base >= 2 && base <= 36;
    lowerCase = /[a-z]/.test(source[first] ?? '');
    const inRadix = digitsStop(source, first, known ? base : 36, lowerCase);
    if (inRadix > first) {
      if (!known) return { value: 0, stop: inRadix, problem: 'A radix lies between 2 and 36' };
      negative = first > stop + 1;
      radix = base;
      digits = source.slice(first, inRadix);
      stop = inRadix;
    }
  }
  let fraction = '';
  if (source[stop] === '.') {
    const fractionStop = digitsStop(source, stop + 1, radix, lowerCase);
    if (fractionStop > stop + 1) {
      fraction = source.slice(stop + 1, fractionStop);
      stop = fractionStop;
    }
  }
  let exponent = 0;
  if (/[edq]/.test(source[stop] ?? '')) {
    let first = stop + 1;
    if (source[first] === '-' || source[first] === '+') first++;
    let exponentStop = first;
    while (isDigit(source, exponentStop)) exponentStop++;
    if (exponentStop > first) {
      exponent = Number(source.slice(first, exponentStop)) * (source[stop + 1] === '-' ? -1 : 1);
      stop = exponentStop;
    }
  }
  let scale: number | undefined;
  if (source[stop] === 's') {
    let scaleStop = stop + 1;
    while (isDigit(source, scaleStop)) scaleStop++;
    if (scaleStop > stop + 1) scale = Number(source.slice(stop + 1, scaleStop));
    else if (letterLength(source, scaleStop) === 0) scale = fraction.length;
    if (scale !== undefined) stop = scaleStop;
  }
  const isFloat = fraction !== '' && scale === undefined;
  if (isFloat && radix === 10) {
    const value = Number(`${digits}.${fraction}e${exponent}`);
    return { value: { kind: 'float', value: negative ? -value : value }, stop };
  }
  if (Math.abs(exponent) > largestExponent) {
    return { value: 0, stop, problem: `An exponent lies between -${largestExponent} and ${largestExponent}` };
  }
  const power = exponent - fraction.length;
  let numerator = digitsToInteger(digits + fraction, radix);
  if (negative) numerator = -numerator;
  let denominator = 1n;
  if (power >= 0) numerator *= BigInt(radix) ** BigInt(power);
  else denominator = BigInt(radix) ** BigInt(-power);
  if (isFloat) return { value: { kind: 'float', value: ratioToFloat(numerator, denominator) }, stop };
  const divisor = greatestCommonDivisor(numerator, denominator);
  numerator /= divisor;
  denominator /= divisor;
  if (scale !== undefined) return { value: { kind: 'scaledDecimal', numerator, denominator, scale }, stop };
  if (denominator === 1n) return { value: integerLiteral(numerator), stop };
  return { value: { kind: 'fraction', numerator, denominator }, stop };
}

/** The float nearest to a quotient of integers, ties to even. */
export function ratioToFloat(numerator: bigint, denominator: bigint): number {
  if (numerator < 0n) return -ratioToFloat(-numerator, denominator);
  if (numerator === 0n) return 0;
  const excess = bitLength(numerator) - bitLength(denominator);
  // 66 significant bits, the last one sticky, so that Number() rounds as the exact quotient would; for
  // subnormals fewer, since they keep fewer.
  const shift = Math.min(66 - excess, 1074 + 2);
  const scaled = shift >= 0 ? numerator << BigInt(shift) : numerator;
  const divisor = shift >= 0 ? denominator : denominator << BigInt(-shift);
  const quotient = scaled / divisor;
  const sticky = quotient * divisor === scaled ? 0n : 1n;
  const rounded = Number(((quotient << 1n) | sticky).toString());
  return scaleByPowerOfTwo(rounded, -shift - 1);
}

function scaleByPowerOfTwo(value: number, power: number): number {
  let result = value;
  let rest = power;
  while (rest > 1000) {
    result *= 2 ** 1000;
    rest -= 1000;
  }
  while (rest < -1000) {
    result *= 2 ** -1000;
    rest += 1000;
  }
  return result * 2 ** rest;
}

function bitLength(value: bigint): number {
  return value.toString(16).length * 4;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x === 0n ? 1n : x;
}

function digitsToInteger(digits: string, radix: number): bigint {
  if (radix === 10) return BigInt(digits);
  let value = 0n;
  const base = BigInt(radix);
  for (const digit of digits) value = value * base + BigInt(parseInt(digit, 36));
  return value;
}

function digitsStop(source: string, start: number, radix: number, lowerCase: boolean): number {
  let stop = start;
  for (;;) {
    const code = source.charCodeAt(stop);
    let value = -1;
    if (code >= 48 && code <= 57) value = code - 48;
    else if (code >= 65 && code <= 90) value = code - 55;
    else if (lowerCase && code >= 97 && code <= 122) value = code - 87;
    if (value < 0 || value >= radix) return stop;
    stop++;
  }
}
