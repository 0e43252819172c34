// Named primitives of our kernel's Floats: text, bits, rounding to Integers, functions beyond the numbered ones.
import {
  decompose,
  doubleBits,
  doubleFromBits,
  nearestDouble,
  shortestDigits,
  singleBits,
  singleFromBits,
} from './floatBits';
import { floatBinary, floatToInteger, floatUnary } from './floats';
import { bigOperand, floatOperand, smallOperand } from './numberOperands';
import { FAIL, type Primitive, type PrimitiveFamily } from './primitive';

const digitCharacters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/**
 * Text of finite `v` as Squeak and Pharo print it: shortest digits, without exponent for decimal exponents from -4
 * to 5, always with a decimal point.
 */
export function floatText(v: number, base: number): string {
  if (v === 0) return Object.is(v, -0) ? '-0.0' : '0.0';
  if (v < 0) return '-' + floatText(-v, base);
  const { digits, exponent } = shortestDigits(v, base);
  const text = digits.map((digit) => digitCharacters[digit]).join('');
  if (exponent < -3 || exponent > 6) {
    return `${text[0]}.${text.slice(1) || '0'}e${exponent - 1}`;
  }
  if (exponent <= 0) return '0.' + '0'.repeat(-exponent) + text;
  const whole = text.slice(0, exponent).padEnd(exponent, '0');
  return `${whole}.${text.slice(exponent) || '0'}`;
}

/** To the nearest integer, halves away from zero. */
export function roundHalfAway(v: number): number {
  const whole = Math.trunc(v);
  return Math.abs(v - whole) >= 0.5 ? whole + Math.sign(v) : whole;
}

/** The next double above `v`. */
export function successor(v: number): number {
  if (Number.isNaN(v) || v === Infinity) return v;
  if (v === 0) return Number.MIN_VALUE;
  return doubleFromBits(doubleBits(v) + (v > 0 ? 1n : -1n));
}

const printString: Primitive = (vm, stack, rcvr) => {
  const v = floatOperand(stack[rcvr]);
  const base = smallOperand(stack[rcvr + 1]);
  if (v === null || !Number.isFinite(v) || base === null || base < 2 || base > 36) return FAIL;
  return vm.kernel.string(floatText(v, base));
};

/** `Float fromDecimal: digits exponent: e`: the double nearest to digits · 10^e. */
const fromDecimal: Primitive = (vm, stack, rcvr) => {
  const digits = bigOperand(stack[rcvr + 1]);
  const exponent = bigOperand(stack[rcvr + 2]);
  if (digits === null || exponent === null) return FAIL;
  return vm.kernel.float(Number(`${digits}e${exponent}`));
};

const fromFraction: Primitive = (vm, stack, rcvr) => {
  const numerator = bigOperand(stack[rcvr + 1]);
  const denominator = bigOperand(stack[rcvr + 2]);
  if (numerator === null || denominator === null || denominator <= 0n) return FAIL;
  return vm.kernel.float(nearestDouble(numerator, denominator));
};

const fromBits64: Primitive = (vm, stack, rcvr) => {
  const bits = bigOperand(stack[rcvr + 1]);
  return bits === null ? FAIL : vm.kernel.float(doubleFromBits(BigInt.asUintN(64, bits)));
};

const fromBits32: Primitive = (vm, stack, rcvr) => {
  const bits = bigOperand(stack[rcvr + 1]);
  return bits === null ? FAIL : vm.kernel.float(singleFromBits(Number(BigInt.asUintN(32, bits))));
};

const asBits64: Primitive = (vm, stack, rcvr) => {
  const v = floatOperand(stack[rcvr]);
  return v === null ? FAIL : vm.kernel.integer(doubleBits(v));
};

const asBits32: Primitive = (vm, stack, rcvr) => {
  const v = floatOperand(stack[rcvr]);
  return v === null ? FAIL : vm.kernel.integer(singleBits(v));
};

/** #(significand exponent): the receiver is significand · 2^exponent. */
const decomposed: Primitive = (vm, stack, rcvr) => {
  const v = floatOperand(stack[rcvr]);
  if (v === null || !Number.isFinite(v)) return FAIL;
  const { significand, exponent } = decompose(v);
  return vm.kernel.array([vm.kernel.integer(significand), exponent]);
};

export const floatConversionPrimitives: PrimitiveFamily = {
  named: {
    'Archipelago.floatPrintString': printString,
    'Archipelago.floatFromDecimal': fromDecimal,
    'Archipelago.floatFromFraction': fromFraction,
    'Archipelago.floatFromBits64': fromBits64,
    'Archipelago.floatFromBits32': fromBits32,
    'Archipelago.floatAsBits64': asBits64,
    'Archipelago.floatAsBits32': asBits32,
    'Archipelago.floatDecompose': decomposed,
    'Archipelago.floatFloor': floatToInteger(Math.floor),
    'Archipelago.floatCeiling': floatToInteger(Math.ceil),
    'Archipelago.floatRounded': floatToInteger(roundHalfAway),
    'Archipelago.floatSuccessor': floatUnary(successor),
    'Archipelago.floatPredecessor': floatUnary((v) => -successor(-v)),
    'Archipelago.floatCos': floatUnary(Math.cos),
    'Archipelago.floatTan': floatUnary(Math.tan),
    'Archipelago.floatArcSin': floatUnary(Math.asin),
    'Archipelago.floatArcCos': floatUnary(Math.acos),
    'Archipelago.floatArcTan2': floatBinary(Math.atan2),
    'Archipelago.floatSinh': floatUnary(Math.sinh),
    'Archipelago.floatCosh': floatUnary(Math.cosh),
    'Archipelago.floatTanh': floatUnary(Math.tanh),
    'Archipelago.floatArSinh': floatUnary(Math.asinh),
    'Archipelago.floatArCosh': floatUnary(Math.acosh),
    'Archipelago.floatArTanh': floatUnary(Math.atanh),
    'Archipelago.floatLog10': floatUnary(Math.log10),
    'Archipelago.floatLog2': floatUnary(Math.log2),
  },
};
