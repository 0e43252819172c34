// Objects of 16-, 32- and 64-bit elements: access, size, copying of ranges.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Value } from '../../../runtime/object-memory/objects';
import { arrayPrimitives } from '../../../runtime/primitives/arrays';
import { objectAccessPrimitives } from '../../../runtime/primitives/objectAccess';
import { GuestObjects } from './guestObjects';

const at = 60;
const atPut = 61;
const size = 62;
const replace = 105;

suite('Objects of bits', () => {
  const guest = new GuestObjects(8);
  const narrow = new GuestObjects(4);

  test('elements are unsigned and of their width', () => {
    const check = (o: Value, index: number, expected: unknown, g = guest): void =>
      assert.equal(g.call(objectAccessPrimitives, at, o, index), expected);
    check(guest.shorts([1, 0xffff]), 2, 0xffff);
    check(guest.shorts([1, 2]), 3, 'fails');
    check(guest.shorts([1, 2]), 0, 'fails');
    check(guest.longs([5n, 2n ** 64n - 1n]), 1, 5);
    check(guest.longs([5n, 2n ** 64n - 1n]), 2, 2n ** 64n - 1n);
    check(guest.longs([2n ** 60n - 1n]), 1, 2n ** 60n - 1n);
    check(narrow.longs([2n ** 31n]), 1, 2n ** 31n, narrow);
    check(guest.longs([]), 1, 'fails');
  });

  test('a value that does not fit is refused and changes nothing', () => {
    const check = (o: Value, value: Value, expected: unknown): void => {
      const before = guest.plain(o);
      const result = guest.call(objectAccessPrimitives, atPut, o, 1, value);
      assert.deepEqual(result === 'fails' ? result : guest.plain(o), expected);
      if (result === 'fails') assert.deepEqual(guest.plain(o), before);
    };
    check(guest.shorts([7]), 0xffff, [0xffff]);
    check(guest.shorts([7]), 0x10000, 'fails');
    check(guest.shorts([7]), -1, 'fails');
    check(guest.shorts([7]), guest.float(1), 'fails');
    check(guest.longs([7n]), 8, [8n]);
    check(guest.longs([7n]), guest.kernel.integer(2n ** 64n - 1n), [2n ** 64n - 1n]);
    check(guest.longs([7n]), guest.kernel.integer(2n ** 64n), 'fails');
    check(guest.longs([7n]), -1, 'fails');
  });

  test('sizes count elements', () => {
    for (const o of [guest.shorts([1, 2, 3]), guest.longs([1n, 2n, 3n]), guest.words([1, 2, 3])])
      assert.equal(guest.call(objectAccessPrimitives, size, o), 3);
  });

  test('ranges are copied between objects of one format only', () => {
    const check = (to: Value, from: Value, expected: unknown): void => {
      const result = guest.run(arrayPrimitives, replace, to, 2, 3, from, 1);
      assert.deepEqual(typeof result === 'symbol' ? 'fails' : guest.plain(result), expected);
    };
    check(guest.shorts([1, 2, 3]), guest.shorts([8, 9]), [1, 8, 9]);
    check(guest.longs([1n, 2n, 3n]), guest.longs([8n, 9n]), [1n, 8n, 9n]);
    check(guest.longs([1n, 2n, 3n]), guest.shorts([8, 9]), 'fails');
    check(guest.shorts([1, 2, 3]), guest.words([8, 9]), 'fails');
    const own = guest.shorts([1, 2, 3]);
    check(own, own, [1, 1, 2]);
  });

  test('a copy has elements of its own', () => {
    for (const o of [guest.shorts([1, 2]), guest.longs([1n, 2n])]) {
      const copy = guest.run(objectAccessPrimitives, 148, o) as Value;
      assert.deepEqual(guest.plain(copy), guest.plain(o));
      guest.run(objectAccessPrimitives, atPut, o, 1, 9);
      assert.notDeepEqual(guest.plain(copy), guest.plain(o));
    }
  });
});
