import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { LiteralValue } from '../../../runtime/compiler/literals';
import { ratioToFloat, scanNumber } from '../../../runtime/compiler/numberLiterals';

const float = (value: number): LiteralValue => ({ kind: 'float', value });
const scaled = (numerator: bigint, denominator: bigint, scale: number): LiteralValue => ({
  kind: 'scaledDecimal',
  numerator,
  denominator,
  scale,
});

function check(source: string, value: LiteralValue, stop = source.length): void {
  test(`reads ${source}`, () => assert.deepEqual(scanNumber(source, 0), { value, stop }));
}

check('0', 0);
check('9007199254740991', Number.MAX_SAFE_INTEGER);
check('9007199254740992', 9007199254740992n);
check('123456789012345678901234567890', 123456789012345678901234567890n);
check('16rFF', 255);
check('16rff', 255);
check('16r-FF', -255);
check('36rZZ', 1295);
check('2r1e4', 16);
check('16r1E5', 0x1e5);
check('1e10', 10_000_000_000);
check('1e100', 10n ** 100n);
check('100e-2', 1);
check('1e-2', { kind: 'fraction', numerator: 1n, denominator: 100n });
check('3.14', float(3.14));
check('1.0e-5', float(1e-5));
check('1.5d3', float(1500));
check('1.5q3', float(1500));
check('1.0e400', float(Infinity));
check('16r1F.8', float(31.5));
check('2r1.1e3', float(12));
check('1.5s2', scaled(3n, 2n, 2));
check('1.50s', scaled(3n, 2n, 2));
check('3s', scaled(3n, 1n, 0));
check('3s4.', scaled(3n, 1n, 4), 3);
check('1.', 1, 1);
check('1.foo', 1, 1);
check('5e', 5, 1);
check('5 sqrt', 5, 1);
check('5sqrt', 5, 1);
check('2rx', 2, 1);

test('reports radixes and exponents out of range', () => {
  assert.match(scanNumber('40rAB', 0).problem ?? '', /between 2 and 36/);
  assert.match(scanNumber('1e99999999', 0).problem ?? '', /exponent/);
});

test('rounds quotients as division of doubles does', () => {
  const integer = fc.integer({ min: 1, max: 2 ** 31 - 1 });
  fc.assert(
    fc.property(fc.integer(), integer, (a, b) => {
      assert.equal(ratioToFloat(BigInt(a), BigInt(b)), a === 0 ? 0 : a / b);
    }),
  );
});

test('rounds decimals of any size as the host reads them', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: 10n ** 30n }),
      fc.integer({ min: 0, max: 300 }),
      (digits, places) => {
        assert.equal(ratioToFloat(digits, 10n ** BigInt(places)), Number(`${digits}e-${places}`));
      },
    ),
  );
});
