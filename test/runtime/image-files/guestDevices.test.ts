// Clock, input, clipboard, sound and attributes as an unmodified image has them, granted and not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryClipboard } from '../../../runtime/devices/clipboardDevice';
import { epochSeconds, hostClock, ShiftedClock } from '../../../runtime/devices/clockDevice';
import { InputQueue } from '../../../runtime/devices/inputQueue';
import { SilentSound } from '../../../runtime/devices/silentSound';
import { MemoryDisplay } from '../../../runtime/graphics/memoryDisplay';
import type { SArray } from '../../../runtime/object-memory/objects';
import { GrantedGuest } from './grantedGuest';

const standing = new ShiftedClock(3_000_000_000_000_007n, -7200, 0);

function checkClock(name: number | string, expected: number): void {
  test(`${name} of a clock that stands still`, () =>
    assert.equal(new GrantedGuest({ clock: standing }).do(name), expected));
}

checkClock(135, 0);
checkClock(137, 3_000_000_000 - 7200);
checkClock(240, 3_000_000_000_000_007);
checkClock(241, 3_000_000_000_000_007 - 7_200_000_000);
checkClock(245, 3_000_000_000_000_007);
checkClock('.primitiveUTCMicrosecondClock', 3_000_000_000_000_007);
checkClock('LocalePlugin.primitiveTimezoneOffset', -120);

test('time and offset come together, in an Array of their own or a given one', () => {
  const guest = new GrantedGuest({ clock: standing });
  const expected = [3_000_000_000_000_007 - epochSeconds * 1_000_000, -7200];
  assert.deepEqual(guest.do(244), expected);
  const given = guest.array([0, 0, 5]);
  assert.deepEqual(guest.do('.primitiveUtcWithOffset', given), [...expected, 5]);
  assert.equal(guest.do('.primitiveUtcWithOffset', guest.array([0])), 'fails');
});

test('without a grant time passes, and is not that of the host', async () => {
  const guest = new GrantedGuest();
  const before = guest.do(240) as number;
  await new Promise((resolve) => setTimeout(resolve, 5));
  const passed = (guest.do(240) as number) - before;
  assert.ok(passed >= 3000 && passed < 5_000_000, `${passed} µs`);
  assert.ok(Number(hostClock.utcMicroseconds()) - before > 365 * 86_400 * 1e6);
});

test('a timer is set by the clock of the image', () => {
  const guest = new GrantedGuest({ clock: standing });
  const about = (ms: number): boolean => Math.abs(guest.delayMs! - ms) < 50;
  guest.do(136, guest.semaphore(), 700);
  assert.ok(about(700), `${guest.delayMs}`);
  guest.do(242, guest.semaphore(), 3_000_000_000_000_007 + 900_000);
  assert.ok(about(900), `${guest.delayMs}`);
  guest.do(242, guest.nil, 0);
  assert.equal(guest.delayMs, undefined);
  assert.equal(guest.do(242, guest.array([]), 1), 'fails');
});

test('in a 32-bit image a time is a large integer', () => {
  const guest = new GrantedGuest({ clock: standing }, 4);
  assert.equal(guest.do(240), 3_000_000_000_000_007n);
});

test('events come as eight integers, and signal', () => {
  const input = new InputQueue();
  const guest = new GrantedGuest({ input });
  const { semaphore, index } = guest.external();
  guest.do(93, index);
  input.push([1, 9, 100, 50, 4, 1, 0, 0]);
  assert.equal(guest.signalled(semaphore), 1);
  const buffer = guest.array(new Array(8).fill(7));
  guest.do(94, buffer);
  assert.deepEqual(guest.plain(buffer), [1, 9, 100, 50, 4, 1, 0, 0]);
  guest.do(94, buffer);
  assert.deepEqual(guest.plain(buffer), [0, 0, 0, 0, 0, 0, 0, 0]);
  guest.do(93, guest.nil);
  input.push([1, 9, 1, 1, 0, 0, 0, 0]);
  assert.equal(guest.signalled(semaphore), 1);
  assert.equal(guest.do(94, guest.array([])), 'fails');
});

test('older images look at the pointer and take keys', () => {
  const input = new InputQueue();
  const guest = new GrantedGuest({ input });
  input.push([1, 0, 30, 40, 2, 1, 0, 0]);
  input.push([2, 0, 97, 1, 0, 97, 0, 0]);
  input.push([2, 0, 97, 0, 0, 97, 0, 0]);
  input.push([1, 0, 31, 41, 2, 8, 0, 0]);
  const point = guest.value(90) as unknown as { f0: number; f1: number };
  assert.deepEqual([point.f0, point.f1], [31, 41]);
  assert.equal(guest.do(107), 2 | (8 << 3));
  assert.deepEqual([guest.do(109), guest.do(108), guest.do(108)], [97, 97, null]);
});

test('the interrupt key is told to an image that takes no events, and queued for one that does', () => {
  const input = new InputQueue();
  const guest = new GrantedGuest({ input });
  const semaphore = guest.semaphore();
  guest.do(134, semaphore);
  guest.do(133, (8 << 8) | 99);
  const press = (): void => {
    for (const action of [1, 0, 2]) input.push([2, 0, 99, action, 8, 99, 0, 0]);
  };
  press();
  assert.equal(guest.signalled(semaphore), 1);
  assert.equal(guest.do(108), null);
  const events = guest.external();
  guest.do(93, events.index);
  press();
  assert.equal(guest.signalled(semaphore), 1);
  assert.equal(guest.signalled(events.semaphore), 3);
  assert.equal(guest.do(108), (8 << 8) | 99);
});

test('without input nothing happens', () => {
  const guest = new GrantedGuest();
  assert.deepEqual([guest.do(93, 1), guest.do(107), guest.do(108)], [null, 0, null]);
  const buffer = guest.array(new Array(8).fill(7));
  guest.do(94, buffer);
  assert.equal((guest.plain(buffer) as number[])[0], 0);
});

test('the clipboard has one text', () => {
  const clipboard = new MemoryClipboard();
  const guest = new GrantedGuest({ clipboard });
  assert.equal(guest.do(141, guest.text('Größe')), null);
  assert.equal(clipboard.read(), 'Größe');
  assert.equal(guest.do(141), 'GrÃ¶Ã\u009fe');
  assert.equal(guest.do(141, 3), 'fails');
  assert.equal(new GrantedGuest().do(141), 'fails');
});

test('a sound is played into a buffer', () => {
  const guest = new GrantedGuest({ sound: new SilentSound() });
  const sound = (name: string): string => `SoundPlugin.primitiveSound${name}`;
  assert.equal(guest.do(sound('AvailableSpace')), 'fails');
  assert.equal(guest.do(sound('Start'), 100, 8000, guest.kernel.true_), null);
  assert.equal(guest.do(sound('AvailableSpace')), 400);
  assert.equal(guest.do(sound('PlaySamples'), 60, guest.words(new Array(80).fill(0)), 11), 60);
  assert.equal(guest.do(sound('PlaySamples'), 71, guest.words(new Array(80).fill(0)), 11), 'fails');
  assert.deepEqual(guest.do(sound('GetVolume')), [1, 1]);
  assert.equal(guest.do(sound('SetVolume'), guest.float(0.5), guest.float(0.25)), null);
  assert.deepEqual(guest.do(sound('GetVolume')), [0.5, 0.25]);
  assert.equal(guest.do(sound('StartRecording'), 8000, guest.kernel.false_, 0), null);
  assert.equal(guest.do(sound('GetRecordingSampleRate')), 8000);
  assert.equal(typeof guest.do(sound('RecordSamples'), guest.words([0, 0]), 1), 'number');
  assert.equal(guest.do(sound('StopRecording')), null);
  assert.equal(guest.do(sound('Stop')), null);
  assert.equal(new GrantedGuest().do(sound('Start'), 100, 8000, guest.kernel.true_), 'fails');
});

test('attributes are the command line, the options of the VM and the system', () => {
  const guest = new GrantedGuest();
  Object.assign(guest.vm.image, { arguments: ['first', 'zwölf'] });
  assert.deepEqual(
    [1, 2, 3].map((i) => guest.do(149, i)),
    ['/home/my.image', 'first', 'zwÃ¶lf'],
  );
  assert.deepEqual(
    [4, -2, 1999].map((i) => guest.do(149, i)),
    ['fails', 'fails', 'fails'],
  );
  assert.deepEqual([guest.do(149, -1), guest.do(149, 1001)], ['--headless', 'unix']);
  assert.equal(guest.do(142), '/home/');
  assert.equal(guest.do('.primitiveGetCurrentWorkingDirectory'), '/home');
  assert.equal(guest.do('.primitiveGetenv', guest.text('HOME')), null);
  const seen = new GrantedGuest({ display: new MemoryDisplay(1, 1) });
  assert.equal(seen.do(149, -1), 'fails');
});

test('parameters of the VM', () => {
  const guest = new GrantedGuest({}, 4);
  assert.deepEqual([guest.do(254, 40), guest.do(254, 41), guest.do(254, 0)], [4, 6521, 'fails']);
  assert.deepEqual([guest.do(254, 43, 9), guest.do(254, 40, 8)], [0, 'fails']);
  assert.equal((guest.value(254) as SArray).a.length, 71);
});
