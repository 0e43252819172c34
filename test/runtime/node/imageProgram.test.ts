import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { StreamKind } from '../../../runtime/devices/fileDevice';
import { startImageProgram, type ImageProgram } from '../../../runtime/node/imageProgram';
import { imageNames, imagePath } from '../image-files/images';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'archipelago-run-'));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  readonly exitCode: number;
  readonly isCut: boolean;
  readonly stdout: string;
  readonly stderr: string;
  readonly told: string[];
}

/** Runs a copy of an image that has a folder of its own. */
async function run(
  name: string,
  args: readonly string[],
  options: Partial<ImageProgram> = {},
): Promise<Outcome> {
  const own = options.folder ?? fs.mkdtempSync(path.join(folder, 'image-'));
  const file = path.join(own, name);
  if (!fs.existsSync(file)) {
    fs.copyFileSync(imagePath(name), file);
    fs.chmodSync(file, 0o644);
  }
  const output = { stdout: '', stderr: '' };
  const told: string[] = [];
  const program = await startImageProgram({
    file,
    arguments: args,
    folder: own,
    isReadOnly: false,
    limitMs: 60_000,
    streams: {
      read: () => 0,
      write: (stream, bytes) => ((output[stream] += new TextDecoder().decode(bytes)), true),
      kind: () => StreamKind.Pipe,
    },
    progress: () => undefined,
    tell: (line) => told.push(line),
    ...options,
  });
  return { ...(await program.ended), ...output, told };
}

/** A test of an image of the manifest; other collections may not have it. */
function check(name: string, what: string, work: (name: string) => Promise<void>): void {
  const file = `${name}.image`;
  if (imageNames.includes(file)) test(`${file} ${what}`, () => work(file));
}

check('headless-spur32', 'prints its line and quits', async (name) => {
  const { stdout, exitCode, isCut } = await run(name, []);
  assert.deepEqual(
    { stdout, exitCode, isCut },
    {
      stdout: 'Smalltalk image fired up!\nFixing the world\n3 + 4 = 7\n',
      exitCode: 0,
      isCut: false,
    },
  );
});

check('candle-v3', 'writes its log beside itself and quits', async (name) => {
  const own = fs.mkdtempSync(path.join(folder, 'candle-'));
  const { isCut } = await run(name, [], { folder: own });
  assert.equal(isCut, false);
  assert.match(
    fs.readFileSync(path.join(own, 'log.txt'), 'latin1'),
    /^Welcome to Pharo Candle edition!.*sends\/sec/s,
  );
});

check('candle-v3', 'leaves no file where it may only read', async (name) => {
  const own = fs.mkdtempSync(path.join(folder, 'candle-'));
  await run(name, [], { folder: own, isReadOnly: true, limitMs: 5000 });
  assert.deepEqual(fs.readdirSync(own), [name]);
});

check('pharo8-spur64', 'answers its command line, when first started and later', async (name) => {
  const own = fs.mkdtempSync(path.join(folder, 'pharo-'));
  const list = await run(name, ['--list'], { folder: own });
  assert.equal(
    list.stdout,
    [
      'Currently installed Command Line Handlers:',
      '    loadHermes      Loads the hermes files passed as parameter',
      '    printVersion    Print image version',
      '    save            Rename the image and changes file',
      '',
    ].join('\n'),
  );
  assert.deepEqual([list.exitCode, list.isCut, list.stderr], [0, false, '']);
  const version = await run(name, ['printVersion'], { folder: own });
  assert.match(
    version.stdout,
    /^\[version\] 'Pharo8\.0\.0' 'Pharo-8\.0\.0\+build\.1080\.sha\..*\(64 Bit\)'\n$/,
  );
  assert.equal((await run(name, ['nonsense'], { folder: own })).exitCode, 1);
});

check('cpnode-sista', 'says which plugin is missing', async (name) => {
  const { told, isCut } = await run(name, [], { limitMs: 3000 });
  assert.equal(isCut, true);
  assert.match(told.at(-1)!, /primitiveObjectTraceCr: of CpSystemPlugin, which is not here/);
});

check('mini', 'goes on until it is ended from outside', async (name) => {
  const { isCut, exitCode } = await run(name, [], { limitMs: 300 });
  assert.deepEqual([isCut, exitCode], [true, 0]);
});

const goldenCases = path.join('golden', 'cuis-doits.json');
if (imageNames.length > 0 && fs.existsSync(imagePath(goldenCases)))
  check('cuis5-spur32', 'runs a script of its command line to the end, as a stock VM does', async (name) => {
    const own = fs.mkdtempSync(path.join(folder, 'cuis-'));
    const cases = (
      JSON.parse(fs.readFileSync(imagePath(goldenCases), 'utf8')) as {
        id: string;
        source: string;
        result: string;
      }[]
    ).filter(({ source }) => !source.includes('\n'));
    fs.copyFileSync(imagePath(path.join('golden', 'run-doits.st')), path.join(own, 'run.st'));
    fs.writeFileSync(
      path.join(own, 'in.txt'),
      cases.map(({ id, source }) => `${id}\t${source}\n`).join(''),
      'latin1',
    );
    const { exitCode, isCut, told } = await run(name, ['-s', 'run.st', 'in.txt', 'out.txt'], { folder: own });
    assert.deepEqual({ exitCode, isCut, told }, { exitCode: 0, isCut: false, told: [] });
    const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t' };
    const expected = cases.map(({ id, result }) => `${id}\t${result}`);
    const actual = fs
      .readFileSync(path.join(own, 'out.txt'), 'latin1')
      .replace(/\nEND\n$/, '')
      .split('\n')
      .map((line) => line.replace(/\\(.)/g, (_all, c: string) => escapes[c] ?? c));
    assert.deepEqual(actual, expected);
  });

check('cuis5-spur32', 'leaves a picture of its screen', async (name) => {
  const screenshot = path.join(folder, 'cuis.png');
  await run(name, [], { limitMs: 1000, screenshot });
  const png = fs.readFileSync(screenshot);
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [1008, 532]);
});
