import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { ImageEvaluator } from '../../../runtime/image-files/imageEvaluator';
import { ImageRun, addGuestPrimitives } from '../../../runtime/image-files/imageRun';
import { loadImage } from '../../../runtime/image-files/loadImage';
import { Interpreter } from '../../../runtime/interpreter/interpreter';
import type { ImageId } from '../../../runtime/object-memory/objectMemory';
import { imageNames, openImage } from './images';

before(addGuestPrimitives);

if (imageNames.includes('cuis5-spur32.image'))
  test('an image that takes much memory ends its turn before it has taken all', async (t) => {
    const memory = loadImage(await openImage('cuis5-spur32.image'), 1 as ImageId, 'cuis');
    const evaluator = new ImageEvaluator(memory, new ImageRun(memory, () => undefined));
    assert.ok(await evaluator.startUp(20_000));
    const stops = t.mock.method(Interpreter.prototype, 'stopWith');
    const yields = async (source: string): Promise<number> => {
      const before = stops.mock.callCount();
      assert.deepEqual(await evaluator.evaluate(source), { answer: '3' });
      return stops.mock.callCount() - before;
    };
    const few = await yields('10 timesRepeat: [ByteArray new: 10]. 3');
    const many = await yields('40 timesRepeat: [ByteArray new: 4000000]. 3');
    assert.ok(many >= few + 4, `${many} and ${few}`);
  });
