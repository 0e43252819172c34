// Plugins of a few primitives each.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import type { SLargeInt, Value } from '../../../runtime/object-memory/objects';
import { bmpReadWriterPlugin } from '../../../runtime/primitives/bmpReadWriterPlugin';
import { dsaPrims } from '../../../runtime/primitives/dsaPrims';
import { ffiAccessPrimitives } from '../../../runtime/primitives/ffiAccess';
import { floatPrimitives } from '../../../runtime/primitives/floats';
import { localePlugin } from '../../../runtime/primitives/localePlugin';
import { GuestObjects } from './guestObjects';

const guest = new GuestObjects();
const { nil, true_, false_ } = guest.kernel;

suite('DSAPrims', () => {
  const call = (name: string, ...args: Value[]): unknown =>
    guest.call(dsaPrims, `DSAPrims.primitive${name}`, nil, ...args);

  test('blocks are hashed as by SHA-1', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (message) => {
        const bitLength = Buffer.alloc(8);
        bitLength.writeBigUInt64BE(BigInt(message.length * 8));
        const padding = Buffer.alloc((119 - (message.length % 64)) % 64);
        const padded = Buffer.concat([message, Buffer.of(0x80), padding, bitLength]);
        const state = guest.words([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]);
        const expanded = guest.words(new Array<number>(80).fill(0));
        for (let at = 0; at < padded.length; at += 64) {
          assert.equal(call('ExpandBlock', guest.bytes(padded.subarray(at, at + 64)), expanded), null);
          assert.equal(call('HashBlock', expanded, state), null);
        }
        const hex = [...state.w].map((word) => word.toString(16).padStart(8, '0')).join('');
        assert.equal(hex, createHash('sha1').update(message).digest('hex'));
      }),
    );
    assert.equal(call('HashBlock', guest.words([1]), guest.words([1, 2, 3, 4, 5])), 'fails');
    assert.equal(call('ExpandBlock', guest.bytes([1]), guest.words([1])), 'fails');
  });

  test('digits are divided and multiplied in place', () => {
    const large = (value: bigint, digits: number): SLargeInt => {
      const o = guest.kernel.known.LargePositiveInteger.instantiate(digits) as SLargeInt;
      for (let i = 0; i < digits; i++) o.b![i] = Number((value >> BigInt(8 * i)) & 255n);
      return o;
    };
    const value = (o: SLargeInt): bigint => o.b!.reduceRight((sum, digit) => sum * 256n + BigInt(digit), 0n);
    const x = 10n ** 30n + 7n;
    const [dividend, quotient, product] = [large(x, 20), large(0n, 20), large(0n, 20)];
    call('BigDivide', dividend, large(10n ** 9n, 4), quotient);
    assert.deepEqual([value(quotient), value(dividend)], [10n ** 21n, 7n]);
    call('BigMultiply', large(10n ** 20n, 9), large(10n ** 9n, 4), product);
    assert.equal(value(product), 10n ** 29n);
    assert.equal(call('BigMultiply', large(10n ** 20n, 9), large(10n ** 9n, 4), large(0n, 3)), 'fails');
    assert.equal(call('BigDivide', large(5n, 1), large(0n, 1), large(0n, 1)), 'fails');
    assert.equal(call('HighestNonZeroDigitIndex', large(256n, 20)), 2);
    assert.equal(call('HighestNonZeroDigitIndex', guest.bytes([1])), 'fails');
  });
});

suite('Numbers in a ByteArray', () => {
  const call = (name: string, receiver: Value, ...args: Value[]): unknown =>
    guest.call(ffiAccessPrimitives, `SqueakFFIPrims.primitiveFFI${name}`, receiver, ...args);

  test('integers of one to eight bytes', () => {
    const check = (offset: number, size: number, signed: boolean, expected: unknown): void =>
      assert.equal(
        call(
          'IntegerAt',
          guest.bytes([0xff, 0x80, 1, 2, 3, 4, 5, 6, 0x87]),
          offset,
          size,
          signed ? true_ : false_,
        ),
        expected,
      );
    check(1, 1, false, 255);
    check(1, 1, true, -1);
    check(1, 2, false, 0x80ff);
    check(2, 2, true, 0x0180);
    check(1, 4, false, 0x020180ff);
    check(2, 8, true, -(0x78f9fafbfcfdfe7fn + 1n));
    check(2, 8, false, 0x8706050403020180n);
    check(3, 8, false, 'fails');
    check(0, 1, false, 'fails');
    check(1, 3, false, 'fails');
  });

  test('what is stored is read again, and fits', () => {
    fc.assert(
      fc.property(fc.constantFrom(1, 2, 4, 8), fc.boolean(), fc.bigInt(), (size, signed, n) => {
        const value = signed ? BigInt.asIntN(8 * size, n) : BigInt.asUintN(8 * size, n);
        const bytes = guest.bytes(new Array<number>(10).fill(7));
        const flag = signed ? true_ : false_;
        call('IntegerAtPut', bytes, 2, guest.kernel.integer(value), size, flag);
        assert.equal(BigInt(call('IntegerAt', bytes, 2, size, flag) as number), value);
        assert.equal(bytes.b![0], 7);
        assert.equal(bytes.b![1 + size], 7);
      }),
    );
    assert.equal(call('IntegerAtPut', guest.bytes([1]), 1, 256, 1, false_), 'fails');
    assert.equal(call('IntegerAtPut', guest.bytes([1]), 1, -1, 1, false_), 'fails');
  });

  test('values of C types by number, from offset 0 on', () => {
    const { kernel } = guest;
    const check = (number: number, value: Value, stored: number[] | 'fails'): void => {
      const bytes = guest.bytes(new Array<number>(9).fill(0));
      const result = guest.call(ffiAccessPrimitives, number + 15, bytes, 1, value);
      assert.deepEqual(result === 'fails' ? result : [...bytes.b!.subarray(1, 1 + stored.length)], stored);
      if (result === 'fails') return;
      const read = guest.run(ffiAccessPrimitives, number, bytes, 1) as Value;
      assert.deepEqual(guest.plain(read), guest.plain(value));
      assert.equal(guest.call(ffiAccessPrimitives, number, bytes, 10 - stored.length), 'fails');
    };
    check(600, true_, [1]);
    check(600, 1, 'fails');
    check(601, 255, [255]);
    check(602, -2, [254]);
    check(602, 128, 'fails');
    check(603, 0x1234, [0x34, 0x12]);
    check(606, -2, [254, 255, 255, 255]);
    check(607, kernel.integer(2n ** 64n - 1n), new Array<number>(8).fill(255));
    check(610, kernel.character(65), [65]);
    check(610, kernel.character(256), 'fails');
    check(612, kernel.character(0x1f600), [0, 0xf6, 1, 0]);
    check(613, guest.float(1.5), [0, 0, 0xc0, 0x3f]);
    check(614, guest.float(-2), [0, 0, 0, 0, 0, 0, 0, 0xc0]);
    assert.equal(guest.call(ffiAccessPrimitives, 601, guest.bytes([7]), 0), 7);
    assert.equal(call('IntegerAt', guest.bytes([7]), 1, 1, false_), 7);
    const name = 'SqueakFFIPrims.primitiveSignedInt16At';
    assert.equal(guest.call(ffiAccessPrimitives, name, guest.bytes([254, 255]), 1), -2);
  });

  test('floats of both precisions', () => {
    const bytes = guest.bytes(new Array<number>(9).fill(0));
    call('DoubleAtPut', bytes, 2, guest.float(0.1));
    assert.equal(call('DoubleAt', bytes, 2), 0.1);
    call('FloatAtPut', bytes, 1, guest.float(0.1));
    assert.equal(call('FloatAt', bytes, 1), Math.fround(0.1));
    assert.equal(call('FloatAt', bytes, 7), 'fails');
    assert.equal(call('DoubleAt', bytes, 3), 'fails');
    assert.equal(call('DoubleAtPut', bytes, 1, nil), 'fails');
  });
});

suite('BMPReadWriterPlugin', () => {
  const call = (name: string, ...args: Value[]): unknown =>
    guest.call(bmpReadWriterPlugin, `BMPReadWriterPlugin.primitive${name}`, nil, ...args);

  test('lines are read and written', () => {
    const bits = guest.words([9, 9, 9, 9]);
    assert.equal(call('Read24BmpLine', guest.bytes([1, 2, 3, 0, 0, 0]), bits, 2, 2), null);
    assert.deepEqual(guest.plain(bits), [9, 0xff030201, 0xff000001, 9]);
    const line = guest.bytes(new Array<number>(6).fill(0));
    assert.equal(call('Write24BmpLine', line, bits, 2, 2), null);
    assert.deepEqual(guest.plain(line), [1, 2, 3, 1, 0, 0]);
    assert.equal(call('Read24BmpLine', line, bits, 3, 2), 'fails');
    assert.equal(call('Read24BmpLine', line, bits, 1, 3), 'fails');
    assert.equal(call('Read24BmpLine', line, bits, 1, 0), 'fails');
  });
});

suite('The words of a Float', () => {
  test('are given as large integers where SmallIntegers have 31 bits', () => {
    const float = guest.float(0);
    const word = guest.kernel.integer(0x40000000);
    assert.equal(typeof word, 'object');
    guest.call(floatPrimitives, 39, float, 1, word);
    assert.equal(float.v, 2);
    assert.equal(guest.call(floatPrimitives, 39, float, 1, guest.kernel.integer(2n ** 32n)), 'fails');
    assert.equal(guest.call(floatPrimitives, 39, float, 1, -1), 'fails');
  });
});

suite('LocalePlugin', () => {
  test('speaks English', () => {
    const call = (name: string): unknown => guest.call(localePlugin, `LocalePlugin.primitive${name}`, nil);
    assert.equal(call('Language'), 'en');
    assert.equal(call('DecimalSymbol'), '.');
    assert.equal(call('TimezoneOffset'), 0 - new Date().getTimezoneOffset());
  });

  test('makes UUIDs', () => {
    const make = (size: number): unknown =>
      guest.call(localePlugin, 'UUIDPlugin.primitiveMakeUUID', guest.bytes(new Array<number>(size).fill(0)));
    const [a, b] = [make(16), make(16)] as number[][];
    assert.notDeepEqual(a, b);
    assert.equal(a[6] >> 4, 4);
    assert.equal(a[8] >> 6, 2);
    assert.equal(make(15), 'fails');
  });
});
