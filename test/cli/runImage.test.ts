// `archipelago run FILE.image`, as a user types it.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, test } from 'node:test';
import { imageNames, imagePath } from '../runtime/image-files/images';

const folder = mkdtempSync(path.join(os.tmpdir(), 'archipelago-cli-run-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const program = 'cli/archipelago.js';

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [program, 'run', ...args], { encoding: 'utf8', timeout: 120_000 });
}

/** A copy in a folder of its own. */
function copyOf(name: string): string {
  const file = path.join(mkdtempSync(path.join(folder, 'image-')), name);
  copyFileSync(imagePath(name), file);
  chmodSync(file, 0o644);
  return file;
}

const has = (name: string): boolean => imageNames.includes(name);

if (has('headless-spur32.image'))
  test('an image prints to standard output, and its end is that of the command', () => {
    const { status, stdout, stderr } = run(copyOf('headless-spur32.image'));
    assert.deepEqual([status, stdout.split('\n').at(-2), stderr], [0, '3 + 4 = 7', '']);
  });

if (has('candle-v3.image'))
  test('an image writes into the folder that it is given, and into no other', () => {
    const file = copyOf('candle-v3.image');
    const data = mkdtempSync(path.join(folder, 'data-'));
    assert.equal(run(file, '--files', data).status, 0);
    assert.match(readFileSync(path.join(data, 'log.txt'), 'latin1'), /sends\/sec/);
    assert.deepEqual(readdirSync(path.dirname(file)), ['candle-v3.image']);
  });

if (has('pharo8-spur64.image'))
  test("what follows -- is the image's own command line", () => {
    const { status, stdout } = run(copyOf('pharo8-spur64.image'), '--', 'printVersion', '--numeric');
    assert.deepEqual([status, stdout], [0, '81080\n']);
  });

if (has('mini.image')) {
  test('a limit ends an image, and a picture of its screen stays', () => {
    const picture = path.join(folder, 'mini.png');
    const file = copyOf('mini.image');
    assert.equal(run(file, '--limit', '0.5').status, 124);
    assert.equal(run(file, '--limit', '0.5', '--screenshot', picture).status, 0);
    const png = readFileSync(picture);
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [640, 480]);
  });

  test('Ctrl-C ends an image, while it is loaded or later', async () => {
    const child = spawn(process.execPath, [program, 'run', copyOf('mini.image')], { stdio: 'ignore' });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    setTimeout(() => child.kill('SIGINT'), 4000);
    assert.equal(await ended, 130);
  });
}

test('what can not be run is one line', () => {
  const noImage = path.join(folder, 'text.image');
  writeFileSync(noImage, 'this is no image');
  const topology = path.join(folder, 'a.topology.json');
  writeFileSync(topology, '{"images": [{"name": "a"}]}');
  for (const [args, expected] of [
    [[path.join(folder, 'none.image')], /none\.image can't be read: there is no such file\n$/],
    [[noImage], /text\.image.*\n$/],
    [[noImage, '--files', path.join(folder, 'none')], /none is no folder whose files could be granted\n$/],
    [[topology, '--limit', '3'], /is a topology: it takes no arguments and options/],
    [[noImage, '--limit', 'x'], /A time is a number of seconds above 0/],
  ] as const) {
    const { status, stdout, stderr } = run(...args);
    assert.equal(status, 1);
    assert.equal(stdout, '');
    assert.match(stderr, expected);
    assert.doesNotMatch(stderr, /\.js:\d+/);
  }
});
