import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { compiledTier } from '../../../runtime/compiled/compiledTier';
import { LocalImage, loadBuiltKernel } from '../../../runtime/node/evaluate';

const { budget, heatLimit } = compiledTier;
after(() => Object.assign(compiledTier, { budget, heatLimit }));

test('code that is over its budget is dropped and made again', async () => {
  Object.assign(compiledTier, { budget: 20_000, heatLimit: 1 });
  const image = new LocalImage(loadBuiltKernel(), 'small', () => undefined);
  for (const [expression, result] of [
    ['(1 to: 200) asArray sum', '20100'],
    ['100 factorial printString size', '158'],
    ["'hello world' asUppercase reversed", "'DLROW OLLEH'"],
    ['20 benchFib', '21891'],
    ['(1 to: 200) asArray sum', '20100'],
  ])
    assert.deepEqual(await image.printEvaluated(expression), { result });
  // One turn may exceed it; the next begins within.
  await image.printEvaluated('1');
  assert.ok(compiledTier.codeSize < 60_000, `${compiledTier.codeSize} characters are kept`);
});
