// Blocks of before closures, in the image that has them. What they do in Squeak's own words: Blue Book ch. 27–29.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluateInImage } from '../../../runtime/node/imageEvaluation';
import { blockCases, steppedCases, type BlockCase } from './blockContextCases';
import { imageNames, imagePath } from './images';

/** Where a stock VM would crash. */
const refused: BlockCase = [
  'a Process of a priority that there is not cannot be resumed',
  '| p | p _ [3] newProcess. p instVarAt: 3 put: 99. [p resume] ifError: [:m :r | m]',
  "'a primitive has failed'",
];
const cases = [...blockCases, ...steppedCases, refused];

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
