import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, test } from 'node:test';
import { builtFile } from '../../../runtime/node/builtFile';

const root = mkdtempSync(path.join(os.tmpdir(), 'archipelago-programs-'));
after(() => rmSync(root, { recursive: true }));

const dist = path.join(root, 'dist');
const below = path.join(root, 'out', 'bundled', 'test');
mkdirSync(dist);
mkdirSync(below, { recursive: true });
writeFileSync(path.join(dist, 'worker.js'), '');
writeFileSync(path.join(dist, 'kernel.json'), '');

test('a program beside the running one', () => {
  assert.equal(builtFile('worker', dist), path.join(dist, 'worker.js'));
});

test('from a bundled test, dist/ of the folder above', () => {
  assert.equal(builtFile('kernel.json', below), path.join(dist, 'kernel.json'));
});

test('a program that was not built is named', () => {
  assert.throws(() => builtFile('absent', below), /dist\/absent\.js is not built: run npm run build/);
});
