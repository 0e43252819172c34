// Garbage that refers to itself over several images is collected; what is still needed is not.
import test from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { emptyTables, type TestImage } from '../../support/images/localSystem';
import { RandomChoice } from '../../support/images/randomChoice';
import { agents } from './agents';

function forgetGlobals(images: readonly TestImage[]): void {
  for (const image of images) image.value('Smalltalk at: #It put: nil. A := B := C := D := Mine := nil');
}

for (const hosts of [1, 3])
  test(`cycles over two and three images are collected, ${hosts} workers`, async () => {
    const images = agents(3, { hosts });
    const [a, b] = images;
    a.value('Mine keep: B. B keep: Mine');
    a.value('Mine add: C. C add: B. B add: Mine');
    forgetGlobals(images);
    a.system.collect();
    assert.notDeepEqual(a.system.tableSizes(), emptyTables, 'one image alone sees no garbage here');
    await a.system.collectEverywhere();
    assert.deepEqual(a.system.tableSizes(), emptyTables);
    assert.equal(b.vat.exports.size, 0);
  });

test('what one image still holds is kept with all that hangs on it', async () => {
  const images = agents(3, { hosts: 3 });
  const [a, b, c] = images;
  a.value('Mine keep: B. B keep: C. C keep: Mine');
  b.value('Mine := A := C := nil');
  c.value('Mine := A := B := nil');
  a.value('Mine := B := nil');
  await a.system.collectEverywhere();
  assert.equal(a.plain('C kept kept kept == C'), true);
  a.value('C := nil');
  await a.system.collectEverywhere();
  assert.deepEqual(a.system.tableSizes(), emptyTables);
});

test('what only a message under way refers to is kept', async () => {
  const [a, b] = agents(2, { hosts: 2 });
  b.vat.inbox.holdAll(true);
  a.start('B keep: (Agent new keep: B; yourself)');
  a.start('| p | p := B future add: (Agent new add: 5; yourself). p wait');
  a.start('B future tell: Agent new add: 1. Smalltalk at: #B put: nil. Smalltalk at: #Mine put: nil');
  a.system.run();
  b.value('Mine := A := nil');
  await a.system.collectEverywhere();
  b.vat.inbox.holdAll(false);
  for (const { from, id } of b.vat.inbox.messages()) b.vat.inbox.release(from, id);
  b.host.wake(b.vat);
  a.system.run();
  assert.deepEqual(a.system.output, []);
  await a.system.collectEverywhere();
  assert.deepEqual(a.system.tableSizes(), emptyTables);
});

test('a Process that waits for an answer keeps what both sides need', async () => {
  const [a, b] = agents(2, { hosts: 2 });
  const waiting = a.start('| mine | mine := Agent new. B keep: mine. B waitAtGate. mine add: 3');
  a.system.run();
  a.value('B := Mine := nil');
  await a.system.collectEverywhere();
  b.value('Mine open');
  a.system.run();
  assert.ok(waiting.outcome && 'value' in waiting.outcome);
  assert.equal(b.plain('Mine kept add: 4'), 2);
});

test('random graphs over images: exactly what is reachable stays', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const random = new RandomChoice(seed);
      const images = agents(4, { hosts: 1 + random.below(4) });
      const { system } = images;
      // Nodes, each in an image, that other images reach through globals while the graph is made.
      const nodes = Array.from({ length: 14 }, (_, n) => ({
        n,
        home: random.of(images),
        edges: new Set<number>(),
      }));
      for (const { n, home } of nodes) {
        home.value(`Smalltalk at: #N${n} put: (Agent new keep: ${n}; yourself)`);
        for (const image of images) if (image !== home) image.wire(`N${n}`, home, `N${n}`);
      }
      for (let i = 0; i < 22; i++) {
        const from = random.of(nodes);
        const to = random.of(nodes);
        from.edges.add(to.n);
        from.home.value(`N${from.n} add: N${to.n}`);
      }
      const roots = nodes.filter(() => random.below(5) === 0);
      const rootHolders = new Map(roots.map((root) => [root.n, random.of(images)]));
      for (const [n, holder] of rootHolders) holder.value(`Smalltalk at: #Root${n} put: N${n}`);
      for (const image of images) {
        image.value('A := B := C := D := Mine := nil');
        for (const { n } of nodes) image.value(`Smalltalk at: #N${n} put: nil`);
      }
      await system.collectEverywhere();
      const reachable = new Set<number>();
      const visit = (n: number): void => {
        if (reachable.has(n)) return;
        reachable.add(n);
        nodes[n].edges.forEach(visit);
      };
      for (const { n } of roots) visit(n);
      const needed = new Set<number>();
      for (const n of reachable)
        for (const to of nodes[n].edges) if (nodes[to].home !== nodes[n].home) needed.add(to);
      for (const [n, holder] of rootHolders) if (holder !== nodes[n].home) needed.add(n);
      assert.equal(system.tableSizes().exports, needed.size, `seed ${seed}`);
      for (const [n, holder] of rootHolders) assert.equal(holder.plain(`Root${n} kept`), n);
    }),
    { numRuns: 10, endOnFailure: true },
  );
});
