import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ImageRun, addGuestPrimitives } from '../../../runtime/image-files/imageRun';
import { grantFiles } from '../../../runtime/image-files/guestFiles';
import { MemoryFiles } from '../../../runtime/devices/memoryFiles';
import { bytesSource } from '../../../runtime/image-files/imageSource';
import { loadImage } from '../../../runtime/image-files/loadImage';
import { readImage } from '../../../runtime/image-files/readImage';
import type { ImageId } from '../../../runtime/object-memory/objectMemory';
import { imageBytes, imageNames, openImage } from './images';

addGuestPrimitives();

for (const name of imageNames)
  test(`${name}: loads into objects that keep class and identity hash`, async () => {
    const raw = await openImage(name);
    const memory = loadImage(raw, 1 as ImageId, name);
    const { nil, true_, false_, known } = memory.kernel;
    const [scheduler] = [memory.global('Processor')];
    assert.equal(memory.classObject(nil.$b), memory.specialObjects.a[0] === nil && memory.classOf(nil));
    assert.deepEqual(memory.specialObjects.a.slice(0, 3), [nil, false_, true_]);
    assert.equal(memory.specialObjects.a[7], memory.classObject(known.Array));
    // In Spur 0 means that it has none yet, before Spur it is one as any other.
    const isV3 = raw.header.version.memory === 'v3';
    const hash = isV3 ? memory.identityHash(memory.specialObjects) : memory.specialObjects.h;
    assert.equal(hash, raw.hashOf(raw.specialObjectsArray));
    assert.match(memory.kernel.classOf(scheduler!).name, /ProcessorScheduler$/);
    assert.equal(memory.specialObjects.a.length, raw.specialObjectCount);
  });

if (imageNames.includes('headless-spur32.image'))
  test('headless-spur32.image prints its line and quits', async () => {
    const memory = loadImage(await openImage('headless-spur32.image'), 1 as ImageId, 'headless');
    const lines: string[] = [];
    const run = new ImageRun(memory, (text) => lines.push(text));
    assert.equal(run.runUntil(performance.now() + 30_000), false);
    assert.equal(run.isOver, true);
    assert.deepEqual(lines, ['Smalltalk image fired up!', 'Fixing the world', '3 + 4 = 7']);
  });

if (imageNames.includes('candle-v3.image'))
  test('candle-v3.image writes its benchmarks to its log and quits', async () => {
    const memory = loadImage(await openImage('candle-v3.image'), 1 as ImageId, 'candle');
    const files = new MemoryFiles(['/image']);
    const table = grantFiles(memory, files);
    const run = new ImageRun(memory, () => undefined);
    run.runUntil(performance.now() + 60_000);
    table.closeAll();
    const log = new TextDecoder().decode(files.contents('/image/log.txt'));
    assert.match(log, /^Welcome to Pharo Candle edition!\s*\d+ bytecodes\/sec; \d+ sends\/sec\s*800@600/);
  });

test('reading an image takes less than three times its file', async () => {
  for (const name of imageNames) {
    const bytes = imageBytes(name);
    const before = process.memoryUsage().arrayBuffers;
    const raw = await readImage(bytesSource(name, bytes));
    const taken = process.memoryUsage().arrayBuffers - before;
    assert.ok(raw.objectCount > 0 && taken < 3 * bytes.length, `${name}: ${taken} of ${bytes.length}`);
  }
});
