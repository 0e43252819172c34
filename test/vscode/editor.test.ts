// Starts real VS Codes and has each test of the suites in them count as one here.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { runSuites, type SuiteRun } from '../support/vscode/suiteRun';

const root = process.cwd();
const compiled = path.join(root, 'out', 'bundled', 'test', 'vscode', 'suites');
const activation = path.join(compiled, 'activation.suite.js');
const workspace = path.join(root, 'examples');

/** Where suites find images of others, and put what they measure. */
const env = {
  SMALLTALK_IMAGES: process.env.SMALLTALK_IMAGES ?? path.resolve(root, '..', 'shared', 'images'),
  ARCHIPELAGO_RESULTS: path.join(root, 'test-results'),
};

/** Suites that use images of others run where such are; `npm test` says where not, and that CI must have them. */
function hasItsImages(suite: string): boolean {
  return existsSync(env.SMALLTALK_IMAGES) || !readFileSync(suite, 'utf8').includes('SMALLTALK_IMAGES');
}

const runs: SuiteRun[] = [
  {
    name: 'folder',
    root,
    workspace,
    suites: readdirSync(compiled)
      .filter((name) => name.endsWith('.suite.js'))
      .sort()
      .map((name) => path.join(compiled, name))
      .filter(hasItsImages),
    extension: { folder: root },
    env,
  },
  {
    name: 'vsix',
    root,
    workspace,
    suites: [activation],
    extension: { vsix: path.join(root, 'test-results', 'archipelago.vsix') },
    env: { ARCHIPELAGO_TESTED_AS: 'vsix' },
  },
];

/** `npm run test:vscode -- NAME` runs the suites of that name alone. */
const wanted = process.env.ARCHIPELAGO_SUITE ?? '';

for (const run of runs) {
  const suites = run.suites.filter((file) => path.basename(file).includes(wanted));
  if (suites.length === 0) continue;
  test(`the extension from its ${run.name}, in VS Code`, async (t) => {
    const results = await runSuites({ ...run, suites });
    for (const result of results) {
      await t.test(result.title, () => {
        if (result.error !== undefined) assert.fail(result.error);
      });
    }
  });
}
