import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ImageFileError } from '../../../runtime/image-files/imageFileError';
import { bytesSource } from '../../../runtime/image-files/imageSource';
import { inspectImage } from '../../../runtime/image-files/inspectImage';
import { readImage } from '../../../runtime/image-files/readImage';
import { imageBytes, imageNames } from './images';
import { spurFoundation } from './spurFoundation';

const mutations = 10_000;
/** Far above what any took on a busy machine, far below a hang. */
const limitMs = 5000;

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

async function outcome(name: string, bytes: Uint8Array): Promise<'read' | 'refused'> {
  try {
    inspectImage(await readImage(bytesSource(name, bytes)));
    return 'read';
  } catch (error) {
    assert.ok(error instanceof ImageFileError, (error as Error).stack);
    return 'refused';
  }
}

test(`${mutations} damaged images are read or refused, in time`, async () => {
  const small = imageNames
    .map((name) => ({ name, bytes: imageBytes(name) }))
    .filter(({ bytes }) => bytes.length < 200_000);
  const made = [6521, 68021].map((version) => ({
    name: `made-${version}`,
    bytes: spurFoundation(version as 6521 | 68021, []),
  }));
  const random = randomNumbers(20_240_607);
  const counts = { read: 0, refused: 0 };
  let longestMs = 0;
  for (let i = 0; i < mutations; i++) {
    // Of real ones every tenth: they take their time.
    const from = i % 10 === 0 && small.length > 0 ? small : made;
    const { name, bytes } = from[random(from.length)]!;
    const started = performance.now();
    counts[await outcome(name, mutate(bytes, random))]++;
    longestMs = Math.max(longestMs, performance.now() - started);
  }
  console.log(`${counts.read} read, ${counts.refused} refused, the longest in ${Math.round(longestMs)} ms`);
  assert.ok(longestMs < limitMs, `one took ${longestMs} ms`);
  // Neither outcome is all that happens, or the mutations test nothing.
  assert.ok(counts.read > mutations / 100 && counts.refused > mutations / 10);
});
