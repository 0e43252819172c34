import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  decompose,
  doubleBits,
  doubleFromBits,
  exponentOf,
  nearestDouble,
  shortestDigits,
  timesTwoPower,
} from '../../../runtime/primitives/floatBits';
import { floatText, roundHalfAway, successor } from '../../../runtime/primitives/floatConversions';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const positive = finite.filter((v) => v > 0);

/** The value of digits in a base, exactly rounded. */
function valueOf(digits: number[], exponent: number, base: number): number {
  const significand = digits.reduce((sum, digit) => sum * BigInt(base) + BigInt(digit), 0n);
  const scale = exponent - digits.length;
  const power = BigInt(base) ** BigInt(Math.abs(scale));
  return scale >= 0 ? nearestDouble(significand * power, 1n) : nearestDouble(significand, power);
}

describe('doubles by their bits', () => {
  test('bits and back', () => {
    fc.assert(fc.property(finite, (v) => Object.is(doubleFromBits(doubleBits(v)), v)));
  });

  test('a double is its significand times a power of two', () => {
    fc.assert(
      fc.property(finite, (v) => {
        const { significand, exponent } = decompose(v);
        assert.equal(timesTwoPower(Number(significand), exponent), v + 0);
      }),
    );
  });

  test('exponents', () => {
    for (const [v, expected] of [
      [1, 0],
      [-1.5, 0],
      [0.75, -1],
      [2 ** 1023, 1023],
      [2 ** -1022, -1022],
      [5e-324, -1074],
      [2 ** -1050, -1050],
    ])
      assert.equal(exponentOf(v), expected, String(v));
  });

  test('scaling rounds once, also into the denormals', () => {
    assert.equal(timesTwoPower(1, -1074), 5e-324);
    assert.equal(timesTwoPower(1, -1075), 0);
    assert.equal(timesTwoPower(1.5, -1075), 5e-324);
    assert.equal(timesTwoPower(5e-324, 1074), 1);
    assert.equal(timesTwoPower(1, 1024), Infinity);
    assert.equal(timesTwoPower(-1, 5000), -Infinity);
    assert.ok(Object.is(timesTwoPower(-1, -5000), -0));
    // A double rounding would give 2^-1074 · 2: 1 + 2^-52 halves of the last place, twice.
    assert.equal(timesTwoPower(1 + 2 ** -52, -1074), 5e-324);
  });

  test('fractions go to the nearest double, ties to even', () => {
    const parts = fc.bigInt({ min: 1n, max: 2n ** 53n });
    fc.assert(fc.property(parts, parts, (n, d) => nearestDouble(n, d) === Number(n) / Number(d)));
    assert.equal(nearestDouble(2n ** 53n + 1n, 1n), 2 ** 53);
    assert.equal(nearestDouble(2n ** 53n + 3n, 1n), 2 ** 53 + 4);
    assert.equal(nearestDouble(1n, 2n ** 1075n), 0);
    assert.equal(nearestDouble(3n, 2n ** 1075n), 1e-323);
    assert.equal(nearestDouble(10n ** 400n + 1n, 10n ** 400n), 1);
    assert.equal(nearestDouble(-1n, 3n), -1 / 3);
    assert.equal(nearestDouble(10n ** 400n, 1n), Infinity);
  });
});

describe('shortest digits', () => {
  test('they read back, in any base', () => {
    fc.assert(
      fc.property(positive, fc.integer({ min: 2, max: 36 }), (v, base) => {
        const { digits, exponent } = shortestDigits(v, base);
        assert.equal(valueOf(digits, exponent, base), v);
        assert.ok(digits[0] > 0 && digits.every((digit) => digit < base));
      }),
    );
  });

  test('the general algorithm finds JavaScript’s digits', () => {
    for (const v of [0.1, 1 / 3, 5e-324, 2 ** -1022, 1.7976931348623157e308, 123456.789, 9007199254740994]) {
      const { digits, exponent } = shortestDigits(v, 10);
      assert.equal(Number(`0.${digits.join('')}e${exponent}`), v);
    }
    assert.deepEqual(shortestDigits(255, 16), { digits: [15, 15], exponent: 2 });
    assert.deepEqual(shortestDigits(0.5, 2), { digits: [1], exponent: 0 });
  });
});

describe('texts of Floats', () => {
  const cases: [number, string][] = [
    [1, '1.0'],
    [-1.5, '-1.5'],
    [0, '0.0'],
    [-0, '-0.0'],
    [0.1, '0.1'],
    [0.0001, '0.0001'],
    [0.00001, '1.0e-5'],
    [100000, '100000.0'],
    [999999, '999999.0'],
    [1e6, '1.0e6'],
    [1e10, '1.0e10'],
    [1.5e300, '1.5e300'],
    [0.1 + 0.2, '0.30000000000000004'],
    [5e-324, '5.0e-324'],
    [123456.789, '123456.789'],
  ];
  for (const [v, text] of cases) test(text, () => assert.equal(floatText(v, 10), text));

  test('in base 16', () => assert.equal(floatText(20.5, 16), '14.8'));
});

describe('neighbours and rounding', () => {
  test('successors', () => {
    assert.equal(successor(0), 5e-324);
    assert.equal(successor(1), 1 + 2 ** -52);
    assert.ok(Object.is(successor(-5e-324), -0));
    assert.equal(successor(1.7976931348623157e308), Infinity);
    assert.equal(successor(Infinity), Infinity);
  });

  test('halves round away from zero, and nothing else moves', () => {
    for (const [v, expected] of [
      [0.5, 1],
      [-0.5, -1],
      [1.5, 2],
      [2.5, 3],
      [0.49999999999999994, 0],
      [5000000000000001, 5000000000000001],
    ])
      assert.equal(roundHalfAway(v) + 0, expected, String(v));
  });
});
