import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { integerText, parseMagnitude } from '../../../runtime/primitives/integerConversions';
import { largeIntegersPlugin } from '../../../runtime/primitives/largeIntegersPlugin';
import { magnitudeBytes, magnitudeOf } from '../../../runtime/primitives/numberOperands';
import { FAIL, type Primitive } from '../../../runtime/primitives/primitive';

const magnitudes = fc.bigInt({ min: 0n, max: 2n ** 400n });

describe('texts of Integers', () => {
  test('they read back in any radix', () => {
    fc.assert(
      fc.property(magnitudes, fc.integer({ min: 2, max: 36 }), (n, radix) => {
        assert.equal(parseMagnitude(integerText(n, radix), radix), n);
        assert.equal(parseMagnitude(integerText(n, radix).toLowerCase(), radix), n);
      }),
    );
  });

  test('what is no digit is no number', () => {
    for (const [text, radix] of [
      ['', 10],
      ['12a', 10],
      ['2', 2],
      ['-5', 10],
      ['G', 16],
    ] as const)
      assert.equal(parseMagnitude(text, radix), null, text);
  });
});

test('bytes of magnitudes and back', () => {
  fc.assert(fc.property(magnitudes, (n) => magnitudeOf(magnitudeBytes(n)) === n));
  assert.deepEqual([...magnitudeBytes(0x010203n)], [3, 2, 1]);
  assert.deepEqual([...magnitudeBytes(0n)], []);
});

describe('the LargeIntegers plugin', () => {
  const vm = {
    kernel: {
      integer: (n: number | bigint) => n,
      boolean: (b: boolean) => b,
      array: (a: unknown[]) => a,
      true_: true,
    },
  };
  const run = (name: string, ...operands: unknown[]): unknown => {
    const primitive = largeIntegersPlugin.named![`LargeIntegers.${name}`]!;
    return (primitive as unknown as (...args: unknown[]) => unknown)(vm, operands, 0, operands.length - 1);
  };

  const cases: [string, unknown[], unknown][] = [
    ['primDigitAdd', [-5n, 7n], -12n],
    ['primDigitSubtract', [9n, -4n], 5n],
    ['primDigitMultiplyNegative', [6n, 7n, true], -42n],
    ['primDigitMultiplyNegative', [-6n, 7n, false], 42n],
    ['primDigitDivNegative', [17n, 5n, false], [3n, 2n]],
    ['primDigitDivNegative', [17n, 0n, false], FAIL],
    ['primDigitBitAnd', [-16n, 255n], 240n],
    ['primDigitBitShiftMagnitude', [-5n, -1], -2n],
    ['primDigitCompare', [-9n, 8n], 1],
    ['primAnyBitFromTo', [0b1000n, 1, 3], false],
    ['primAnyBitFromTo', [0b1000n, 1, 4], true],
  ];
  for (const [name, operands, expected] of cases)
    test(`${name} of ${operands.join(', ')}`, () => assert.deepEqual(run(name, ...operands), expected));

  test('Montgomery’s product is a·b·R⁻¹ modulo m', () => {
    const m = 15485863n;
    const base = 2n ** 32n;
    let inverse = 1n;
    while ((m * inverse) % base !== 1n) inverse = (inverse * (2n - m * inverse)) & (base - 1n);
    const negated = base - inverse;
    const product = run('primMontgomeryTimesModulo', 483933n, base % m, m, negated);
    assert.equal(product, 483933n);
  });

  test('operands that are no Integers fail', () => {
    const primitive: Primitive = largeIntegersPlugin.named!['LargeIntegers.primDigitAdd']!;
    const stack = [1n, { $b: { format: 'normal' } }] as never[];
    assert.equal(primitive(vm as never, stack, 0, 1), FAIL);
  });
});
