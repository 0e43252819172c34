// Images that say random things to each other, in random order, while some of them die: nobody waits for ever without
// a reason, and when nothing refers to anything any more, no table has an entry.
import test from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { emptyTables, type Outcome, type TestImage } from '../../support/images/localSystem';
import { RandomChoice } from '../../support/images/randomChoice';
import { agents } from './agents';

const utterances: ((me: string, you: string, third: string) => string)[] = [
  (_me, you) => `${you} add: 1`,
  (_me, you) => `${you} future add: 2`,
  (_me, you) => `(${you} future echo: 3) wait`,
  (_me, you) => `((${you} future echo: ${you}) future add: 4) wait`,
  (_me, you) => `((${you} future echo: Mine) future add: 5)`,
  (_me, you, third) => `(${you} future echo: ${third}) future add: 6. nil`,
  (_me, you, third) => `${you} keep: ${third}`,
  (_me, you) => `${you} keep: Object new`,
  (_me, you) => `Mine keep: ${you} kept`,
  (_me, you) => `${you} kept printString`,
  (_me, you, third) => `${you} tell: ${third} add: 7`,
  (_me, you, third) => `${you} future tell: ${third} add: Object new. nil`,
  (_me, you) => `${you} bounce: Mine depth: 5`,
  (_me, you, third) => `${you} bounce: ${third} depth: 7`,
  (_me, you) => `[ ${you} fail: 'x' ] on: Error do: [ :e | e return: nil ]`,
  (_me, you) => `(${you} future fail: 'x') whenBroken: [ :text | Mine add: text ]`,
  (_me, you) => `Mine first: ${you}`,
  (_me, you, third) => `Mine first: ${you} through: ${third}`,
  (_me, you) => `[ ${you} resumable: 'x' ] on: ResumableError do: [ :e | e resume: 3 ]`,
  (_me, you) => `[ ${you} resumable: 'x' ] on: ResumableError do: [ :e | e return: 3 ]`,
  (_me, you) => `${you} resumable: 'x'`,
  (_me, you) => `${you} notThere: Object new`,
  (_me, you) => `| p | p := [ ${you} waitAtGate ] fork. Processor yield. p terminate`,
  (_me, you) => `${you} open. ${you} waitAtGate`,
  (_me, you) =>
    `${you} future waitAtGate. (${you} future waitAtGate) future add: 1. ${you} open. ${you} open`,
  (_me, you) => `${you} echo: 'a text' , 'another'`,
  (_me, you) => `1 to: 50 do: [ :i | ${you} future add: i ]`,
  () => 'Mine keep: nil',
  (_me, you) => `${you} oneWay add: Object new`,
  (_me, you, third) => `(${you} future echo: ${third}) oneWay add: Mine`,
  (_me, you) => `${you} oneWay fail: 'x'`,
];

async function converse(seed: number, hosts: number, deaths: boolean): Promise<void> {
  const random = new RandomChoice(seed);
  const all = agents(4, { hosts, seed });
  const { system } = all;
  const living: TestImage[] = [...all];
  const started: { image: TestImage; source: string; pending: { outcome: Outcome | undefined } }[] = [];
  const name = (image: TestImage): string => image.vat.name.toUpperCase();
  for (let n = 0; n < 40; n++) {
    const me = random.of(living);
    const others = all.filter((image) => image !== me);
    const source = random.of(utterances)(name(me), name(random.of(others)), name(random.of(others)));
    started.push({ image: me, source, pending: me.start(source) });
    for (let steps = random.below(20); steps > 0; steps--) system.step();
    if (!deaths || living.length < 3 || random.below(15) !== 0) continue;
    const victim = random.of(living);
    living.splice(living.indexOf(victim), 1);
    system.kill(victim, 'the test wants it');
  }
  system.run();
  for (const { image, source, pending } of started)
    if (living.includes(image) && !/waitAtGate/.test(source))
      assert.ok(pending.outcome, `seed ${seed}: ${image.vat.name}: ${source} waits for ever`);
  for (const image of living) image.value('Mine keep: nil. 1 to: 200 do: [ :i | Mine open ]');
  for (const image of living) image.value('Mine := A := B := C := D := nil');
  await system.collectEverywhere();
  assert.deepEqual(system.tableSizes(), emptyTables, `seed ${seed}`);
  assert.deepEqual(
    system.output.filter((text) => text.includes('virtual machine')),
    [],
    `seed ${seed}`,
  );
}

for (const [what, hosts, deaths] of [
  ['in one worker', 1, false],
  ['each in a worker of its own', 4, false],
  ['in two workers, and some die', 2, true],
  ['each in a worker of its own, and some die', 4, true],
] as const)
  test(`random conversations leave no entry in any table: ${what}`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), (seed) => converse(seed, hosts, deaths)),
      { numRuns: Number(process.env.CONVERSATIONS ?? 15), endOnFailure: true },
    );
  });
