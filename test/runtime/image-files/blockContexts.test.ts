// Blocks of before closures, in the image that has them. What they do in Squeak's own words: Blue Book ch. 27–29.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluateInImage } from '../../../runtime/node/imageEvaluation';
import { blockCases, steppedCases } from './blockContextCases';
import { imageNames, imagePath } from './images';

const cases = [...blockCases, ...steppedCases];

if (imageNames.includes('mini.image'))
  test('BlockContexts are what they were', async () => {
    const outcomes = await evaluateInImage(
      imagePath('mini.image'),
      cases.map(([id, source]) => ({ id, source })),
      () => undefined,
    );
    assert.deepEqual(
      outcomes.map((outcome) => [outcome.id, 'result' in outcome ? outcome.result : outcome.error]),
      cases.map(([what, , result]) => [what, result]),
    );
  });
