import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { ImageFileError } from '../../../runtime/image-files/imageFileError';
import { bytesSource } from '../../../runtime/image-files/imageSource';
import { ImageRun, addGuestPrimitives } from '../../../runtime/image-files/imageRun';
import { inspectImage } from '../../../runtime/image-files/inspectImage';
import { loadImage } from '../../../runtime/image-files/loadImage';
import type { RawImage } from '../../../runtime/image-files/rawImage';
import { readImage } from '../../../runtime/image-files/readImage';
import type { ImageId } from '../../../runtime/object-memory/objectMemory';
import { imageBytes, imageNames } from './images';
import { spurFoundation } from './spurFoundation';

const mutations = 10_000;
/** Far above what any took on a busy machine, far below a hang. */
const limitMs = 5000;
/** Of the objects of all images together that garbage collection has left. */
const limitBytes = 512 << 20;
/** Turns that an image gets which could be loaded. */
const turns = 6;

before(addGuestPrimitives);

/** Numbers that are the same in every run (Lehmer's generator). */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => (state = Number((BigInt(state) * 48271n) % 0x7fffffffn)) % below;
}

/** Flips bits, overwrites words or cuts the end, at one to four places; the header more often than the rest. */
function mutate(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  if (random(10) === 0) return bytes.slice(0, random(bytes.length));
  const copy = bytes.slice();
  for (let i = random(4); i >= 0; i--) {
    const at = random(5) === 0 ? random(Math.min(128, copy.length)) : random(copy.length);
    const kind = random(3);
    if (kind === 0) copy[at] ^= 1 << random(8);
    else if (kind === 1) copy[at] = random(256);
    else for (let j = at & ~3; j < (at & ~3) + 4 && j < copy.length; j++) copy[j] = random(2) * 255;
  }
  return copy;
}

type Outcome = 'refused' | 'read' | 'loaded' | 'run';

/** What comes of an image; of those that are read only some are loaded, since that takes its time. */
async function outcome(name: string, bytes: Uint8Array, isLoaded: boolean): Promise<Outcome> {
  try {
    const raw = await readImage(bytesSource(name, bytes));
    inspectImage(raw);
    return isLoaded ? loadAndRun(raw) : 'read';
  } catch (error) {
    assert.ok(error instanceof ImageFileError, (error as Error).stack);
    return 'refused';
  }
}

/** Throws ImageFileError; whatever else it throws is a fault of the virtual machine. */
function loadAndRun(raw: RawImage): Outcome {
  const memory = loadImage(raw, 1 as ImageId, raw.file);
  // Those made here have nothing to run.
  if (raw.file.startsWith('made')) return 'loaded';
  let turn = 0;
  new ImageRun(memory, () => undefined).runUntil(performance.now() + limitMs, () => turn++ >= turns);
  return 'run';
}

test(`${mutations} damaged images are read and run or refused, in time and memory`, async () => {
  const small = imageNames
    .map((name) => ({ name, bytes: imageBytes(name) }))
    .filter(({ bytes }) => bytes.length < 200_000);
  const made = [6521, 68021].map((version) => ({
    name: `made-${version}`,
    bytes: spurFoundation(version as 6521 | 68021, []),
  }));
  const random = randomNumbers(20_240_607);
  const counts = { refused: 0, read: 0, loaded: 0, run: 0 };
  let longestMs = 0;
  for (let i = 0; i < mutations; i++) {
    // Of real ones every tenth: they take their time.
    const from = i % 10 === 0 && small.length > 0 ? small : made;
    const { name, bytes } = from[random(from.length)]!;
    const started = performance.now();
    counts[await outcome(name, mutate(bytes, random), from === small || i % 4 === 1)]++;
    longestMs = Math.max(longestMs, performance.now() - started);
  }
  const all = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
  console.log(`${all.join(', ')}; the longest in ${Math.round(longestMs)} ms`);
  assert.ok(longestMs < limitMs, `one took ${longestMs} ms`);
  // Neither outcome is all that happens, or the mutations test nothing.
  assert.ok(counts.read > mutations / 100 && counts.refused > mutations / 10 && counts.loaded > 100);
  if (small.length > 0) assert.ok(counts.run > 100);
  assert.ok(process.memoryUsage().heapUsed < limitBytes);
});

test('a file that announces more than it has is refused before memory is taken for it', async () => {
  const bytes = spurFoundation(68021, []);
  const view = new DataView(bytes.buffer);
  for (const announced of [2n ** 40n, 2n ** 52n, 2n ** 63n, BigInt(bytes.length)]) {
    view.setBigUint64(8, announced, true);
    const before = process.memoryUsage().arrayBuffers;
    await assert.rejects(readImage(bytesSource('huge.image', bytes)), ImageFileError);
    assert.ok(process.memoryUsage().arrayBuffers - before < 1_000_000);
  }
  // A host that lies about the file's size as well.
  view.setBigUint64(8, 2n ** 45n, true);
  const source = { ...bytesSource('huge.image', bytes), sizeBytes: 2 ** 46 };
  await assert.rejects(readImage(source), /an object memory that fits/);
});
