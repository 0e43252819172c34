// Arithmetic of Integers of any size, as Blue Book ch. 8 defines it: exact, division floored or truncated, bits in
// two's complement. Pure functions; null where the operation has no Integer result.
import type { IntegerOperand } from './numberOperands';

export type IntegerOperation = (a: IntegerOperand, b: IntegerOperand) => IntegerOperand | null;

/** Results of more bits than this would exhaust the memory: the primitive fails instead. */
export const maxResultBits = 1 << 28;

const word = 2 ** 32;

export const add: IntegerOperation = (a, b) => {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return BigInt(a) + BigInt(b);
};

export const subtract: IntegerOperation = (a, b) => {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return BigInt(a) - BigInt(b);
};

export const multiply: IntegerOperation = (a, b) => {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return BigInt(a) * BigInt(b);
};

/** `/`: only where the quotient is exact. */
export const divideExactly: IntegerOperation = (a, b) => {
  if (typeof a === 'number' && typeof b === 'number') return b !== 0 && a % b === 0 ? a / b + 0 : null;
  const [x, y] = [BigInt(a), BigInt(b)];
  return y !== 0n && x % y === 0n ? x / y : null;
};

/** `\\`: the sign is the divisor's. */
export const modulo: IntegerOperation = (a, b) => {
  if (typeof a === 'number' && typeof b === 'number') {
    if (b === 0) return null;
    const rest = a % b;
    return (rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest) + 0;
  }
  const [x, y] = [BigInt(a), BigInt(b)];
  if (y === 0n) return null;
  const rest = x % y;
  return rest !== 0n && rest < 0n !== y < 0n ? rest + y : rest;
};

/** `//`: towards negative infinity. */
export const divideFloored: IntegerOperation = (a, b) => {
  if (typeof a === 'number' && typeof b === 'number') {
    if (b === 0) return null;
    // Through the remainder: the rounded quotient of large operands could be one too high.
    const rest = a % b;
    const exact = (a - rest) / b;
    return (rest !== 0 && rest < 0 !== b < 0 ? exact - 1 : exact) + 0;
  }
  const [x, y] = [BigInt(a), BigInt(b)];
  if (y === 0n) return null;
  const rest = x % y;
  const quotient = x / y;
  return rest !== 0n && rest < 0n !== y < 0n ? quotient - 1n : quotient;
};

/** `quo:`: towards zero. */
export const divideTruncated: IntegerOperation = (a, b) => {
  if (typeof a === 'number' && typeof b === 'number') return b === 0 ? null : (a - (a % b)) / b + 0;
  return BigInt(b) === 0n ? null : BigInt(a) / BigInt(b);
};

/** `rem:`: the sign is the dividend's. */
export const remainder: IntegerOperation = (a, b) => {
  if (typeof a === 'number' && typeof b === 'number') return b === 0 ? null : (a % b) + 0;
  return BigInt(b) === 0n ? null : BigInt(a) % BigInt(b);
};

/** Both halves of a safe integer in two's complement go through `half`, a 32-bit operation. */
function bitwise(
  half: (a: number, b: number) => number,
  whole: (a: bigint, b: bigint) => bigint,
): IntegerOperation {
  return (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') {
      if ((a | 0) === a && (b | 0) === b) return half(a, b);
      return half(Math.floor(a / word), Math.floor(b / word)) * word + (half(a | 0, b | 0) >>> 0);
    }
    return whole(BigInt(a), BigInt(b));
  };
}

export const bitAnd = bitwise(
  (a, b) => a & b,
  (a, b) => a & b,
);
export const bitOr = bitwise(
  (a, b) => a | b,
  (a, b) => a | b,
);
export const bitXor = bitwise(
  (a, b) => a ^ b,
  (a, b) => a ^ b,
);

/** `bitShift:`: to the left for a positive `by`, else to the right with the sign kept. */
export const bitShift: IntegerOperation = (a, by) => {
  const shift = Number(by);
  if (shift <= 0) {
    if (typeof a === 'number') return shift < -53 ? (a < 0 ? -1 : 0) : Math.floor(a / 2 ** -shift);
    return a >> BigInt(-shift);
  }
  if (a === 0) return 0;
  if (typeof a === 'number' && shift <= 53) {
    const shifted = a * 2 ** shift;
    if (Number.isSafeInteger(shifted)) return shifted;
  }
  return shift + bitLength(a) > maxResultBits ? null : BigInt(a) << BigInt(shift);
};

/** Number of bits of the magnitude; 0 for 0. */
export function bitLength(n: IntegerOperand): number {
  if (typeof n === 'number') {
    const magnitude = Math.abs(n);
    return magnitude < word ? 32 - Math.clz32(magnitude) : 64 - Math.clz32(Math.floor(magnitude / word));
  }
  const hex = (n < 0n ? -n : n).toString(16);
  return n === 0n ? 0 : hex.length * 4 - Math.clz32(parseInt(hex[0], 16)) + 28;
}

/** Index of the lowest set bit, base 1; 0 for 0. */
export function lowBit(n: IntegerOperand): number {
  if (n === 0 || n === 0n) return 0;
  if (typeof n === 'number' && n % word !== 0) return 32 - Math.clz32(n & -n);
  const big = BigInt(n);
  return bitLength(big & -big);
}

/** What takes a division for each bit of its operands is left to Smalltalk if they are longer: a Process can stop there. */
const long = 1n << 16384n;
const isLong = (n: IntegerOperand): boolean => typeof n === 'bigint' && (n > long || n < -long);

/** Greatest common divisor, never negative; null if both are too long. */
export const gcd: IntegerOperation = (a, b) => {
  if (isLong(a) && isLong(b)) return null;
  let x = a;
  let y = b;
  while (typeof x === 'bigint' || typeof y === 'bigint') {
    const [p, q]: [bigint, bigint] = [BigInt(x), BigInt(y)];
    if (q === 0n) return p < 0n ? -p : p;
    const rest = p % q;
    x = narrow(q);
    y = narrow(rest);
  }
  while (y !== 0) [x, y] = [y, x % y];
  return Math.abs(x);
};

function narrow(n: bigint): IntegerOperand {
  const small = Number(n);
  return Number.isSafeInteger(small) ? small : n;
}

/** Floor of the square root of `n` ≥ 0, by Newton's iteration from above. */
export function squareRootFloor(n: bigint): bigint {
  if (n < 2n) return n;
  let root = 1n << BigInt((bitLength(n) + 1) >> 1);
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** Floor of the root of `degree` ≥ 1 of `n` ≥ 0, by Newton's iteration from above. */
export function rootFloor(n: bigint, degree: bigint): bigint {
  if (n < 2n || degree === 1n) return n;
  if (degree === 2n) return squareRootFloor(n);
  if (degree >= BigInt(bitLength(n))) return 1n;
  let root = 1n << BigInt(Math.floor((bitLength(n) - 1) / Number(degree)) + 1);
  for (;;) {
    const next = ((degree - 1n) * root + n / root ** (degree - 1n)) / degree;
    if (next >= root) return root;
    root = next;
  }
}

/** `base` to the power `exponent` ≥ 0; null where the result would be too large. */
export const power: IntegerOperation = (base, exponent) => {
  const bits = bitLength(base);
  if (exponent < 0) return null;
  if (bits > 1 && Number(exponent) * (bits - 1) > maxResultBits) return null;
  return BigInt(base) ** BigInt(exponent);
};

/** `base` to the power `exponent` ≥ 0, modulo `modulus` > 0. */
export function modularPower(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n % modulus;
  let square = ((base % modulus) + modulus) % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

const witnesses = [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n];

/**
 * Whether `n` is prime, by Miller and Rabin's test. With the first twelve primes as witnesses it is exact below
 * 3.3·10²⁴ (Sorenson and Webster 2015); above that the chance of a wrong yes is negligible.
 */
export function isPrime(n: bigint): boolean {
  if (n < 2n) return false;
  for (const p of witnesses) if (n % p === 0n) return n === p;
  let odd = n - 1n;
  let twos = 0;
  while ((odd & 1n) === 0n) {
    odd >>= 1n;
    twos++;
  }
  return witnesses.every((witness) => {
    let x = modularPower(witness, odd, n);
    if (x === 1n || x === n - 1n) return true;
    for (let i = 1; i < twos; i++) {
      x = (x * x) % n;
      if (x === n - 1n) return true;
    }
    return false;
  });
}
