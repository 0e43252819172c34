import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, test } from 'node:test';

const folder = mkdtempSync(path.join(os.tmpdir(), 'archipelago-snapshot-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => path.join(folder, name);

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['cli/archipelago.js', ...args], { encoding: 'utf8', timeout: 60_000 });
}

test('snapshot writes an image with packages, which eval --image evaluates in and saves again', () => {
  const [first, second] = [at('first.image'), at('second.image')];
  const written = run('snapshot', first, 'examples/bank', '--eval', 'Smalltalk at: #Rate put: 3/100');
  assert.deepEqual([written.status, written.stdout, written.stderr], [0, `${first}\n`, '']);
  const saved = run(
    'eval',
    '--image',
    first,
    '--save',
    second,
    'Smalltalk at: #Rate put: (Smalltalk at: #Rate) * 2',
  );
  assert.deepEqual([saved.status, saved.stdout], [0, '(3/50)\n']);
  assert.equal(run('eval', '--image', second, 'Smalltalk at: #Rate').stdout, '(3/50)\n');
  assert.match(run('inspect', second).stdout, /68533: Spur, 64 bit/);
  assert.deepEqual(readdirSync(folder).sort(), ['first.image', 'second.image']);
});

test('snapshot says in one line what it could not do, and writes nothing', () => {
  const absent = run('snapshot', at('no/such.image'));
  assert.equal(absent.status, 1);
  assert.equal(
    absent.stderr,
    `${at('no/such.image')} was not saved: its folder does not exist. Create it, or save elsewhere.\n`,
  );
  const wrong = run('snapshot', at('wrong.image'), '--eval', '1/0');
  assert.deepEqual([wrong.status, wrong.stderr], [1, '1/0: ZeroDivide\n']);
  assert.ok(!existsSync(at('wrong.image')));
  const alone = run('eval', '--save', at('alone.image'), '3');
  assert.equal(alone.status, 1);
  assert.match(alone.stderr, /--save needs --image FILE/);
});
