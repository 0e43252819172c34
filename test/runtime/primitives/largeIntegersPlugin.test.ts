// Against JavaScript's own integers: the primitives take magnitudes, and signs where the plugin says so.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { largeIntegersPlugin } from '../../../runtime/primitives/largeIntegersPlugin';
import { GuestObjects } from './guestObjects';

const abs = (n: bigint): bigint => (n < 0n ? -n : n);
const withSignOf = (n: bigint, magnitude: bigint): bigint => (n < 0n ? -magnitude : magnitude);
const integers = fc.oneof(
  fc.bigInt(),
  fc.bigInt({ min: -(2n ** 40n), max: 2n ** 40n }),
  fc.bigInt({ min: -9n, max: 9n }),
);

for (const wordBytes of [4, 8] as const)
  suite(`LargeIntegers in a ${wordBytes * 8}-bit image`, () => {
    const guest = new GuestObjects(wordBytes);
    const { kernel } = guest;
    const big = (v: unknown): unknown => {
      if (Array.isArray(v)) return v.map(big);
      return typeof v === 'number' ? BigInt(v) : v;
    };
    const call = (name: string, a: bigint, ...args: (bigint | boolean)[]): unknown =>
      big(
        guest.call(
          largeIntegersPlugin,
          `LargeIntegers.prim${name}`,
          kernel.integer(a),
          ...args.map((v) => (typeof v === 'boolean' ? kernel.boolean(v) : kernel.integer(v))),
        ),
      );
    const property = (name: string, expected: (a: bigint, b: bigint) => bigint | bigint[]): void => {
      void test(name, () => {
        fc.assert(
          fc.property(integers, integers, (a, b) => assert.deepEqual(call(name, a, b), expected(a, b))),
        );
      });
    };

    property('DigitAdd', (a, b) => withSignOf(a, abs(a) + abs(b)));
    property('DigitSubtract', (a, b) => withSignOf(a, abs(a) - abs(b)));
    property('DigitCompare', (a, b) => (abs(a) === abs(b) ? 0n : abs(a) > abs(b) ? 1n : -1n));
    property('DigitBitAnd', (a, b) => a & b);
    property('DigitBitOr', (a, b) => a | b);
    property('DigitBitXor', (a, b) => a ^ b);

    test('products have the sign of the flag', () => {
      fc.assert(
        fc.property(integers, integers, fc.boolean(), (a, b, negative) => {
          const product = abs(a * b);
          assert.equal(call('DigitMultiplyNegative', a, b, negative), negative ? -product : product);
        }),
      );
    });

    test('quotients have the sign of the flag, remainders that of the receiver', () => {
      fc.assert(
        fc.property(
          integers,
          integers.filter((n) => n !== 0n),
          fc.boolean(),
          (a, b, negative) => {
            const quotient = abs(a) / abs(b);
            assert.deepEqual(call('DigitDivNegative', a, b, negative), [
              negative ? -quotient : quotient,
              withSignOf(a, abs(a) % abs(b)),
            ]);
          },
        ),
      );
      assert.equal(call('DigitDivNegative', 7n, 0n, false), 'fails');
    });

    test('magnitudes are shifted both ways', () => {
      fc.assert(
        fc.property(integers, fc.bigInt({ min: -200n, max: 200n }), (a, by) => {
          const shifted = by < 0n ? abs(a) >> -by : abs(a) << by;
          assert.equal(call('DigitBitShiftMagnitude', a, by), withSignOf(a, shifted));
        }),
      );
      assert.equal(call('DigitBitShiftMagnitude', 1n, 2n ** 40n), 'fails');
    });

    test('bits of a magnitude', () => {
      fc.assert(
        fc.property(
          integers,
          fc.integer({ min: 1, max: 99 }),
          fc.integer({ min: 1, max: 99 }),
          (a, from, to) => {
            const bits = [...abs(a).toString(2)].reverse().slice(from - 1, Math.max(to, from - 1));
            assert.equal(call('AnyBitFromTo', a, BigInt(from), BigInt(to)), bits.includes('1'));
          },
        ),
      );
      assert.equal(call('AnyBitFromTo', 2n ** 80n, 1n, 2n ** 29n), true);
      assert.equal(call('AnyBitFromTo', 4n, 0n, 1n), 'fails');
    });

    test("Montgomery's multiplication", () => {
      fc.assert(
        fc.property(fc.bigInt({ min: 2n ** 33n, max: 2n ** 90n }), fc.bigInt(), fc.bigInt(), (n, x, y) => {
          const m = n | 1n;
          const [a, b] = [abs(x) % m, abs(y) % m];
          let inverse = 1n;
          for (let i = 0; i < 6; i++) inverse = BigInt.asUintN(32, inverse * (2n - m * inverse));
          const digits = BigInt(Math.ceil(m.toString(2).length / 32));
          const result = call('MontgomeryTimesModulo', a, b, m, BigInt.asUintN(32, -inverse)) as bigint;
          assert.equal(BigInt(result << (32n * digits)) % m, (a * b) % m);
          assert.ok(result < m);
        }),
      );
    });

    test('digits stored one by one are normalized', () => {
      const large = kernel.known.LargePositiveInteger.instantiate(9) as { b: Uint8Array } & ReturnType<
        typeof kernel.known.LargePositiveInteger.instantiate
      >;
      large.b[0] = 5;
      assert.equal(guest.call(largeIntegersPlugin, 'LargeIntegers.primNormalizePositive', large), 5);
      assert.equal(
        guest.call(largeIntegersPlugin, 'LargeIntegers.primDigitAdd', large, guest.float(1)),
        'fails',
      );
    });
  });
