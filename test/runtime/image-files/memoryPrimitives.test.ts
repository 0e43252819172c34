import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { memoryPrimitives, sizeInBytes } from '../../../runtime/image-files/memoryPrimitives';
import type { SObject, Value } from '../../../runtime/object-memory/objects';
import { GuestObjects } from '../primitives/guestObjects';

suite('What images ask of their memory', () => {
  const guest = new GuestObjects(8);
  const { true_, false_ } = guest.kernel;
  const call = (name: string | number, receiver: Value, ...args: Value[]): unknown =>
    guest.call(memoryPrimitives, name, receiver, ...args);

  test('sizes of objects', () => {
    const check = (o: SObject, elements: number, bytes32: number, bytes64: number): void => {
      assert.equal(sizeInBytes(o.$b, elements, 4), bytes32);
      assert.equal(sizeInBytes(o.$b, elements, 8), bytes64);
    };
    check(guest.fields(), 0, 16, 16);
    check(guest.fields(1, 2, 3), 0, 24, 32);
    check(guest.array([]), 5, 32, 48);
    check(guest.bytes([]), 5, 16, 16);
    check(guest.bytes([]), 9, 24, 24);
    check(guest.shorts([]), 5, 24, 24);
    check(guest.words([]), 3, 24, 24);
    check(guest.longs([]), 3, 32, 32);
    check(guest.float(1), 0, 16, 16);
    // From 255 slots on their number takes a word of its own.
    check(guest.array([]), 254, 1024, 2040);
    check(guest.array([]), 255, 1040, 2056);
    assert.equal(call(182, guest.words([1, 2, 3])), 24);
    assert.equal(call(182, 7), 0);
    assert.equal(call(181, guest.classOf(guest.array([])), 5), 48);
    assert.equal(call(181, guest.classOf(guest.fields(1)), 5), 'fails');
    assert.equal(call(181, guest.array([])), 'fails');
  });

  test('pinning is remembered', () => {
    const o = guest.array([1]);
    assert.equal(call(183, o), false);
    assert.equal(call(184, o, true_), false);
    assert.equal(call(183, o), true);
    assert.equal(call(184, o, false_), true);
    assert.equal(call(184, o, 3), 'fails');
    assert.equal(call(183, 3), 'fails');
    assert.equal(call(163, o), false);
    assert.equal(call(163, 3), true);
  });

  test('high bits', () => {
    const check = (n: number, expected: unknown): void => assert.equal(call(575, n), expected);
    check(0, 0);
    check(1, 1);
    check(255, 8);
    check(2 ** 40, 41);
    check(-1, 'fails');
    assert.equal(call(575, guest.float(1)), 'fails');
  });

  test('instances are pinned from the start', () => {
    const memory = memoryPrimitives;
    const pinned = guest.run(memory, 581, guest.classOf(guest.bytes([])), 5) as SObject;
    assert.deepEqual([guest.plain(pinned), call(183, pinned)], [[0, 0, 0, 0, 0], true]);
    const free = guest.run(memory, 583, guest.classOf(guest.words([])), 2) as SObject;
    assert.deepEqual([guest.plain(free), call(183, free)], [[0, 0], false]);
    assert.equal(call(581, guest.classOf(guest.bytes([])), -1), 'fails');
    assert.equal(call(581, guest.array([]), 1), 'fails');
  });

  test('nothing is restricted', () => {
    const ask = (name: string): unknown => call(`SecurityPlugin.primitive${name}`, guest.kernel.nil);
    Object.assign(guest.vm.image, { fileName: '/image/some.image' });
    assert.equal(ask('CanWriteImage'), true);
    assert.equal(ask('GetSecureUserDirectory'), '/image');
    assert.equal(ask('GetUntrustedUserDirectory'), '/image/My Squeak');
  });

  test('modules are built in', () => {
    const names: unknown[] = [];
    for (let i = 1; ; i++) {
      const name = call(572, guest.kernel.nil, i);
      if (name === null) break;
      names.push(name);
    }
    assert.ok(names.includes('LargeIntegers') && names.includes('ZipPlugin'), names.join(' '));
    assert.ok(!names.includes(''));
    assert.equal(call(573, guest.kernel.nil, 1), null);
    assert.equal(call(572, guest.kernel.nil, 0), 'fails');
  });

  test('older memories have other primitives at these numbers', () => {
    Object.assign(guest.vm.image, { dialect: { memory: 'v3', specialSends: undefined } });
    for (const number of [176, 180, 182, 183]) assert.equal(call(number, guest.array([1]), 1), 'fails');
  });
});
