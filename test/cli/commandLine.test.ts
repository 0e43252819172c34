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
