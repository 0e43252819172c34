// Where a primitive is missing the method's own Smalltalk runs, and computes the same: each holds the other to account.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluateInImage } from '../../../runtime/node/imageEvaluation';
import { floatArrayPlugin } from '../../../runtime/primitives/floatArrayPlugin';
import { largeIntegersPlugin } from '../../../runtime/primitives/largeIntegersPlugin';
import { miscPrimitivePlugin } from '../../../runtime/primitives/miscPrimitivePlugin';
import { FAIL, type PrimitiveFamily } from '../../../runtime/primitives/primitive';
import { addFamily } from '../../../runtime/primitives/primitiveTable';
import { imageNames, imagePath } from './images';

const floats = '((FloatArray new: 3) at: 1 put: 1.5; at: 2 put: 2; at: 3 put: -3.25; yourself)';

const sources = [
  "'hello world' compare: 'hello there' caseSensitive: true",
  "'hello' hash",
  "'Hello World' asUppercase",
  "'the quick brown fox' findString: 'BROWN' startingAt: 1 caseSensitive: false",
  "'the quick brown fox' findTokens: ' '",
  "'abc' sameAs: 'ABC'",
  '(ByteArray withAll: #(1 2 3)) hash',
  floats,
  `${floats} hash`,
  `${floats} sum`,
  `${floats} dot: ${floats}`,
  `${floats} = ${floats}`,
  `${floats} * ${floats}`,
  `${floats} - 1.5`,
  `${floats} / 0.3`,
  '((FloatArray new: 2) at: 1 put: 3; at: 2 put: 4; yourself) normalize',
  '(AffineTransformation withTranslation: 3@4) composedWith: (AffineTransformation withRadians: 0.5)',
  '30 factorial / 28 factorial',
  '(2 raisedTo: 200) // (3 raisedTo: 50)',
  '(2 raisedTo: 200) negated \\\\ (3 raisedTo: 50)',
  '(2 raisedTo: 200) negated rem: (3 raisedTo: 50)',
  '(2 raisedTo: 100) bitAnd: (2 raisedTo: 90) negated',
  '(2 raisedTo: 100) negated bitXor: (3 raisedTo: 40)',
  '(2 raisedTo: 100) negated bitShift: -80',
  '(3 raisedTo: 40) gcd: (6 raisedTo: 20)',
  '(2 raisedTo: 64) printString: 16',
];

/** Makes its named primitives fail, as missing ones do; `except` stay. */
function takeAway(family: PrimitiveFamily, ...except: readonly string[]): void {
  const names = Object.keys(family.named ?? {}).filter((name) => !except.includes(name));
  addFamily({ named: Object.fromEntries(names.map((name) => [name, () => FAIL])) });
}

if (imageNames.includes('cuis5-spur32.image'))
  test('methods of Cuis answer the same without their primitives', async () => {
    const answers = async (): Promise<unknown[]> => {
      const cases = sources.map((source, i) => ({ id: String(i), source }));
      const outcomes = await evaluateInImage(imagePath('cuis5-spur32.image'), cases, () => undefined);
      return outcomes.map((outcome, i) => [sources[i], 'result' in outcome ? outcome.result : outcome]);
    };
    const withPrimitives = await answers();
    takeAway(miscPrimitivePlugin);
    takeAway(floatArrayPlugin);
    // Without the others the image takes long to start: its clocks work with large integers.
    const bits = ['And', 'Or', 'Xor'].map((name) => `LargeIntegers.primDigitBit${name}`);
    const others = Object.keys(largeIntegersPlugin.named ?? {}).filter((name) => !bits.includes(name));
    takeAway(largeIntegersPlugin, ...others);
    assert.deepEqual(await answers(), withPrimitives);
  });
