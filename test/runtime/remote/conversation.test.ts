// What one image can say to another, and what comes back: in one worker and between workers.
import test from 'node:test';
import assert from 'node:assert/strict';
import { emptyTables } from '../../support/images/localSystem';
import { agents } from './agents';

type Plain = number | bigint | boolean | null | string;

for (const hosts of [1, 2]) {
  const where = hosts === 1 ? 'within a worker' : 'between workers';
  const pair = () => agents(2, { hosts });

  /** `source` in image a answers `expected`; then b's Agent has logged what `logged` prints. */
  function check(name: string, source: string, expected: Plain, logged?: string): void {
    test(`${name}, ${where}`, () => {
      const [a, b] = pair();
      assert.equal(a.plain(source), expected);
      a.system.run();
      if (logged !== undefined) assert.equal(b.plain('Mine log asArray printString'), logged);
    });
  }

  function checkError(
    name: string,
    source: string,
    cls: string,
    text: RegExp | string,
    logged?: string,
  ): void {
    test(`${name}, ${where}`, () => {
      const [a, b] = pair();
      const error = a.error(source);
      assert.equal(error.cls, cls);
      if (typeof text === 'string') assert.equal(error.text, text);
      else assert.match(error.text, text);
      a.system.run();
      if (logged !== undefined) assert.equal(b.plain('Mine log asArray printString'), logged);
    });
  }

  check('a message waits for its answer', 'B add: 7', 1, '#(7)');
  check('a future send answers at once, its promise waits', '(B future add: 3) wait', 1, '#(3)');
  check('a future send does not wait', 'B future waitAtGate. 5', 5);
  check('a message to a pending answer goes on to it', '((B future echo: B) future add: 3) wait', 1, '#(3)');
  check('a plain send to a pending answer goes on to it', '(B future echo: B) add: 3', 1, '#(3)');
  check(
    'messages pipelined before the first is answered need no round trip each',
    '| p | p := B future waitAtGate. p future add: 1. p future add: 2. B open. p wait add: 3',
    3,
    '#(1 2 3)',
  );
  check(
    'a promise tells when it is resolved',
    '| s r | s := Semaphore new. (B future echo: 4) whenResolved: [ :v | r := v. s signal ]. s wait. r',
    4,
  );
  check(
    'a promise tells when it is broken',
    `| s r | s := Semaphore new. (B future fail: 'oops') whenBroken: [ :text | r := text. s signal ]. s wait. r`,
    'oops',
  );
  check(
    'a future send to a near object runs later',
    '| p | p := Mine future add: 9. Mine log size * 10 + p wait',
    1,
  );
  check(
    'a promise that a timeout gives up',
    '(B future waitAtGate) waitFor: (Duration milliSeconds: 5) ifTimedOut: [ #late ]',
    'late',
  );
  check('two images call each other back while both wait', 'B bounce: Mine depth: 20', 20);
  check('a call back waits for nothing', 'B do: [ :far | far add: 1. Mine add: 2 ]', 1, '#(1 #ensured)');

  check('a one-way message is sent, and answers nil', '(B oneWay add: 1) isNil', true, '#(1)');
  check(
    'one-way messages to a promise go on to its object',
    '(B future echo: B) oneWay add: 2. nil',
    null,
    '#(2)',
  );
  check(
    'one-way messages keep their place among the others',
    'B oneWay add: 1. B future add: 2. B oneWay add: 3. B add: 4',
    4,
    '#(1 2 3 4)',
  );
  check('a one-way message to a near object', 'Mine oneWay add: 1. Processor yield. Mine log size', 1);

  test(`an error of a one-way message is shown where it happens, ${where}`, () => {
    const [a, b] = pair();
    a.value(`B oneWay fail: 'unheard'. Mine oneWay fail: 'near'`);
    a.system.run();
    assert.match(a.system.output.join(''), /unheard/);
    assert.match(a.system.output.join(''), /near/);
    assert.equal(b.plain('Mine add: 1'), 1);
    assert.equal(a.system.tableSizes().inFlight, 0);
  });

  check(
    'an error is caught here',
    `[ B fail: 'oops' ] on: Error do: [ :e | e return: e messageText ]`,
    'oops',
  );
  check(
    'an error is caught by its own class',
    '[ B divide: 1 by: 0 ] on: ZeroDivide do: [ :e | e return: 3 ]',
    3,
  );
  check(
    'the error that broke a promise is caught by its own class',
    '[ (B future divide: 1 by: 0) wait ] on: ZeroDivide do: [ :e | e return: 3 ]',
    3,
  );
  check(
    'an error of another class is not',
    '[ [ B divide: 1 by: 0 ] on: KeyNotFound do: [ :e | 4 ] ] on: Error do: [ 5 ]',
    5,
  );
  check(
    'an error brings the stack of the other image',
    `[ B fail: 'oops' ] on: Error do: [ :e | (e remoteStack includesSubstring: 'Agent>>fail:') and: [ e remoteClassName = 'Error' ] ]`,
    true,
  );
  check(
    'an error is retried',
    `| k | k := 0. [ k := k + 1. k < 3 ifTrue: [ B fail: 'x' ]. k ] on: Error do: [ :e | e retry ]`,
    3,
  );
  check(
    'a resumable error is resumed where it was signalled',
    `[ B resumable: 'x' ] on: ResumableError do: [ :e | e resume: 9 ]`,
    10,
    '#(#ensured)',
  );
  check(
    'a resumable error that is returned from unwinds there, too',
    `[ B resumable: 'x' ] on: ResumableError do: [ :e | e return: 9 ]`,
    9,
    '#(#ensured)',
  );
  check(
    'what was resumed may signal again',
    `[ B twice: 'x' ] on: ResumableError do: [ :e | e resume: e messageText size ]`,
    3,
  );
  check(
    'an error is passed, and resumed from outside',
    `[ [ B resumable: 'x' ] on: Error do: [ :e | e resume: e outer + 1 ] ] on: Error do: [ :e | e resume: 7 ]`,
    9,
  );
  check(
    'what is not understood can be resumed',
    '[ B notThere + 1 ] on: MessageNotUnderstood do: [ :e | e resume: 5 ]',
    6,
  );
  check(
    'a remote doesNotUnderstand: of its own answers',
    `Mine class compile: 'doesNotUnderstand: m ^m selector'. (B tell: Mine add: 1) + (B bounce: Mine depth: 1)`,
    2,
  );
  checkError('an error that nobody handles ends the Process here', `B fail: 'oops'`, 'Error', 'oops');
  checkError(
    'the receiver, not the reference, does not understand',
    'B notThere',
    'MessageNotUnderstood',
    /notThere/,
  );
  checkError(
    'an unhandled resumable error unwinds there',
    `B resumable: 'x'`,
    'ResumableError',
    'x',
    '#(#ensured)',
  );
  checkError('a broken promise says why', `(B future fail: 'oops') wait`, 'Error', 'oops');
  checkError(
    'what was sent to a promise that breaks breaks with it',
    `((B future fail: 'oops') future add: 1) wait`,
    'Error',
    'oops',
  );

  test(`a block returns over two images and unwinds both, ${where}`, () => {
    const [a, b] = pair();
    assert.equal(a.plain('(Mine first: B) == B'), true);
    assert.equal(a.plain('Mine log asArray printString'), '#(#mine)');
    assert.equal(b.plain('Mine log asArray printString'), '#(#ensured)');
  });

  test(`a block returns over three images and unwinds all, ${where}`, () => {
    const [a, b, c] = agents(3, { hosts });
    assert.equal(a.plain('(Mine first: B through: C) == B'), true);
    a.system.run();
    assert.equal(a.plain('Mine log asArray printString'), '#(#mine)');
    assert.equal(b.plain('Mine log asArray printString'), '#(#ensured)');
    assert.equal(c.plain('Mine log asArray printString'), '#(#passed)');
    assert.equal(a.system.tableSizes().questions, 0);
  });

  test(`a block whose method has returned can't return, ${where}`, () => {
    const [a] = pair();
    a.define('Extension { #name : #Agent }\n{ #category : #all }\nAgent >> returner [ ^[ :x | ^x ] ]');
    assert.equal(a.plain('[ B do: Mine returner. 1 ] on: BlockCannotReturn do: [ :e | e return: 2 ]'), 2);
  });

  test(`a terminated Process takes the one that works for it with it, ${where}`, () => {
    const [a, b] = pair();
    b.define(
      'Extension { #name : #Agent }\n{ #category : #all }\nAgent >> hang [ [ Semaphore new wait ] ensure: [ self add: #unwound ] ]',
    );
    a.start('Smalltalk at: #Caller put: Processor activeProcess. B hang');
    a.system.run();
    assert.equal(a.system.tableSizes().questions, 1);
    a.value('Caller terminate');
    a.system.run();
    assert.equal(b.plain('Mine log asArray printString'), '#(#unwound)');
    const { questions, answers, inFlight } = a.system.tableSizes();
    assert.deepEqual({ questions, answers, inFlight }, { questions: 0, answers: 0, inFlight: 0 });
  });

  test(`a Process terminated by its own image is an error to the caller, ${where}`, () => {
    const [a, b] = pair();
    b.define(
      'Extension { #name : #Agent }\n{ #category : #all }\nAgent >> end [ Processor activeProcess terminate ]',
    );
    assert.match(a.error('B end').text, /terminated/);
  });

  test(`what a message carried is released, ${where}`, () => {
    const [a, b] = pair();
    a.value('B echo: Object new. B future add: Object new. (B future echo: Object new) wait');
    a.error('B notThere: Object new');
    a.value('Mine := B := nil');
    b.value('Mine := A := nil');
    a.system.collect();
    assert.deepEqual(a.system.tableSizes(), emptyTables);
  });
}
