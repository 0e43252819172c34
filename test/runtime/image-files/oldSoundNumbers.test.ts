import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oldSoundNumbers } from '../../../runtime/image-files/oldSoundNumbers';
import type { Value } from '../../../runtime/object-memory/objects';
import { FAIL } from '../../../runtime/primitives/primitive';
import { addFamily } from '../../../runtime/primitives/primitiveTable';
import { GuestObjects } from '../primitives/guestObjects';

test('old images mix sounds by number, later ones do something else', () => {
  // What Spur has at that number, whatever its arguments.
  addFamily({ numbered: { 185: () => 7 } });
  const family = oldSoundNumbers();
  const outcome = (memory: 'v3' | 'spur', argc: number): Value | 'mixed' | 'fails' => {
    const guest = new GuestObjects();
    const { nil } = guest.kernel;
    Object.assign(guest.vm.image, { dialect: { memory, specialSends: undefined } });
    const samples = guest.words([0x00640064, 0x00640064]);
    const sound = guest.fields(nil, nil, nil, 32768, 0, 0, nil, 9, samples, nil, 4, 65536, 0, 65536);
    const buffer = guest.words([0, 0]);
    const args = [2, buffer, 1, 32768, 0].slice(0, argc);
    const result = guest.run(family, 185, sound, ...args);
    if (result === FAIL) return 'fails';
    return buffer.w[0] === 100 ? 'mixed' : (result as Value);
  };
  assert.equal(outcome('v3', 5), 'mixed');
  assert.equal(outcome('v3', 0), 7);
  assert.equal(outcome('spur', 5), 7);
});
