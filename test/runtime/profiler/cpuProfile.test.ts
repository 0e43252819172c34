import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toCpuProfile } from '../../../runtime/profiler/cpuProfile';
import type { ProfileNode, ThreadProfile } from '../../../runtime/profiler/profile';
import { onlyImage } from '../../../runtime/profiler/summary';
import { checkCpuProfile, sampledPaths } from '../../support/profiles/checkCpuProfile';

const code = (name: string, file?: string): ThreadProfile['codes'][number] => ({
  name,
  methodName: name,
  selector: name.replace(/^.*>>/, ''),
  isBlock: false,
  ...(file === undefined ? { source: name } : { file }),
  start: 0,
  facts: { isCompiled: true, discards: [], megamorphicSends: [] },
});

const image = (name: string): ProfileNode => ({ parent: -1, kind: 'image', name, code: -1 });
const idle: ProfileNode = { parent: -1, kind: 'idle', name: '(idle)', code: -1 };
const call = (parent: number, index: number, name: string): ProfileNode => ({
  parent,
  kind: 'code',
  name,
  code: index,
});

const first: ThreadProfile = {
  startUs: 1000,
  codes: [code('Teller>>openBank', '/bank/Teller.st'), code('Teller>>pay:')],
  nodes: [
    image('teller'),
    call(0, 0, 'Teller>>openBank'),
    call(1, 1, 'Teller>>pay:'),
    idle,
    image('auditor'),
  ],
  samples: [2, 1, 3, 4],
  durationsUs: [100, 300.4, 400, 100],
  tiers: ['compiled', 'interpreted', 'none', 'none'],
};
const second: ThreadProfile = {
  startUs: 1010,
  codes: [code('Ledger>>enter:')],
  nodes: [idle, image('ledger'), call(1, 0, 'Ledger>>enter:')],
  samples: [0, 2],
  durationsUs: [90, 400],
  tiers: ['none', 'compiled'],
};

const locate = ({ file = '/own.txt' }: { file?: string }) => ({ url: `file://${file}`, line: 4, column: 2 });

test('threads become one tree, with the images below its root', () => {
  const profile = toCpuProfile([first, second], locate);
  checkCpuProfile(profile);
  assert.deepEqual(
    sampledPaths(profile),
    new Set([
      'image teller / Teller>>openBank / Teller>>pay:',
      'image teller / Teller>>openBank',
      '(idle)',
      'image auditor',
      'image ledger / Ledger>>enter:',
    ]),
  );
  assert.equal(profile.nodes.filter(({ callFrame }) => callFrame.functionName === '(idle)').length, 1);
});

test('a method has its place, counted from 0, and its ticks, counted from 1', () => {
  const { nodes } = toCpuProfile([first], locate);
  const { callFrame, positionTicks } = nodes.find(
    (node) => node.callFrame.functionName === 'Teller>>openBank',
  )!;
  assert.deepEqual(
    { ...callFrame, positionTicks },
    {
      functionName: 'Teller>>openBank',
      scriptId: '0',
      url: 'file:///bank/Teller.st',
      lineNumber: 4,
      columnNumber: 2,
      positionTicks: [{ line: 5, ticks: 1 }],
    },
  );
});

test('a profile of one image has nothing of others', () => {
  const profile = toCpuProfile([onlyImage(first, 'auditor'), onlyImage(second, 'auditor')], locate);
  checkCpuProfile(profile);
  assert.deepEqual(
    profile.nodes.map(({ callFrame }) => callFrame.functionName),
    ['(root)', 'image auditor'],
  );
  const ledger = onlyImage(second, 'ledger');
  assert.deepEqual([ledger.samples, ledger.nodes.map(({ parent }) => parent)], [[1], [-1, 0]]);
});

test('a sample has the time since the one before it, over threads, and the last the time to the end', () => {
  const { timeDeltas, startTime, endTime } = toCpuProfile([first, second], locate);
  assert.deepEqual(timeDeltas, [0, 100, 300, 400, 100, 90]);
  assert.equal(startTime, 1000);
  assert.equal(endTime, 1000 + 990 + 400);
});
