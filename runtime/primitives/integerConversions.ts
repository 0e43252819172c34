// Named primitives of our kernel's Integers: text, roots, powers, divisors, digits.
import type { SLargeInt, Value } from '../object-memory/objects';
import {
  bitLength,
  gcd,
  isPrime,
  lowBit,
  modularPower,
  power,
  rootFloor,
  squareRootFloor,
} from './integerArithmetic';
import { binary } from './integerPrimitives';
import { bigOperand, integerOperand, smallOperand, textOperand, type IntegerOperand } from './numberOperands';
import { FAIL, type Primitive, type PrimitiveFamily } from './primitive';

/** `n` in `radix` 2 … 36 with capital letters for digits. */
export function integerText(n: IntegerOperand, radix: number): string {
  return n.toString(radix).toUpperCase();
}

/**
 * The magnitude that `text` means in `radix`, both cases of letters being digits; null if it is empty or has
 * anything else. Long texts are split in halves: multiplication, not concatenation, then takes the time.
 */
export function parseMagnitude(text: string, radix: number): bigint | null {
  if (text === '') return null;
  for (let i = 0; i < text.length; i++) {
    const digit = parseInt(text[i], 36);
    if (!(digit < radix)) return null;
  }
  return parseDigits(text, radix);
}

function parseDigits(text: string, radix: number): bigint {
  if (text.length <= 9) return BigInt(parseInt(text, radix));
  if (radix === 10) return BigInt(text);
  if (radix === 16) return BigInt('0x' + text);
  const low = text.length >> 1;
  const high = text.length - low;
  return (
    parseDigits(text.slice(0, high), radix) * BigInt(radix) ** BigInt(low) +
    parseDigits(text.slice(high), radix)
  );
}

/** A primitive on the receiver alone. */
function unary(operation: (n: IntegerOperand) => number | bigint | null): Primitive {
  return (vm, stack, rcvr) => {
    const n = integerOperand(stack[rcvr]);
    const result = n === null ? null : operation(n);
    return result === null ? FAIL : vm.kernel.integer(result);
  };
}

const printString: Primitive = (vm, stack, rcvr) => {
  const n = integerOperand(stack[rcvr]);
  const radix = smallOperand(stack[rcvr + 1]);
  if (n === null || radix === null || radix < 2 || radix > 36) return FAIL;
  return vm.kernel.string(integerText(n, radix));
};

const parse: Primitive = (vm, stack, rcvr) => {
  const text = textOperand(stack[rcvr + 1]);
  const radix = smallOperand(stack[rcvr + 2]);
  if (text === null || radix === null || radix < 2 || radix > 36) return FAIL;
  const magnitude = parseMagnitude(text, radix);
  return magnitude === null ? FAIL : vm.kernel.integer(magnitude);
};

const powerModulo: Primitive = (vm, stack, rcvr) => {
  const base = bigOperand(stack[rcvr]);
  const exponent = bigOperand(stack[rcvr + 1]);
  const modulus = bigOperand(stack[rcvr + 2]);
  if (base === null || exponent === null || modulus === null) return FAIL;
  if (exponent < 0n || modulus <= 0n) return FAIL;
  return vm.kernel.integer(modularPower(base, exponent, modulus));
};

const primeTest: Primitive = (vm, stack, rcvr) => {
  const n = bigOperand(stack[rcvr]);
  return n === null ? FAIL : vm.kernel.boolean(isPrime(n));
};

/** The root's integer part; fails for even roots of negative numbers. */
const rootTruncated: Primitive = (vm, stack, rcvr) => {
  const n = bigOperand(stack[rcvr]);
  const degree = bigOperand(stack[rcvr + 1]);
  if (n === null || degree === null || degree < 1n) return FAIL;
  if (n >= 0n) return vm.kernel.integer(rootFloor(n, degree));
  return degree % 2n === 0n ? FAIL : vm.kernel.integer(-rootFloor(-n, degree));
};

/** Byte `index` (base 1) of the magnitude, 0 beyond its end. */
const digitAt: Primitive = (vm, stack, rcvr) => {
  const n = bigOperand(stack[rcvr]);
  const index = smallOperand(stack[rcvr + 1]);
  if (n === null || index === null || index < 1) return FAIL;
  const magnitude = n < 0n ? -n : n;
  return vm.kernel.integer((magnitude >> BigInt(8 * (index - 1))) & 255n);
};

const digitLength: Primitive = (vm, stack, rcvr) => {
  const receiver: Value = stack[rcvr];
  // A large integer whose digits are being stored has the size it was made with.
  if (typeof receiver === 'object' && receiver.$b.format === 'largeInt') {
    const stored = (receiver as SLargeInt).b;
    if (stored !== null) return vm.kernel.integer(stored.length);
  }
  const n = integerOperand(receiver);
  return n === null ? FAIL : vm.kernel.integer((bitLength(n) + 7) >> 3);
};

export const integerConversionPrimitives: PrimitiveFamily = {
  named: {
    'Archipelago.integerPrintString': printString,
    'Archipelago.integerParse': parse,
    'Archipelago.integerGcd': binary(gcd),
    'Archipelago.integerPower': binary(power),
    'Archipelago.integerPowerModulo': powerModulo,
    'Archipelago.integerIsPrime': primeTest,
    'Archipelago.integerSqrtFloor': unary((n) => (n < 0 ? null : squareRootFloor(BigInt(n)))),
    'Archipelago.integerRootTruncated': rootTruncated,
    'Archipelago.integerHighBit': unary(bitLength),
    'Archipelago.integerLowBit': unary(lowBit),
    'Archipelago.integerDigitAt': digitAt,
    'Archipelago.integerDigitLength': digitLength,
    'Archipelago.integerNormalize': unary((n) => n),
  },
};
