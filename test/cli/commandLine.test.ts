import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, test } from 'node:test';

const folder = mkdtempSync(path.join(os.tmpdir(), 'archipelago-cli-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['cli/archipelago.js', ...args], { encoding: 'utf8', timeout: 60_000 });
}

function file(name: string, text: string): string {
  const written = path.join(folder, name);
  writeFileSync(written, text);
  return written;
}

test('each command has help with examples', () => {
  for (const command of ['run', 'debug', 'eval', 'test']) {
    const { status, stdout } = run(command, '--help');
    assert.equal(status, 0);
    assert.match(stdout, new RegExp(`Examples:\\n {2}archipelago ${command} `));
  }
});

test('eval prints the printString', () => {
  assert.deepEqual({ ...run('eval', "3 + 4 -> 'seven'") }.stdout, "7->'seven'\n");
});

test('eval of an error says it and fails', () => {
  const { status, stdout, stderr } = run('eval', 'nil foo');
  assert.equal(status, 1);
  assert.equal(stdout, '');
  assert.match(stderr, /MessageNotUnderstood.*foo/);
  assert.doesNotMatch(stderr, /\.js:\d+/);
});

test('eval --file answers a result or an error for each case', () => {
  const cases = [
    { id: 'sum', source: '3 + 4' },
    { id: 'wrong', source: '1/0' },
    { id: 'broken', source: '3 +' },
    { id: 'after', source: "'still ', 'here'" },
  ];
  const { status, stdout } = run('eval', '--file', file('cases.json', JSON.stringify(cases)));
  assert.equal(status, 0);
  const outcomes = JSON.parse(stdout) as { id: string; result?: string; error?: string }[];
  assert.deepEqual(
    outcomes.map(({ id, result }) => [id, result]),
    [
      ['sum', '7'],
      ['wrong', undefined],
      ['broken', undefined],
      ['after', "'still here'"],
    ],
  );
  assert.match(outcomes[1].error!, /ZeroDivide/);
});

function refuses(name: string, args: () => string[], reason: RegExp): void {
  test(name, () => {
    const { status, stderr } = run(...args());
    assert.equal(status, 1);
    assert.match(stderr, reason);
    assert.doesNotMatch(stderr, /\n {4}at /);
  });
}

refuses('eval of nothing', () => ['eval'], /Give either an expression or --file/);
refuses(
  'eval of a file that is not there',
  () => ['eval', '--file', 'gone.json'],
  /gone\.json can't be read/,
);
refuses('eval of no array', () => ['eval', '--file', file('no.json', '{}')], /must hold an array/);
refuses(
  'run of a topology that is not there',
  () => ['run', 'gone.topology.json'],
  /gone\.topology\.json can't be read/,
);
refuses(
  'run of a topology that names a missing image',
  () => [
    'run',
    file(
      'wires.topology.json',
      '{"images": [{"name": "a"}],\n "wiring": [{"to": "a", "as": "B", "from": "b", "expression": "1"}]}',
    ),
  ],
  /wires\.topology\.json:2:44: No image is named b: there are a/,
);
refuses(
  'run of a topology whose sources are missing',
  () => ['run', file('sources.topology.json', '{"images": [{"name": "a", "sources": ["gone.st"]}]}')],
  /sources\.topology\.json:1:39: a's source gone\.st does not exist/,
);
refuses(
  'debug on a port that is no number',
  () => ['debug', 'x.topology.json', '--port', 'many'],
  /A port is a number/,
);

for (const [name, text, reason] of [
  ['is empty', '', /:1:1: This is not JSON: a value is missing here/],
  ['is no JSON', 'images:', /:1:1: This is not JSON: this word means nothing here/],
  ['has no images', '{"images": []}', /:1:12: images is empty: it needs at least 1/],
  [
    'has arguments of other types',
    '{"images": [{"name": "a", "sources": "a.st", "entry": 5}]}',
    /images\[0\]\.sources must be an array\n.*images\[0\]\.entry must be a string/,
  ],
] as [string, string, RegExp][])
  refuses(`run of a topology that ${name}`, () => ['run', file('wrong.topology.json', text)], reason);
refuses('run of a folder', () => ['run', `${path.dirname(file('x', ''))}/`], /can't be read: it is a folder/);
refuses('inspect of a folder', () => ['inspect', folder], /can't be read: it is a folder/);
refuses(
  'test of a folder without sources',
  () => ['test', path.join('syntaxes')],
  /The folder syntaxes has no source files/,
);

/** A source beside a good one: its problem is told once, the other image runs, the exit status tells of it. */
function goesOn(name: string, source: string, contents: string | Buffer, reason: RegExp): void {
  test(`run goes on beside ${name}`, () => {
    writeFileSync(path.join(folder, source), contents);
    const topology = file(
      'two.topology.json',
      JSON.stringify({
        images: [
          { name: 'a', sources: [source] },
          { name: 'c', sources: [source] },
          { name: 'b', entry: "Transcript show: 'still here'" },
        ],
      }),
    );
    const { status, stdout, stderr } = run('run', topology);
    assert.equal(status, 1);
    assert.equal(stdout.trim(), 'still here');
    assert.match(stderr, reason);
    assert.equal(stderr.trim().split('\n').length, 1, stderr);
  });
}

const tonel = (body: string): string =>
  `Class { #name : #A, #superclass : #Object, #category : #T }\n{ #category : #x }\nA >> a [ ${body} ]\n`;
goesOn('a syntax error', 'bad.st', tonel('^3 +'), /bad\.st:3:13: Expected an expression before the end/);
goesOn(
  'a source in another encoding',
  'latin.st',
  Buffer.from(tonel("^'caf\xe9'"), 'latin1'),
  /latin\.st:3:15: Byte 16rE9 is not UTF-8: save the file as UTF-8/,
);
goesOn(
  'a source that is none',
  'picture.st',
  Buffer.from('\x89PNG\0\0\0'),
  /picture\.st:1:1: This is no Smalltalk source/,
);

test('test --filter runs the tests of that name, and says where there are none', () => {
  const suite = file(
    'FilterTest.class.st',
    'Class { #name : #FilterTest, #superclass : #TestCase, #category : #T }\n' +
      '{ #category : #x }\nFilterTest >> testOne [ self assert: true ]\n' +
      '{ #category : #x }\nFilterTest >> testTwo [ self assert: false ]\n',
  );
  const one = run('test', suite, '--filter', 'FilterTest>>testOne', '--reporter', 'tap');
  assert.equal(one.status, 0);
  assert.match(
    one.stdout,
    /^TAP version 13\n# FilterTest\nok 1 - FilterTest>>testOne\n[^]*\n1 passed, 0 failed\n$/,
  );
  assert.equal(run('test', suite).status, 1);
  const none = run('test', suite, '--filter', 'testThree');
  assert.equal(none.status, 1);
  assert.match(none.stderr, /No test has testThree in its name/);
});

test('run prints what the images print', () => {
  const { status, stdout } = run('run', 'examples/bank/bank.topology.json');
  assert.equal(status, 0);
  assert.match(stdout, /Ada has 100\n[^]*Ada has 5100\n[^]*The ledger refused: Ada has only 5100/);
});

test('run of an entry that fails tells it and fails', () => {
  const topology = file('fails.topology.json', '{"images": [{"name": "a", "entry": "self error: \'oh\'"}]}');
  const { status, stderr } = run('run', topology);
  assert.equal(status, 1);
  assert.match(stderr, /a: Error: oh/);
});

test('debug on a port in use says so', async () => {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  try {
    const { port } = server.address() as AddressInfo;
    const { status, stderr } = run('debug', 'examples/bank/bank.topology.json', '--port', String(port));
    assert.equal(status, 1);
    assert.match(stderr, new RegExp(`Port ${port} is in use: choose another`));
  } finally {
    server.close();
  }
});
