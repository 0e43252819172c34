import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import type { Value } from '../../../runtime/object-memory/objects';
import { bitAccessPrimitives } from '../../../runtime/primitives/bitAccess';
import { miscPrimitivePlugin } from '../../../runtime/primitives/miscPrimitivePlugin';
import { GuestObjects } from './guestObjects';

const guest = new GuestObjects();
const { nil } = guest.kernel;
const identity = guest.bytes(Array.from({ length: 256 }, (_, i) => i));
const folding = guest.bytes(Array.from({ length: 256 }, (_, i) => (i >= 65 && i <= 90 ? i + 32 : i)));

function call(name: string, ...args: Value[]): unknown {
  return guest.call(miscPrimitivePlugin, `MiscPrimitivePlugin.primitive${name}`, nil, ...args);
}

suite('MiscPrimitivePlugin', () => {
  test('strings are compared through an order', () => {
    const check = (a: string, b: string, order: Value | undefined, expected: unknown): void =>
      assert.equal(
        call('CompareString', guest.string(a), guest.string(b), ...(order ? [order] : [])),
        expected,
      );
    check('abc', 'abd', identity, 1);
    check('abc', 'abc', identity, 2);
    check('b', 'abc', identity, 3);
    check('ab', 'abc', identity, 1);
    check('', '', identity, 2);
    check('ABC', 'abc', identity, 1);
    check('ABC', 'abc', folding, 2);
    check('\xff', 'a', undefined, 3);
    check('a', 'b', guest.bytes([1, 2]), 'fails');
    assert.equal(call('CompareString', guest.string('a'), 3, identity), 'fails');
  });

  test('the receiver is compared by number', () => {
    const check = (a: string, b: string, order: Value[], expected: unknown): void =>
      assert.equal(
        guest.call(miscPrimitivePlugin, 158, guest.string(a), guest.string(b), ...order),
        expected,
      );
    check('abc', 'abd', [], -1);
    check('abd', 'abc', [identity], 1);
    check('ABC', 'abc', [folding], 0);
    check('ab', 'abc', [], -1);
    check('ab', 'abc', [guest.bytes([1])], 'fails');
    assert.equal(guest.call(miscPrimitivePlugin, 158, guest.string('a'), nil), 'fails');
  });

  test('strings are hashed as Squeak does', () => {
    const reference = (text: string, seed: number): number => {
      let hash = BigInt(seed) & 0xfffffffn;
      for (const c of text) hash = ((hash + BigInt(c.charCodeAt(0))) * 1664525n) & 0xfffffffn;
      return Number(hash);
    };
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), fc.nat(2 ** 30 - 1), (text, seed) => {
        assert.equal(call('StringHash', guest.string(text), seed), reference(text, seed));
      }),
    );
    assert.equal(
      guest.call(miscPrimitivePlugin, 'MiscPrimitivePlugin.primitiveStringHash', guest.string('abc'), 7),
      reference('abc', 7),
    );
    assert.equal(call('StringHash', 3, 4), 'fails');
  });

  test('substrings are found from a start, through a table', () => {
    const check = (key: string, body: string, start: number, table: Value, expected: unknown): void =>
      assert.equal(call('FindSubstring', guest.string(key), guest.string(body), start, table), expected);
    check('lo', 'hello, lo', 1, identity, 4);
    check('lo', 'hello, lo', 5, identity, 8);
    check('LO', 'hello', 1, identity, 0);
    check('LO', 'hello', -3, folding, 4);
    check('', 'hello', 1, identity, 0);
    check('hello!', 'hello', 1, identity, 0);
    check('a', 'a', 1, guest.bytes([1]), 'fails');
    assert.equal(call('FindSubstring', nil, guest.string('a'), 1, identity), 'fails');
  });

  test('characters are found by set and by code', () => {
    const digits = guest.bytes(Array.from({ length: 256 }, (_, i) => (i >= 48 && i <= 57 ? 1 : 0)));
    const text = guest.string('ab1c2');
    assert.equal(call('FindFirstInString', text, digits, 1), 3);
    assert.equal(call('FindFirstInString', text, digits, 4), 5);
    assert.equal(call('FindFirstInString', text, digits, 6), 0);
    assert.equal(call('FindFirstInString', text, guest.bytes([1]), 1), 0);
    assert.equal(call('FindFirstInString', text, digits, 0), 'fails');
    assert.equal(call('IndexOfAsciiInString', 99, text, 1), 4);
    assert.equal(call('IndexOfAsciiInString', 99, text, 5), 0);
    assert.equal(call('IndexOfAsciiInString', 99, text, 0), 'fails');
  });

  test('a range is translated in place', () => {
    const text = guest.string('HELLO');
    assert.equal(call('TranslateStringWithTable', text, 2, 3, folding), null);
    assert.deepEqual(guest.plain(text), [...Buffer.from('HelLO')]);
    assert.equal(call('TranslateStringWithTable', text, 0, 3, folding), 'fails');
    assert.equal(call('TranslateStringWithTable', text, 1, 6, folding), 'fails');
    assert.equal(call('TranslateStringWithTable', text, 1, 5, guest.bytes([])), 'fails');
  });

  test('Bitmaps are run-length coded', () => {
    const check = (words: number[], code: number[]): void => {
      const target = guest.bytes(new Array<number>(words.length * 5 + 10).fill(0));
      assert.equal(call('CompressToByteArray', guest.words(words), target), code.length);
      assert.deepEqual([...target.b!.subarray(0, code.length)], code);
    };
    check([], [0]);
    check([0x05050505], [1, 5, 5]);
    check([7, 7, 7], [3, 14, 0, 0, 0, 7]);
    check([7, 8, 9, 9], [4, 11, 0, 0, 0, 7, 0, 0, 0, 8, 10, 0, 0, 0, 9]);
    check(new Array<number>(60).fill(0), [60, 224, 241, 0]);
    check(new Array<number>(8000).fill(0), [255, 0, 0, 31, 64, 255, 0, 0, 125, 1, 0]);
  });

  test('what was compressed comes back', () => {
    const words = fc.array(
      fc.tuple(fc.constantFrom(0, 0xffffffff, 7, 0x12345678, 0x80000001), fc.integer({ min: 1, max: 300 })),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(words, (runs) => {
        const before = runs.flatMap(([word, count]) => new Array<number>(count).fill(word));
        const target = guest.bytes(new Array<number>(before.length * 5 + 20).fill(0));
        const size = call('CompressToByteArray', guest.words(before), target) as number;
        const code = guest.bytes(target.b!.subarray(0, size));
        const after = guest.words(new Array<number>(before.length).fill(1));
        const start = before.length <= 223 ? 2 : before.length <= 7935 ? 3 : 6;
        assert.notEqual(call('DecompressFromByteArray', after, code, start), 'fails');
        assert.deepEqual(guest.plain(after), before);
      }),
    );
  });

  test('torn or overlong codes are refused', () => {
    const check = (words: number, code: number[]): void =>
      assert.equal(
        call('DecompressFromByteArray', guest.words(new Array<number>(words).fill(0)), guest.bytes(code), 1),
        'fails',
      );
    check(1, [9, 5]);
    check(2, [9]);
    check(2, [10, 1, 2]);
    check(2, [11, 1, 2, 3, 4, 5]);
    check(2, [255, 1]);
    check(4, [230]);
    assert.equal(call('CompressToByteArray', guest.words([1, 2, 3]), guest.bytes([0, 0])), 'fails');
  });

  test('8-bit samples become 16-bit ones', () => {
    const sound = guest.words([0, 0]);
    call('Convert8BitSigned', guest.bytes([1, 0xff, 0x80]), sound);
    assert.deepEqual([...new Int16Array(sound.w.buffer)], [256, -256, -32768, 0]);
    assert.equal(call('Convert8BitSigned', guest.bytes([1, 2, 3]), guest.words([0])), 'fails');
  });
});

suite('Elements at another width', () => {
  const check = (number: number, args: Value[], expected: unknown): void => {
    const [receiver, ...others] = args;
    const result = guest.call(bitAccessPrimitives, number, receiver, ...others);
    assert.deepEqual(result, expected);
  };

  test('16 bits, signed', () => {
    check(143, [guest.words([0x8000fffe]), 1], -2);
    check(143, [guest.words([0x8000fffe]), 2], -32768);
    check(143, [guest.words([1]), 3], 'fails');
    check(143, [guest.array([1]), 1], 'fails');
    const words = guest.words([0x11112222]);
    check(144, [words, 2, -1], -1);
    check(144, [words, 2, 0x8000], 'fails');
    assert.deepEqual(guest.plain(words), [0xffff2222]);
    check(144, [guest.shorts([5]), 1, -2], -2);
  });

  test('32 bits, signed', () => {
    check(165, [guest.words([0xffffffff]), 1], -1);
    check(165, [guest.words([0x80000000]), 1], -(2n ** 31n));
    check(165, [guest.bytes([1, 2, 3, 4]), 1], 'fails');
    const words = guest.words([0]);
    check(166, [words, 1, -1], -1);
    assert.deepEqual(guest.plain(words), [0xffffffff]);
    check(166, [words, 1, guest.kernel.integer(2n ** 31n)], 'fails');
    check(166, [words, 2, 1], 'fails');
  });

  test('filling takes a value that fits', () => {
    check(145, [guest.bytes([1, 2]), 9], [9, 9]);
    check(145, [guest.bytes([1, 2]), 256], 'fails');
    check(145, [guest.shorts([1, 2]), 256], [256, 256]);
    check(145, [guest.words([1, 2]), guest.kernel.integer(0xffffffff)], [0xffffffff, 0xffffffff]);
    check(145, [guest.longs([1n]), 5], [5n]);
    check(145, [guest.words([1, 2]), -1], 'fails');
    check(145, [guest.array([1, 2]), 1], 'fails');
  });
});
