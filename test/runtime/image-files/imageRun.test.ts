import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ImageRun, addGuestPrimitives } from '../../../runtime/image-files/imageRun';
import { loadImage } from '../../../runtime/image-files/loadImage';
import type { ImageId } from '../../../runtime/object-memory/objectMemory';
import { imageNames, openImage } from './images';

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
    assert.equal(memory.specialObjects.h, raw.hashOf(raw.specialObjectsArray));
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
