// Images saved while their blocks run: started again, in either byte order, all Processes go on where they were.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryDisplay } from '../../../runtime/graphics/memoryDisplay';
import { ImageEvaluator } from '../../../runtime/image-files/imageEvaluator';
import { ImageRun, addGuestPrimitives } from '../../../runtime/image-files/imageRun';
import { bytesSource } from '../../../runtime/image-files/imageSource';
import { loadImage } from '../../../runtime/image-files/loadImage';
import { readImage } from '../../../runtime/image-files/readImage';
import type { ImageId } from '../../../runtime/object-memory/objectMemory';
import { byteSwapped } from './byteSwapped';
import { imageBytes, imageNames } from './images';

addGuestPrimitives();

interface Started {
  readonly run: ImageRun;
  answer(source: string): Promise<string>;
}

async function start(name: string, bytes: Uint8Array): Promise<Started> {
  const memory = loadImage(await readImage(bytesSource(name, bytes)), 1 as ImageId, name);
  memory.devices = { display: new MemoryDisplay(640, 480) };
  const run = new ImageRun(memory, () => undefined);
  const evaluator = new ImageEvaluator(memory, run);
  return {
    run,
    answer: async (source) => {
      const evaluation = await evaluator.evaluate(source, 20_000);
      assert.ok('answer' in evaluation, `${source}: ${JSON.stringify(evaluation)}`);
      return evaluation.answer;
    },
  };
}

async function saved({ run }: Started): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const done = (): Promise<void> => Promise.resolve();
  const write = (bytes: Uint8Array): Promise<void> => {
    pieces.push(bytes.slice());
    return done();
  };
  await run.snapshot({ write, finish: done, abandon: done });
  return new Uint8Array(Buffer.concat(pieces));
}

const count =
  'Smalltalk at: #Sum put: 0. [[true] whileTrue: [#(1 2 3) do: [:each | [:addend | Smalltalk at: #Sum put: ' +
  '(Smalltalk at: #Sum) + addend] value: each. Processor yield]]] fork. nil';

for (const name of ['mini.image', 'cuis5-spur32.image'])
  if (imageNames.includes(name))
    test(`${name}: a block that counts goes on counting`, async () => {
      const image = await start(name, imageBytes(name));
      await image.answer(count);
      await image.answer('1 to: 20 do: [:i | Processor yield]');
      const sum = Number(await image.answer('Smalltalk at: #Sum'));
      assert.ok(sum > 0);
      const bytes = await saved(image);
      const turned = byteSwapped(bytes, await readImage(bytesSource(name, bytes)));
      for (const file of [bytes, turned]) {
        const again = await start(name, file);
        const first = Number(await again.answer('Smalltalk at: #Sum'));
        assert.ok(first >= sum, `${first} after ${sum}`);
        await again.answer('1 to: 20 do: [:i | Processor yield]');
        assert.ok(Number(await again.answer('Smalltalk at: #Sum')) > first);
      }
    });
