import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SilentSound } from '../../../runtime/devices/silentSound';

const after = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

test('nothing is played or recorded before it starts', () => {
  const sound = new SilentSound();
  assert.deepEqual(
    [
      sound.availableBytes(),
      sound.play(1, new Uint8Array(4)),
      sound.record(new Uint8Array(4)),
      sound.recordingRate(),
    ],
    [undefined, undefined, undefined, undefined],
  );
  assert.deepEqual([sound.start(0, 8000, false), sound.startRecording(0, true)], [false, false]);
});

test('a buffer takes what it has room for, and empties in its time', async () => {
  const sound = new SilentSound();
  let signals = 0;
  sound.start(200, 10_000, false, () => signals++);
  assert.equal(sound.availableBytes(), 800);
  assert.equal(sound.play(500, new Uint8Array(2000)), 200);
  assert.equal(sound.play(100, new Uint8Array(400)), 0);
  await after(100);
  assert.equal(sound.availableBytes(), 800);
  assert.ok(signals >= 1, `${signals} signals`);
  sound.close();
  const before = signals;
  await after(30);
  assert.equal(signals, before);
});

test('recording gives silence, as much of it as there was time', async () => {
  const sound = new SilentSound();
  sound.startRecording(8000, false);
  assert.equal(sound.recordingRate(), 8000);
  await after(20);
  const target = new Uint8Array(40_000).fill(1);
  const samples = sound.record(target)!;
  assert.ok(samples >= 100 && samples <= 2000, `${samples} samples`);
  assert.deepEqual([target[samples * 2 - 1], target[samples * 2]], [0, 1]);
  sound.close();
});
