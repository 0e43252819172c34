import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addGuestPrimitives } from '../../../runtime/image-files/imageRun';
import { LocalImage, loadBuiltKernel } from '../../../runtime/node/evaluate';

test('images of ours have their own primitives, whenever those of unmodified images were added', async () => {
  addGuestPrimitives();
  const image = new LocalImage(loadBuiltKernel(), 'ours', () => undefined);
  for (const [source, expected] of [
    ['(Character value: 65) asString', "'A'"],
    ['[nil foo] on: MessageNotUnderstood do: [:e | e messageText isString]', 'true'],
    ["Object subclass: #Clocked instanceVariableNames: '' classVariableNames: '' package: 'X'", 'Clocked'],
    ["Clocked class compile: 'milliseconds <primitive: 135> ^nil'", '#milliseconds'],
    ['Clocked milliseconds isInteger', 'true'],
  ] as const)
    assert.deepEqual(await image.printEvaluated(source), { result: expected });
});
