import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import * as arithmetic from '../../../runtime/primitives/integerArithmetic';
import type { IntegerOperand } from '../../../runtime/primitives/numberOperands';

/** Integers of all sizes, in the form that the VM gives them. */
const integers = fc
  .oneof(fc.integer(), fc.maxSafeInteger(), fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n }))
  .map((n): IntegerOperand => (typeof n === 'bigint' && Number.isSafeInteger(Number(n)) ? Number(n) : n));

const edges: IntegerOperand[] = [
  0,
  1,
  -1,
  2,
  -2,
  7,
  -7,
  2 ** 31,
  -(2 ** 31),
  2 ** 32,
  2 ** 52,
  2 ** 53 - 1,
  -(2 ** 53) + 1,
  2n ** 53n,
  2n ** 60n,
  -(2n ** 64n),
];

type Reference = (a: bigint, b: bigint) => bigint;

function check(
  operation: arithmetic.IntegerOperation,
  reference: Reference,
  defined: (b: bigint) => boolean = () => true,
): void {
  const compare = (a: IntegerOperand, b: IntegerOperand): void => {
    const result = operation(a, b);
    if (!defined(BigInt(b))) {
      assert.equal(result, null);
      return;
    }
    assert.notEqual(result, null);
    assert.ok(typeof result === 'bigint' || !Object.is(result, -0), 'no Integer is -0');
    assert.equal(BigInt(result!), reference(BigInt(a), BigInt(b)), `${a} and ${b}`);
  };
  for (const a of edges) for (const b of edges) compare(a, b);
  fc.assert(fc.property(integers, integers, compare));
}

const notZero = (b: bigint): boolean => b !== 0n;
describe('arithmetic of Integers agrees with exact arithmetic', () => {
  test('sum, difference, product', () => {
    check(arithmetic.add, (a, b) => a + b);
    check(arithmetic.subtract, (a, b) => a - b);
    check(arithmetic.multiply, (a, b) => a * b);
  });

  test('truncated division', () => {
    check(arithmetic.divideTruncated, (a, b) => a / b, notZero);
    check(arithmetic.remainder, (a, b) => a % b, notZero);
  });

  test('floored division: the rest has the sign of the divisor and is smaller', () => {
    const compare = (a: IntegerOperand, b: IntegerOperand): void => {
      if (BigInt(b) === 0n) return;
      const quotient = BigInt(arithmetic.divideFloored(a, b)!);
      const rest = BigInt(arithmetic.modulo(a, b)!);
      const divisor = BigInt(b);
      assert.equal(quotient * divisor + rest, BigInt(a));
      assert.ok(divisor > 0n ? rest >= 0n && rest < divisor : rest <= 0n && rest > divisor, `${a} \\\\ ${b}`);
    };
    for (const a of edges) for (const b of edges) compare(a, b);
    fc.assert(fc.property(integers, integers, compare));
    assert.equal(arithmetic.divideFloored(1, 0), null);
    assert.equal(arithmetic.modulo(1n, 0), null);
  });

  test('exact division answers only where nothing is left', () => {
    assert.equal(arithmetic.divideExactly(6, 3), 2);
    assert.equal(arithmetic.divideExactly(7, 3), null);
    assert.equal(arithmetic.divideExactly(7, 0), null);
    assert.equal(arithmetic.divideExactly(2n ** 80n, 2n ** 79n), 2n);
  });

  test('bits in two’s complement', () => {
    check(arithmetic.bitAnd, (a, b) => a & b);
    check(arithmetic.bitOr, (a, b) => a | b);
    check(arithmetic.bitXor, (a, b) => a ^ b);
  });

  test('shifts', () => {
    const shift = (a: IntegerOperand, by: number): void => {
      const expected = by >= 0 ? BigInt(a) << BigInt(by) : BigInt(a) >> BigInt(-by);
      assert.equal(BigInt(arithmetic.bitShift(a, by)!), expected, `${a} shifted by ${by}`);
    };
    for (const a of edges) for (const by of [0, 1, -1, 31, -31, 53, -53, -54, 100, -100]) shift(a, by);
    fc.assert(fc.property(integers, fc.integer({ min: -300, max: 300 }), shift));
    assert.equal(arithmetic.bitShift(1, 2 ** 40), null, 'too large for any memory');
    assert.equal(arithmetic.bitShift(-1, -(2 ** 40)), -1);
  });
});

describe('properties of Integers', () => {
  test('bit lengths', () => {
    for (const n of [
      1,
      2,
      255,
      256,
      2 ** 31,
      2 ** 32 - 1,
      2 ** 32,
      2 ** 53 - 1,
      2n ** 53n,
      2n ** 60n - 1n,
      2n ** 100n,
    ])
      assert.equal(arithmetic.bitLength(n), n.toString(2).length, String(n));
    assert.equal(arithmetic.bitLength(0), 0);
    assert.equal(arithmetic.bitLength(-8), 4);
  });

  test('lowest bits', () => {
    for (const [n, expected] of [
      [0, 0],
      [1, 1],
      [-1, 1],
      [12, 3],
      [2 ** 40, 41],
      [-(2 ** 40), 41],
      [2n ** 90n, 91],
    ] as const)
      assert.equal(arithmetic.lowBit(n), expected, String(n));
  });

  test('greatest common divisors', () => {
    assert.equal(BigInt(arithmetic.gcd(624129, 2061517)!), 18913n);
    assert.equal(BigInt(arithmetic.gcd(0, -5)!), 5n);
    assert.equal(BigInt(arithmetic.gcd(-(6n ** 60n), 10n ** 50n)!), 2n ** 50n);
  });

  test('roots are the largest Integers whose powers fit', () => {
    const positive = fc.bigInt({ min: 0n, max: 2n ** 300n });
    fc.assert(
      fc.property(positive, fc.bigInt({ min: 1n, max: 40n }), (n, degree) => {
        const root = arithmetic.rootFloor(n, degree);
        assert.ok(root ** degree <= n && (root + 1n) ** degree > n, `${degree}th root of ${n}`);
      }),
    );
  });

  test('powers', () => {
    assert.equal(arithmetic.power(-3, 3), -27n);
    assert.equal(arithmetic.power(2, 2 ** 40), null);
    assert.equal(arithmetic.power(1, 2 ** 40), 1n);
    assert.equal(arithmetic.modularPower(3n, 1000n, 1000007n), 3n ** 1000n % 1000007n);
  });

  test('primes', () => {
    const sieve = Array.from({ length: 2000 }, (_, n) => n > 1);
    for (let p = 2; p * p < 2000; p++) if (sieve[p]) for (let m = p * p; m < 2000; m += p) sieve[m] = false;
    for (let n = 0; n < 2000; n++) assert.equal(arithmetic.isPrime(BigInt(n)), sieve[n], String(n));
    assert.ok(arithmetic.isPrime(2n ** 127n - 1n));
    assert.ok(!arithmetic.isPrime(2n ** 67n - 1n));
    assert.ok(!arithmetic.isPrime(-7n));
  });
});
