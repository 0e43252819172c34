import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { evaluateInImage } from '../../../runtime/node/imageEvaluation';
import { imageNames, imagePath } from './images';

/** What a stock VM answers and we do not, and why. */
const notYet: Record<string, string> = {
  'block-015': 'mustBeBoolean wants the program counter behind the jump',
  'process-012': 'start-up stops at BitBlt, before Delay is started',
  'process-014': 'start-up stops at BitBlt, before Delay is started',
  'primitives-005': 'FloatArray',
};

interface Golden {
  readonly id: string;
  readonly source: string;
  readonly result: string;
}

if (imageNames.includes('cuis5-spur32.image'))
  test('the Cuis image answers through its own compiler as on a stock VM', async () => {
    const cases = JSON.parse(readFileSync(imagePath('golden/cuis-doits.json'), 'utf8')) as Golden[];
    const outcomes = await evaluateInImage(imagePath('cuis5-spur32.image'), cases, (text) =>
      console.log(text),
    );
    const wrong = cases.filter(({ result }, i) => {
      const outcome = outcomes[i]!;
      return !('result' in outcome) || outcome.result !== result;
    });
    console.log(`${cases.length - wrong.length} of ${cases.length} as on a stock VM`);
    for (const { id } of wrong) console.log(`${id}: ${notYet[id] ?? 'unexpected'}`);
    assert.equal(cases.length, 160);
    assert.deepEqual(
      wrong.map(({ id }) => id).filter((id) => !(id in notYet)),
      [],
    );
  });
