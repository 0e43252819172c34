// Order, and how often: FIFO per pair of images under any scheduling, each message once, promises in step (E-order).
import test from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { agents } from './agents';

const anySeed = fc.integer();
const settings = { numRuns: 12, endOnFailure: true };

function logOf(image: ReturnType<typeof agents>[number], filter = ''): string[] {
  return String(
    image.plain(
      'String streamContents: [ :s | Mine log do: [ :each | s nextPutAll: each asString; space ] ]',
    ),
  )
    .trim()
    .split(' ')
    .filter((entry) => entry.startsWith(filter));
}

test('messages of one image arrive in the order in which it sent them, each once', () => {
  fc.assert(
    fc.property(anySeed, fc.integer({ min: 1, max: 3 }), (seed, hosts) => {
      const [a, b, c] = agents(3, { hosts, seed });
      const count = 120;
      const source = (prefix: string) =>
        `1 to: ${count} do: [ :i |
          i \\\\ 3 = 0 ifTrue: [ C add: '${prefix}' , i printString ] ifFalse: [ C future add: '${prefix}' , i printString ].
          i \\\\ 7 = 0 ifTrue: [ Processor yield ] ]`;
      a.start(source('a'));
      b.start(source('b'));
      a.system.run();
      for (const prefix of ['a', 'b'])
        assert.deepEqual(
          logOf(c, prefix),
          Array.from({ length: count }, (_, i) => `${prefix}${i + 1}`),
        );
    }),
    settings,
  );
});

test('messages sent to a promise keep their order, wherever its object turns out to live', () => {
  fc.assert(
    fc.property(
      anySeed,
      fc.constantFrom(1, 2),
      fc.constantFrom('Mine', 'B'),
      fc.array(fc.constantFrom('sent', 'waited', 'yielded'), { minLength: 3, maxLength: 25 }),
      (seed, hosts, target, ways) => {
        const [a, b] = agents(2, { hosts, seed });
        const sends = ways.map((way, i) =>
          way === 'sent'
            ? `p future add: ${i}.`
            : way === 'waited'
              ? `p wait. p future add: ${i}.`
              : `Processor yield. p future add: ${i}.`,
        );
        a.value(`| p | p := B future echo: ${target}. ${sends.join(' ')} p wait`);
        a.system.run();
        assert.deepEqual(
          logOf(target === 'B' ? b : a),
          ways.map((_, i) => String(i)),
        );
      },
    ),
    { numRuns: 40, endOnFailure: true },
  );
});

test('a reference handed on stays behind what was sent before it', () => {
  fc.assert(
    fc.property(anySeed, fc.constantFrom(1, 3), (seed, hosts) => {
      const [a, b, c] = agents(3, { hosts, seed });
      a.value(`C future add: 'before'. B future tell: C add: 'after the hand-over'. nil`);
      a.value(`C add: 'last of a'`);
      a.system.run();
      const log = logOf(c);
      assert.ok(log.indexOf('before') < log.indexOf('last'));
      assert.ok(log.includes('after'));
      assert.equal(b.vat.questions.size, 0);
    }),
    settings,
  );
});

for (const hosts of [1, 2])
  test(`a sender that outruns its receiver waits, and no message is lost, ${hosts} workers`, () => {
    const [a, b] = agents(2, { hosts });
    b.define(
      `Extension { #name : #Agent }\n{ #category : #all }\nAgent >> slowly: x [ 1 to: 1000 do: [ :i | i ]. self add: x ]`,
    );
    const sent = a.start('1 to: 2500 do: [ :i | B future slowly: i ]. (B future add: 0) wait');
    let most = 0;
    while (a.system.step()) most = Math.max(most, b.vat.inbox.size + [...b.vat.deliveryEntries()].length);
    assert.ok(most < 2000, `${most} messages wait at the receiver`);
    assert.ok(sent.outcome && 'value' in sent.outcome);
    assert.equal(b.plain('Mine log size'), 2501);
    assert.equal(b.plain('(1 to: 2500) allSatisfy: [ :i | (Mine log at: i) = i ]'), true);
  });

test('messages behind an answer that is long in coming are bounded, too', () => {
  const [a, b] = agents(2);
  a.start('| p | p := B future waitAtGate. 1 to: 5000 do: [ :i | p future add: i ]');
  a.system.run();
  const { inFlight } = a.system.tableSizes();
  assert.ok(inFlight < 1100, `${inFlight} messages are under way`);
  b.value('Mine open');
  a.system.run();
  assert.equal(b.plain('Mine log size'), 5000);
  assert.equal(a.system.tableSizes().inFlight, 0);
});

test('several Processes that wait for room all get their turn', () => {
  const [a, b] = agents(2, { hosts: 2 });
  a.value('1 to: 20 do: [ :p | [ 1 to: 300 do: [ :i | B future add: p ] ] fork ]');
  a.system.run();
  assert.equal(b.plain('Mine log size'), 6000);
  assert.equal(b.plain('(1 to: 20) allSatisfy: [ :p | (Mine log occurrencesOf: p) = 300 ]'), true);
});
