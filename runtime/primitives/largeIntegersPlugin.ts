// The LargeIntegers plugin of Squeak's VMs, by which images do arithmetic beyond 64 bits. Its primitives work on the
// magnitudes; signs are the image's business, except where a flag says so.
import type { Value } from '../object-memory/objects';
import type { Interpreter } from '../interpreter/interpreter';
import { bigOperand, magnitudeBytes, smallOperand } from './numberOperands';
import { FAIL, type Primitive, type PrimitiveFamily } from './primitive';

const magnitude = (n: bigint): bigint => (n < 0n ? -n : n);

/** A primitive on two Integers. */
function onTwo(
  operation: (a: bigint, b: bigint, vm: Interpreter, flag: Value | undefined) => Value | null,
): Primitive {
  return (vm, stack, rcvr, argc) => {
    const a = bigOperand(stack[rcvr]);
    const b = argc < 1 ? null : bigOperand(stack[rcvr + 1]);
    if (a === null || b === null) return FAIL;
    return operation(a, b, vm, argc > 1 ? stack[rcvr + 2] : undefined) ?? FAIL;
  };
}

/** Bits in two's complement: the stock plugin fails for negative operands, and the image then computes the same. */
const bits = (operation: (a: bigint, b: bigint) => bigint): Primitive =>
  onTwo((a, b, vm) => vm.kernel.integer(operation(a, b)));

const signed = (vm: Interpreter, value: bigint, negative: Value | undefined): Value =>
  vm.kernel.integer(negative === vm.kernel.true_ ? -value : value);

/** Quotient with the sign of the flag and remainder with that of the receiver, of the magnitudes. */
const divide = onTwo((a, b, vm, negative) => {
  if (b === 0n) return null;
  const [x, y] = [magnitude(a), magnitude(b)];
  const remainder = x % y;
  return vm.kernel.array([signed(vm, x / y, negative), vm.kernel.integer(a < 0n ? -remainder : remainder)]);
});

/** Bits that a result has at most: more is what a stock VM has no memory for. */
const maxBits = 1n << 30n;

const normalize: Primitive = (vm, stack, rcvr) => {
  const n = bigOperand(stack[rcvr]);
  return n === null ? FAIL : vm.kernel.integer(n);
};

/** The magnitude has a bit set from one place to another, counted from 1. */
const anyBit: Primitive = (vm, stack, rcvr) => {
  const n = bigOperand(stack[rcvr]);
  const from = smallOperand(stack[rcvr + 1]);
  const to = smallOperand(stack[rcvr + 2]);
  if (n === null || from === null || to === null || from < 1 || to < 1) return FAIL;
  const upper = magnitude(n) >> BigInt(from - 1);
  // Beyond the highest bit there is none.
  const width = BigInt(Math.min(Math.max(0, to - from + 1), 8 * magnitudeBytes(upper).length));
  return vm.kernel.boolean(BigInt.asUintN(Number(width), upper) !== 0n);
};

/** Number of 32-bit digits that Montgomery's multiplication works with. */
const montgomeryDigits = (modulus: bigint): number =>
  Math.ceil(magnitudeBytes(magnitude(modulus)).length / 4);

/** a·b·2^(-32·digits) modulo m, by Montgomery's reduction; `inverse` is -1/m modulo 2^32. */
const montgomeryTimes: Primitive = (vm, stack, rcvr) => {
  const [a, b, m, inverse] = [0, 1, 2, 3].map((i) => bigOperand(stack[rcvr + i]));
  if (a === null || b === null || m === null || inverse === null || m <= 0n) return FAIL;
  const digits = montgomeryDigits(m);
  let product = magnitude(a) * magnitude(b);
  for (let i = 0; i < digits; i++) {
    const factor = ((product & 0xffffffffn) * inverse) & 0xffffffffn;
    product = (product + factor * m) >> 32n;
  }
  return vm.kernel.integer(product >= m ? product - m : product);
};

export const largeIntegersPlugin: PrimitiveFamily = {
  named: {
    'LargeIntegers.primDigitAdd': onTwo((a, b, vm) => {
      const sum = magnitude(a) + magnitude(b);
      return vm.kernel.integer(a < 0n ? -sum : sum);
    }),
    'LargeIntegers.primDigitSubtract': onTwo((a, b, vm) => {
      const difference = magnitude(a) - magnitude(b);
      return vm.kernel.integer(a < 0n ? -difference : difference);
    }),
    'LargeIntegers.primDigitMultiplyNegative': onTwo((a, b, vm, negative) =>
      signed(vm, magnitude(a) * magnitude(b), negative),
    ),
    'LargeIntegers.primDigitDivNegative': divide,
    'LargeIntegers.primDigitBitAnd': bits((a, b) => a & b),
    'LargeIntegers.primDigitBitOr': bits((a, b) => a | b),
    'LargeIntegers.primDigitBitXor': bits((a, b) => a ^ b),
    'LargeIntegers.primDigitBitShiftMagnitude': onTwo((a, by, vm) => {
      if (by > maxBits) return null;
      const shifted = by < 0n ? magnitude(a) >> -by : magnitude(a) << by;
      return vm.kernel.integer(a < 0n ? -shifted : shifted);
    }),
    'LargeIntegers.primDigitCompare': onTwo((a, b) => {
      const [x, y] = [magnitude(a), magnitude(b)];
      return x === y ? 0 : x > y ? 1 : -1;
    }),
    'LargeIntegers.primAnyBitFromTo': anyBit,
    'LargeIntegers.primNormalizePositive': normalize,
    'LargeIntegers.primNormalizeNegative': normalize,
    'LargeIntegers.primMontgomeryTimesModulo': montgomeryTimes,
    'LargeIntegers.primMontgomeryDigitLength': () => 32,
    'LargeIntegers.primCheckIfCModuleExists': (vm) => vm.kernel.true_,
    'LargeIntegers.primGetModuleName': (vm) => vm.kernel.string('LargeIntegers v2.0 (Archipelago)'),
  },
};
