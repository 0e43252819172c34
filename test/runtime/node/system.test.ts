// Whole systems on real worker threads: conversations, deadlocks, crashes, memory, and their end.
import test, { type TestContext } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Topology } from '../../../runtime/topology/topology';
import { RunningSystem } from '../../support/images/runningSystem';
import { agentSource, resumableErrorSource } from '../remote/agents';

const extras = `Extension { #name : #Agent }
{ #category : #all }
Agent >> ask: other about: third [ ^other ask: third about: self ]
{ #category : #all }
Agent >> lock: other [ ^self mutex critical: [ (Delay forMilliseconds: 20) wait. other enter ] ]
{ #category : #all }
Agent >> enter [ ^self mutex critical: [ 1 ] ]
{ #category : #all }
Agent >> mutex [ ^kept ifNil: [ kept := Mutex new ] ]
{ #category : #all }
Agent >> futureLock: other [ ^self mutex critical: [ (Delay forMilliseconds: 20) wait. (other future enter) wait ] ]
{ #category : #all }
Agent >> forever [ ^self forever + 1 ]
{ #category : #all }
Agent >> forever: other [ ^(other forever: self) + 1 ]
{ #category : #all }
Agent >> kept: anObject [ kept := anObject ]
`;
const sources = {
  'Agent.class.st': agentSource,
  'ResumableError.class.st': resumableErrorSource,
  'Agent.extension.st': extras,
};

/** Images of these names, each in the given worker, that know each other's Agent by their capital letters. */
async function system(
  t: TestContext,
  places: Readonly<Record<string, number>>,
  entries: Readonly<Record<string, string>> = {},
): Promise<RunningSystem> {
  const names = Object.keys(places);
  const topology: Topology = {
    images: names.map((name) => ({
      name,
      worker: places[name],
      sources: ['.'],
      ...(entries[name] !== undefined ? { entry: entries[name] } : {}),
    })),
    wiring: names.flatMap((from) =>
      names.map((to) => ({
        to,
        as: from.toUpperCase(),
        from,
        expression: 'Smalltalk at: #Mine ifAbsentPut: [ Agent new ]',
      })),
    ),
  };
  const running = await RunningSystem.start(topology, sources);
  t.after(() => running.end());
  return running;
}

/** Collects; then nothing is left in any table once the releases have arrived. */
async function assertEmptied(s: RunningSystem): Promise<void> {
  await s.system.collect();
  const untilMs = performance.now() + 3000;
  let sizes = await s.system.tableSizes();
  while (Object.values(sizes).some((size) => size > 0) && performance.now() < untilMs) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    sizes = await s.system.tableSizes();
  }
  assert.deepEqual(sizes, { exports: 0, imports: 0, questions: 0, answers: 0, inFlight: 0 });
}

test('images of two workers converse, and their tables are empty afterwards', async (t) => {
  const s = await system(t, { a: 0, b: 1 });
  await s.begin();
  assert.equal(await s.evaluate('a', 'B add: 7'), '1');
  assert.equal(await s.evaluate('a', '((B future echo: B) future add: 3) wait'), '2');
  assert.equal(await s.evaluate('a', 'B bounce: A depth: 50'), '50');
  assert.equal(
    await s.evaluate('a', `[ B fail: 'x' ] on: Error do: [ :e | e return: e messageText ]`),
    "'x'",
  );
  assert.equal(
    await s.evaluate('a', `[ B resumable: 'x' ] on: ResumableError do: [ :e | e resume: 3 ]`),
    '4',
  );
  assert.equal(await s.evaluate('a', '(A first: B) == B'), 'true');
  await s.evaluate('b', 'Mine log removeAll: Mine log copy');
  assert.equal(
    await s.evaluate('a', '1 to: 20000 do: [ :i | B future add: i ]. (B future add: 0) wait'),
    '20001',
  );
  assert.equal(await s.evaluate('b', '(1 to: 20000) allSatisfy: [ :i | (Mine log at: i) = i ]'), 'true');
  await s.evaluate('a', 'B kept: A. A kept: B. A := B := Mine := nil');
  await s.evaluate('b', 'A := B := Mine := nil');
  await assertEmptied(s);
});

test(
  'an image that never rests hears calls, messages, answers and its timers',
  { timeout: 60_000 },
  async (t) => {
    const s = await system(
      t,
      { a: 0, b: 1 },
      {
        a: '[ [ true ] whileTrue: [ 20 printString size ] ] forkAt: Processor userBackgroundPriority',
      },
    );
    await s.begin();
    assert.equal(await s.evaluate('a', '3 + 4'), '7');
    assert.equal(await s.evaluate('b', 'A add: 1'), '1');
    assert.equal(await s.evaluate('a', 'B add: 1'), '1');
    assert.equal(await s.evaluate('a', '(Delay forMilliseconds: 30) wait. 5'), '5');
  },
);

test('large arguments cross in pieces', async (t) => {
  const s = await system(t, { a: 0, b: 1 });
  await s.begin();
  assert.equal(
    await s.evaluate('a', '(B echo: (WideString new: 400000 withAll: (Character value: 955))) size'),
    '400000',
  );
  assert.equal(
    await s.evaluate(
      'a',
      '(B echo: ((ByteArray new: 3000000) at: 2999999 put: 5; yourself)) sum: [ :e | e ]',
    ),
    '5',
  );
});

for (const [where, places] of [
  ['within a worker', { a: 0, b: 0, c: 0 }],
  ['across workers', { a: 0, b: 1, c: 1 }],
] as const)
  for (const [what, lock] of [
    ['far sends', 'lock:'],
    ['promises', 'futureLock:'],
  ])
    test(`a deadlock over ${what} is found and named, ${where}`, async (t) => {
      const s = await system(t, places, {
        a: `[ Mine ${lock} B ] on: Error do: [ :e | Transcript show: e originalClassName , ' ' , e messageText; cr ]`,
        b: `[ Mine ${lock} A ] on: Error do: [ :e | Transcript show: e originalClassName , ' ' , e messageText; cr ]`,
      });
      await s.begin();
      assert.equal(await s.system.ended, 0);
      const text = s.output('stdout');
      assert.match(text, /DeadlockError Deadlock: /);
      assert.match(text, /a waits for .*enter.* b/);
      assert.match(text, /b waits for .*enter.* a/);
    });

test('a long wait is no deadlock', async (t) => {
  const s = await system(
    t,
    { a: 0, b: 1 },
    { a: 'B waitAtGate. Transcript show: #done', b: '(Delay forMilliseconds: 900) wait. Mine open' },
  );
  await s.begin();
  assert.equal(await s.system.ended, 0);
  assert.equal(s.output('stdout'), 'done');
});

test('a worker that dies takes only its images; who waited for them is told', async (t) => {
  const s = await system(t, { a: 0, b: 1, c: 1, d: 2 });
  await s.begin();
  const waiting = s.evaluate(
    'a',
    '[ B waitAtGate ] on: BrokenReference do: [ :e | e return: e messageText ]',
  );
  await s.evaluate('d', '(Delay forMilliseconds: 30) wait. 1');
  await s.system.crashWorker(1);
  assert.match(await waiting, /image b died: worker 1/);
  assert.match(
    await s.evaluate('d', '[ C add: 1 ] on: BrokenReference do: [ :e | e return: e messageText ]'),
    /image c died: worker 1/,
  );
  assert.equal(await s.evaluate('a', 'D add: 1'), '1');
  const states = (await s.debugger.images()).map(({ name, state, reason }) => [
    name,
    state,
    reason !== undefined,
  ]);
  assert.deepEqual(
    states.filter(([, state]) => state === 'dead'),
    [
      ['b', 'dead', true],
      ['c', 'dead', true],
    ],
  );
  await s.evaluate('a', 'A := B := C := D := Mine := nil');
  await s.evaluate('d', 'A := B := C := D := Mine := nil');
  await assertEmptied(s);
});

test('a killed image is told of in every worker', async (t) => {
  const s = await system(t, { a: 0, b: 1 });
  await s.begin();
  const waiting = s.evaluate(
    'a',
    '[ B waitAtGate ] on: BrokenReference do: [ :e | e return: e messageText ]',
  );
  await s.evaluate('b', '(Delay forMilliseconds: 30) wait. 1');
  await s.debugger.kill(s.image('b'), 'the test says so');
  assert.match(await waiting, /image b died: the test says so/);
  const died = await s.next('imageDied');
  assert.equal(died.reason, 'the test says so');
});

test(
  'a recursion without end is an error of the Process that waits for it in another image',
  { timeout: 60_000 },
  async (t) => {
    const s = await system(t, { a: 0, b: 1 });
    await s.begin();
    assert.match(
      await s.evaluate(
        'a',
        '[ B forever ] on: Error do: [ :e | e return: e originalClassName , e messageText ]',
      ),
      /OutOfMemory.*recursion/,
    );
    assert.equal(await s.evaluate('b', '3 + 4'), '7');
    assert.equal(await s.evaluate('a', 'B add: 1'), '1');
  },
);

test('a system ends when nothing can happen any more, with 1 if an entry failed', async (t) => {
  const good = await system(
    t,
    { a: 0, b: 1 },
    { a: 'B future add: 1. B add: 2', b: '(Delay forMilliseconds: 20) wait' },
  );
  await good.begin();
  assert.equal(await good.system.ended, 0);
  const bad = await system(t, { a: 0, b: 1 }, { a: `B fail: 'oops'`, b: '3' });
  await bad.begin();
  assert.equal(await bad.system.ended, 1);
  assert.match(bad.output('stderr'), /a: Error: oops/);
});

test('what one image can not load is told with its place, and the rest goes on', async (t) => {
  const running = await RunningSystem.start(
    { images: [{ name: 'a', sources: ['Good.st', 'Bad.st'] }, { name: 'b' }] },
    {
      'Good.st': agentSource,
      'Bad.st': 'Extension { #name : #Agent }\n{ #category : #all }\nAgent >> bad [ ^( ]\n',
    },
  );
  t.after(() => running.end());
  await running.begin();
  assert.match(running.output('stderr'), /Bad\.st:3:\d+: /);
  assert.equal(await running.evaluate('a', 'Agent new add: 1'), '1');
  assert.equal(await running.evaluate('b', '1'), '1');
});

test('a full disk for blobs is one clear error, the blobs stay in memory, and the rest goes on', async (t) => {
  const disk = mkdtempSync(path.join(os.tmpdir(), 'disk-'));
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]).status === 0;
  t.after(() => {
    if (isMounted) spawnSync('umount', [disk]);
    rmSync(disk, { recursive: true });
  });
  // Where no small disk can be had, a file in the folder's place fails as well.
  const store = isMounted ? disk : path.join(disk, 'file');
  if (!isMounted) writeFileSync(store, '');
  const s = await RunningSystem.start({
    images: [{ name: 'album', memoryBudgetBytes: 20_000 }, { name: 'other' }],
    store,
  });
  t.after(() => s.end());
  await s.begin();
  await s.evaluate(
    'album',
    'Smalltalk at: #Pictures put: ((1 to: 10) collect: [ :i | (ByteArray new: 20000) at: 1 put: i; yourself ]) asArray',
  );
  await s.evaluate('album', '(Delay forMilliseconds: 700) wait. [ (Delay forMilliseconds: 300) wait ] value');
  assert.equal(await s.evaluate('album', 'Pictures inject: 0 into: [ :sum :each | sum + each first ]'), '55');
  assert.equal(await s.evaluate('other', '3 + 4'), '7');
  const complaints = s
    .output('stderr')
    .split('\n')
    .filter((line) => line !== '');
  assert.equal(complaints.length, 1, complaints.join('\n'));
  assert.match(
    complaints[0],
    isMounted ? /^album: .*can't be paged out to .*the disk is full/ : /^album: .*can't be paged out/,
  );
});

test('blobs page out and in on a real disk, and are listed', async (t) => {
  const s = await RunningSystem.start({ images: [{ name: 'album', memoryBudgetBytes: 20_000 }] });
  t.after(() => s.end());
  await s.begin();
  await s.evaluate(
    'album',
    'Smalltalk at: #Pictures put: ((1 to: 4) collect: [ :i | (ByteArray new: 20000) at: 1 put: i; yourself ]) asArray',
  );
  // Budgets are looked after now and then, and the less often the longer that takes.
  const states = async (): Promise<string[]> => {
    const [{ blobs }] = await s.debugger.paging();
    return blobs.map(({ state }) => state).sort();
  };
  const expected = ['paged out', 'paged out', 'paged out', 'resident'];
  for (let i = 0; i < 60 && (await states()).join() !== expected.join(); i++)
    await s.evaluate('album', '(Delay forMilliseconds: 100) wait. 1');
  assert.deepEqual(await states(), expected);
  const [before] = await s.debugger.paging();
  const out = before.blobs.find(({ state }) => state === 'paged out')!;
  assert.equal(out.className, 'ByteArray');
  assert.equal(out.sizeBytes, 20_000);
  assert.equal((await s.debugger.readBytes(out.memoryReference, 0, 4)).length, 4);
  assert.equal((await s.debugger.paging())[0].blobs.find(({ id }) => id === out.id)?.state, 'paged out');
  await s.debugger.pageIn(out.id);
  await s.debugger.pin(out.id, true);
  assert.equal((await s.debugger.paging())[0].blobs.find(({ id }) => id === out.id)?.state, 'pinned');
  assert.equal(await s.evaluate('album', 'Pictures inject: 0 into: [ :sum :each | sum + each first ]'), '10');
});
