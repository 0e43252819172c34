// Images die, references are revoked, Processes end: whoever waited gets an error with the reason, at once.
import test from 'node:test';
import assert from 'node:assert/strict';
import { emptyTables } from '../../support/images/localSystem';
import { agents } from './agents';

for (const hosts of [1, 2]) {
  const where = hosts === 1 ? 'within a worker' : 'between workers';

  test(`an image killed in mid-conversation breaks what depends on it, with the reason, ${where}`, () => {
    const [a, b, c] = agents(3, { hosts });
    const waiting = a.start('B waitAtGate');
    const promised = a.start('(B future waitAtGate) wait');
    const behind = a.start('((B future waitAtGate) future add: 1) wait');
    const through = c.start('A tell: B add: 1. [ A tell: B add: 2 ] value. B waitAtGate');
    const caught = a.start('[ B waitAtGate ] on: BrokenReference do: [ :e | e return: e messageText ]');
    a.system.run();
    a.system.kill(b, 'the power went');
    a.system.run();
    for (const { outcome } of [waiting, promised, behind, through]) {
      assert.ok(outcome && 'error' in outcome);
      assert.equal(outcome.error.cls, 'BrokenReference');
      assert.match(outcome.error.text, /image b died: the power went/);
    }
    assert.ok(caught.outcome && 'value' in caught.outcome);
    assert.match(
      String(a.plainOf(caught.outcome.value)),
      /waitAtGate was not answered: image b died: the power went/,
    );
    assert.match(a.error('B add: 1').text, /image b died: the power went/);
    assert.match(a.error('(B future add: 1) wait').text, /image b died: the power went/);
    assert.equal(a.plain('B isBroken'), true);
    assert.equal(a.plain('B brokenReason'), 'image b died: the power went');
    assert.equal(a.plain('C add: 1'), 1);
    for (const image of [a, c]) image.value('Mine := A := B := C := nil');
    a.system.collect();
    assert.deepEqual(a.system.tableSizes(), emptyTables);
  });

  test(`what a dead image asked for is ended or answered into the void, ${where}`, () => {
    const [a, b] = agents(2, { hosts });
    a.start('B waitAtGate');
    a.start('B keep: Mine. B waitAtGate');
    a.system.run();
    a.system.kill(a, 'gone');
    b.value('Mine open. Mine open. Mine open');
    a.system.run();
    assert.match(b.error('Mine kept add: 1').text, /image a died: gone/);
    b.value('Mine := A := nil');
    a.system.collect();
    assert.deepEqual(a.system.tableSizes(), emptyTables);
  });

  test(`a third image's references to a dead one break, too, ${where}`, () => {
    const [a, b, c] = agents(3, { hosts });
    a.value('B keep: C');
    a.system.kill(c, 'gone');
    assert.match(b.error('Mine kept add: 1').text, /image c died: gone/);
    assert.match(a.error('B tell: C add: 1').text, /image c died: gone/);
    assert.match(a.error('B keep: C. B kept add: 1').text, /image c died: gone/);
  });

  test(`Processes that wait for room in the queue of an image that dies get an error, ${where}`, () => {
    const [a, b] = agents(2, { hosts });
    b.define('Extension { #name : #Agent }\n{ #category : #all }\nAgent >> spin [ [ true ] whileTrue ]');
    a.start('B future spin. nil');
    const sent = a.start('| p | 1 to: 3000 do: [ :i | p := B future add: i ]. p wait');
    for (let i = 0; i < 50; i++) a.system.step();
    assert.equal(typeof sent.outcome, 'undefined');
    a.system.kill(b, 'gone');
    a.system.run();
    assert.ok(sent.outcome && 'error' in sent.outcome);
    assert.match(sent.outcome.error.text, /image b died: gone/);
    assert.equal(a.system.tableSizes().inFlight, 0);
  });

  test(`a revoked reference breaks with its reason; a new one can be given, ${where}`, () => {
    const [a, b] = agents(2, { hosts });
    a.value('Smalltalk at: #Old put: B');
    const [entry] = [...b.vat.exports.entries()];
    assert.equal(b.vat.references.revoke(entry.id, 'no longer trusted'), true);
    a.system.run();
    assert.match(a.error('B add: 1').text, /no longer trusted/);
    assert.equal(a.error('(B future add: 1) wait').cls, 'BrokenReference');
    a.wire('B', b, 'Mine');
    assert.equal(a.plain('B add: 1'), 1);
    assert.equal(a.plain('Old == B'), false);
    assert.match(a.error('Old add: 1').text, /no longer trusted/);
    a.value('Old := Mine := B := nil');
    b.value('Mine := A := nil');
    a.system.collect();
    assert.deepEqual(a.system.tableSizes(), emptyTables);
  });

  test(`a message on its way to a reference that is revoked is an error, ${where}`, () => {
    const [a, b] = agents(2, { hosts });
    b.vat.inbox.holdAll(true);
    const sent = a.start('B add: Object new');
    a.system.run();
    const [entry] = [...b.vat.exports.entries()];
    b.vat.references.revoke(entry.id, 'no longer trusted');
    const [message] = b.vat.inbox.messages();
    assert.ok(b.vat.inbox.release(message.from, message.id));
    b.vat.inbox.holdAll(false);
    a.host.wake(b.vat);
    b.host.wake(b.vat);
    a.system.run();
    assert.ok(sent.outcome && 'error' in sent.outcome);
    assert.match(sent.outcome.error.text, /no longer trusted/);
  });

  test(`a message outlives the reference that it was sent to, ${where}`, () => {
    const [a, b] = agents(2, { hosts });
    b.vat.inbox.holdAll(true);
    a.start('B future add: 1. B future add: Object new. Smalltalk at: #B put: nil');
    a.system.run();
    a.vat.collectReferences();
    a.system.run();
    b.vat.inbox.holdAll(false);
    for (const message of b.vat.inbox.messages()) b.vat.inbox.release(message.from, message.id);
    b.host.wake(b.vat);
    a.system.run();
    assert.equal(b.plain('Mine log size'), 2);
  });

  test(`an image in an endless loop can be killed, and its caller told, ${where}`, () => {
    const [a, b] = agents(2, { hosts });
    b.define('Extension { #name : #Agent }\n{ #category : #all }\nAgent >> spin [ [ true ] whileTrue ]');
    const waiting = a.start('B spin');
    for (let i = 0; i < 20; i++) a.system.step();
    a.system.kill(b, 'it spun');
    a.system.run();
    assert.ok(waiting.outcome && 'error' in waiting.outcome);
    assert.match(waiting.outcome.error.text, /it spun/);
  });

  test(`a sender that dies while its error waits for a decision lets the other side unwind, ${where}`, () => {
    const [a, b] = agents(2, { hosts });
    a.start(`[ B resumable: 'x' ] on: ResumableError do: [ :e | Semaphore new wait ]`);
    a.system.run();
    a.system.kill(a, 'gone');
    a.system.run();
    assert.equal(b.plain('Mine log asArray printString'), '#(#ensured)');
    assert.equal([...b.vat.deliveryEntries()].length, 0);
  });

  test(`an image on the way of a return dies: the return's home gets the error, ${where}`, () => {
    const [a, b, c] = agents(3, { hosts });
    c.define(
      'Extension { #name : #Agent }\n{ #category : #all }\nAgent >> pass: aBlock to: another [ ^[ another do: aBlock ] ensure: [ self gate wait ] ]',
    );
    const waiting = a.start('Mine first: B through: C');
    a.system.run();
    assert.equal(typeof waiting.outcome, 'undefined');
    a.system.kill(c, 'gone');
    a.system.run();
    assert.ok(waiting.outcome && 'error' in waiting.outcome);
    assert.match(waiting.outcome.error.text, /image c died: gone/);
    assert.equal(a.plain('Mine log asArray printString'), '#(#mine)');
    assert.equal(b.plain('Mine log asArray printString'), '#(#ensured)');
  });
}

test('a fault of the virtual machine ends one Process and not the image', () => {
  const [a, b] = agents(2);
  b.vat.memory.identityHash = () => {
    throw new Error('a fault for the test');
  };
  b.define(
    'Extension { #name : #Agent }\n{ #category : #all }\nAgent >> explode [ ^Object new identityHash ]',
  );
  assert.match(a.error('B add: 1. B explode').text, /a fault for the test/);
  assert.equal(a.plain('B add: 1'), 2);
});
