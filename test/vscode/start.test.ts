import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';

const picture = path.join('test-results', 'start.png');

test('npm start opens the bank with its session stopped at the first step', () => {
  rmSync(picture, { force: true });
  const started = spawnSync(process.execPath, ['build/start.mjs', '--screenshot', picture], {
    encoding: 'utf8',
    timeout: 240_000,
  });
  assert.equal(started.status, 0, started.stdout + started.stderr);
  assert.ok(statSync(picture).size > 10_000);
});
