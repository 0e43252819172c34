// Against a stock VM, where one is installed (Debian's squeak-vm, which comes with scratch): it goes on with a snapshot
// of ours, evaluates, and saves; what it answered is then in the image.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { textIfString } from '../../../runtime/object-memory/literals';
import type { SArray } from '../../../runtime/object-memory/objects';
import { evaluateInImage } from '../../../runtime/node/imageEvaluation';
import { readImageFile } from '../../../runtime/node/imageFile';
import { loadImage } from '../../../runtime/image-files/loadImage';
import type { ImageId, ObjectMemory } from '../../../runtime/object-memory/objectMemory';
import { blockCases } from './blockContextCases';
import { imageNames, imagePath } from './images';
import { stockVmDoIts } from './stockVmDoIts';
import { pixelDoIts } from './stockVmPixels';

const folder = '/usr/lib/squeak';
const stockVm = (existsSync(folder) ? readdirSync(folder) : [])
  .map((version) => path.join(folder, version, 'squeakvm'))
  .find((file) => existsSync(file));
const stockVmLimitMs = 240_000;

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The Process that evaluates waits some time of its own, so that the snapshot is made before it begins. */
const evaluateAll =
  '| sources results | sources _ Smalltalk at: #Sources. results _ Smalltalk at: #Results. ' +
  '[1 to: 300 do: [:i | Processor yield]. ' +
  '1 to: sources size do: [:i | results at: i put: ' +
  "([(Compiler evaluate: (sources at: i)) printString] ifError: [:message :receiver | 'ERR: ', message])]. " +
  'Smalltalk snapshotPrimitive. Smalltalk quitPrimitive] fork';

async function inStockVm(image: string, sources: readonly string[]): Promise<(string | undefined)[]> {
  const place = mkdtempSync(path.join(os.tmpdir(), 'stock-vm-'));
  try {
    const file = path.join(place, 'shared.image');
    const array = `(Array new: ${sources.length})`;
    const steps = [
      `Smalltalk at: #Sources put: ${array}. Smalltalk at: #Results put: ${array}`,
      ...sources.map((source, i) => `(Smalltalk at: #Sources) at: ${i + 1} put: ${quoted(source)}`),
      evaluateAll,
    ];
    const prepared = steps.map((source, id) => ({ id: `${id}`, source }));
    await evaluateInImage(image, prepared, () => undefined, file);
    await promisify(execFile)(stockVm!, ['-vm-display-null', '-vm-sound-null', file], {
      cwd: place,
      timeout: stockVmLimitMs,
    });
    const memory: ObjectMemory = loadImage(await readImageFile(file), 1 as ImageId, file);
    return (memory.global('Results') as SArray).a.map(textIfString);
  } finally {
    rmSync(place, { recursive: true });
  }
}

/** Asserts that each of `sources` gives the same here and there. */
async function agree(image: string, sources: readonly string[]): Promise<void> {
  const cases = sources.map((source) => ({ id: source, source }));
  const outcomes = await evaluateInImage(image, cases, () => undefined);
  const theirs = await inStockVm(image, sources);
  assert.deepEqual(
    outcomes.map((outcome) => [outcome.id, 'result' in outcome ? outcome.result : outcome.error]),
    sources.map((source, i) => [source, theirs[i]]),
  );
}

if (stockVm !== undefined && imageNames.includes('mini.image')) {
  const image = imagePath('mini.image');

  test('a stock VM goes on with a snapshot of ours, and agrees on what blocks do', async () => {
    const answers = await inStockVm(
      image,
      blockCases.map(([, source]) => source),
    );
    assert.deepEqual(
      answers.map((answer, i) => [blockCases[i]![0], answer]),
      blockCases.map(([what, , result]) => [what, result]),
    );
  });

  test('it agrees on numbers, errors, collections and methods', () => agree(image, stockVmDoIts));
} else
  console.log(
    'No stock VM to compare with: Debian’s package squeak-vm is not installed, or there are no images.',
  );

/** From Debian's package scratch. */
const scratchImage = '/usr/share/scratch/Scratch.image';
if (stockVm !== undefined && existsSync(scratchImage))
  test('it agrees on what Scratch draws and compresses', () => agree(scratchImage, pixelDoIts));
