// Primitives 38–59 (Float) and 541–559 (the same for Spur's SmallFloat64): Blue Book ch. 29, floating point.
import { isReadOnly } from '../object-memory/literals';
import type { SFloat } from '../object-memory/objects';
import { doubleWithWord, doubleWord, exponentOf, timesTwoPower } from './floatBits';
import { comparison } from './integerPrimitives';
import { doubleOperand, floatOperand, integerOperand, smallOperand } from './numberOperands';
import { FAIL, type Primitive, type PrimitiveFamily } from './primitive';

/** An operation on a Float and a Float or Integer. */
export function floatBinary(operation: (a: number, b: number) => number): Primitive {
  return (vm, stack, rcvr) => {
    const a = doubleOperand(stack[rcvr]);
    const b = doubleOperand(stack[rcvr + 1]);
    return a === null || b === null ? FAIL : vm.kernel.float(operation(a, b));
  };
}

/** A function of the receiver. */
export function floatUnary(operation: (v: number) => number): Primitive {
  return (vm, stack, rcvr) => {
    const v = doubleOperand(stack[rcvr]);
    return v === null ? FAIL : vm.kernel.float(operation(v));
  };
}

/** A function of the receiver with an Integer result; fails for infinities and NaNs. */
export function floatToInteger(operation: (v: number) => number): Primitive {
  return (vm, stack, rcvr) => {
    const v = floatOperand(stack[rcvr]);
    return v === null || !Number.isFinite(v) ? FAIL : vm.kernel.integer(operation(v));
  };
}

const divide: Primitive = (vm, stack, rcvr) => {
  const a = doubleOperand(stack[rcvr]);
  const b = doubleOperand(stack[rcvr + 1]);
  return a === null || b === null || b === 0 ? FAIL : vm.kernel.float(a / b);
};

const asFloat: Primitive = (vm, stack, rcvr) => {
  const n = integerOperand(stack[rcvr]);
  return n === null ? FAIL : vm.kernel.float(Number(n));
};

const exponent: Primitive = (vm, stack, rcvr) => {
  const v = floatOperand(stack[rcvr]);
  return v === null || v === 0 || !Number.isFinite(v) ? FAIL : vm.kernel.integer(exponentOf(v));
};

const scale: Primitive = (vm, stack, rcvr) => {
  const v = floatOperand(stack[rcvr]);
  const power = integerOperand(stack[rcvr + 1]);
  return v === null || power === null ? FAIL : vm.kernel.float(timesTwoPower(v, Number(power)));
};

/** The first word is the one with sign and exponent. */
const wordAt: Primitive = (vm, stack, rcvr) => {
  const v = floatOperand(stack[rcvr]);
  const index = smallOperand(stack[rcvr + 1]);
  return v === null || (index !== 1 && index !== 2) ? FAIL : vm.kernel.integer(doubleWord(v, index - 1));
};

const wordAtPut: Primitive = (vm, stack, rcvr) => {
  const v = floatOperand(stack[rcvr]);
  const index = smallOperand(stack[rcvr + 1]);
  // In 32-bit images a word may be a large integer.
  const operand = integerOperand(stack[rcvr + 2]);
  const word = operand === null ? -1 : Number(operand);
  if (v === null || (index !== 1 && index !== 2) || word < 0 || word >= 2 ** 32) return FAIL;
  if (isReadOnly(stack[rcvr] as SFloat)) return FAIL;
  (stack[rcvr] as SFloat).v = doubleWithWord(v, index - 1, word);
  return vm.kernel.integer(word);
};

// A root of a negative number is left to the image, which signals a DomainError.
const squareRoot: Primitive = (vm, stack, rcvr) => {
  const v = floatOperand(stack[rcvr]);
  return v === null || v < 0 ? FAIL : vm.kernel.float(Math.sqrt(v));
};

const logarithm: Primitive = (vm, stack, rcvr) => {
  const v = floatOperand(stack[rcvr]);
  return v === null || v <= 0 ? FAIL : vm.kernel.float(Math.log(v));
};

const arithmetic: Record<number, Primitive> = {
  41: floatBinary((a, b) => a + b),
  42: floatBinary((a, b) => a - b),
  43: comparison((a, b) => a < b),
  44: comparison((a, b) => a > b),
  45: comparison((a, b) => a <= b),
  46: comparison((a, b) => a >= b),
  47: comparison((a, b) => a == b),
  48: comparison((a, b) => a != b),
  49: floatBinary((a, b) => a * b),
  50: divide,
  51: floatToInteger(Math.trunc),
  52: floatUnary((v) => v % 1),
  53: exponent,
  54: scale,
  55: squareRoot,
  56: floatUnary(Math.sin),
  57: floatUnary(Math.atan),
  58: logarithm,
  59: floatUnary(Math.exp),
};

const smallFloatAliases = Object.fromEntries(
  Object.entries(arithmetic).map(([number, primitive]) => [Number(number) + 500, primitive]),
);

export const floatPrimitives: PrimitiveFamily = {
  numbered: { 38: wordAt, 39: wordAtPut, 40: asFloat, ...arithmetic, ...smallFloatAliases },
};
