import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { evaluateInImage } from '../../../runtime/node/imageEvaluation';
import { byteSwapped } from './byteSwapped';
import { imageBytes, imageNames, imagePath, openImage } from './images';

interface Golden {
  readonly id: string;
  readonly category: string;
  readonly source: string;
  readonly result: string;
  /** Of records that another VM made: whether a stock VM agrees, and what it says if not. */
  readonly native410?: boolean;
  readonly native410_result?: string;
}

function goldenOf(name: string): Golden[] {
  return JSON.parse(readFileSync(imagePath(`golden/${name}`), 'utf8')) as Golden[];
}

/** Asserts that the image at `file` answers each case with one of the `expected` results. */
async function check(
  file: string,
  cases: readonly Golden[],
  expected: (one: Golden) => readonly (string | undefined)[] = ({ result }) => [result],
): Promise<void> {
  const outcomes = await evaluateInImage(file, cases, (text) => console.log(text));
  const wrong = cases.flatMap((one, i) => {
    const outcome = outcomes[i]!;
    const answer = 'result' in outcome ? outcome.result : outcome.error;
    return expected(one).includes(answer) ? [] : [`${one.id}: ${answer}, not ${one.result}`];
  });
  console.log(`${cases.length - wrong.length} of ${cases.length} as on a stock VM`);
  assert.deepEqual(wrong, []);
}

/** Runs `action` with the file of the same image saved on a machine of the other byte order. */
async function withBigEndian(name: string, action: (file: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'big-endian-'));
  try {
    const file = path.join(folder, name);
    writeFileSync(file, byteSwapped(imageBytes(name), await openImage(name)));
    await action(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (imageNames.includes('cuis5-spur32.image')) {
  test('the Cuis image answers through its own compiler as on a stock VM', async () => {
    const cases = goldenOf('cuis-doits.json');
    assert.equal(cases.length, 160);
    await check(imagePath('cuis5-spur32.image'), cases);
  });

  test('so it does when it was saved on a big-endian machine', async () => {
    const cases = goldenOf('cuis-doits.json');
    await withBigEndian('cuis5-spur32.image', (file) => check(file, cases));
  });
}

if (imageNames.includes('mini.image')) {
  /**
   * Where the stock VM that we compare with answers otherwise than the one that made the records. In it the primitives
   * that images before modules call by number fail, copyBits among them: its first two errors are such an image's helpless
   * debugger. Brace arrays are read from the sender's stack after its pointer was lowered, beyond which `at:` of a Context
   * has since ceased to answer: so it is here.
   */
  const unconfirmed = ['mini-044', 'mini-045', 'mini-052', 'mini-053'];

  test('the mini image, of before closures, answers as on a stock VM', async () => {
    const cases = goldenOf('mini-doits.json');
    assert.deepEqual(
      cases.filter(({ native410 }) => !native410).map(({ id }) => id),
      unconfirmed,
    );
    await check(imagePath('mini.image'), cases, ({ result, native410_result }) => [result, native410_result]);
  });

  test('so it does when it was saved on a big-endian machine', async () => {
    await withBigEndian('mini.image', (file) =>
      check(file, goldenOf('mini-doits.json'), ({ result, native410_result }) => [result, native410_result]),
    );
  });
}
