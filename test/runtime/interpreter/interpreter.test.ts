// What the interpreter must do whatever the class library says: closures, returns, unwinding, Processes, identity.
import test from 'node:test';
import assert from 'node:assert/strict';
import { LocalSystem } from '../../support/images/localSystem';

const probeClass = `
Class { #name : #Probe, #superclass : #Object, #instVars : [ 'log', 'x' ], #category : #Tests }
{ #category : #all }
Probe >> log [ ^log ifNil: [ log := OrderedCollection new ] ]
{ #category : #all }
Probe >> logged [ ^String streamContents: [ :s | self log do: [ :each | s nextPutAll: each asString; space ] ] ]
{ #category : #all }
Probe >> x [ ^x ]
{ #category : #all }
Probe >> x: n [ x := n ]
{ #category : #all }
Probe >> find: n in: list [ list do: [ :each | each = n ifTrue: [ ^each ] ]. ^nil ]
{ #category : #all }
Probe >> returnsThrough [ [ self log add: 1. [ ^self log add: 2 ] ensure: [ self log add: 3 ] ] ensure: [ self log add: 4 ]. self log add: 5 ]
{ #category : #all }
Probe >> returnsFromEnsure [ [ ^1 ] ensure: [ ^2 ]. ^3 ]
{ #category : #all }
Probe >> block [ ^[ :n | ^n ] ]
{ #category : #all }
Probe >> counter [ | n | n := 0. ^[ n := n + 1 ] ]
{ #category : #all }
Probe >> blocks [ | all | all := OrderedCollection new. 1 to: 3 do: [ :i | | j | j := i * 10. all add: [ i + j ] ]. ^all collect: [ :each | each value ] ]
{ #category : #all }
Probe >> deep: n [ ^n = 0 ifTrue: [ 0 ] ifFalse: [ (self deep: n - 1) + 1 ] ]
{ #category : #all }
Probe >> deepBlock: n [ ^n = 0 ifTrue: [ 0 ] ifFalse: [ [ (self deepBlock: n - 1) + 1 ] value ] ]
{ #category : #all }
Probe >> deepReturn: n [ self down: n then: [ ^#home ] ]
{ #category : #all }
Probe >> down: n then: aBlock [ n = 0 ifTrue: [ aBlock value ]. self down: n - 1 then: aBlock ]
{ #category : #all }
Probe >> downEnsuring: n then: aBlock [ n = 0 ifTrue: [ aBlock value ]. [ self downEnsuring: n - 1 then: aBlock ] ensure: [ x := (x ifNil: [ 0 ]) + 1 ] ]
{ #category : #all }
Probe >> ensureDeep: n [ self downEnsuring: n then: [ ^x ] ]
{ #category : #all }
Probe >> forever [ ^self forever + 1 ]
{ #category : #all }
Probe >> foreverEnsuring [ ^[ self foreverEnsuring + 1 ] ensure: [ x := 1 ] ]
{ #category : #all }
Probe >> doesNotUnderstand: aMessage [ ^aMessage selector size * 100 + aMessage arguments size ]
{ #category : #all }
Probe >> swapWith: other [ self become: other. ^x ]
{ #category : #all }
Probe >> swapAndSet: other [ self become: other. x := 77. ^self x ]
`;

type Plain = number | bigint | boolean | null | string;

function check(source: string, expected: Plain): void {
  test(source.replace(/\s+/g, ' '), () => {
    const image = new LocalSystem().image('a').define(probeClass);
    assert.equal(image.plain(source), expected);
  });
}

// Closures and returns.
check('Probe new blocks asArray printString', '#(11 22 33)');
check('| c | c := Probe new counter. c value. c value. c value', 3);
check('| a b | a := Probe new counter. b := Probe new counter. a value. a value. b value', 1);
check('Probe new find: 3 in: #(1 2 3 4)', 3);
check('Probe new find: 9 in: #(1 2 3 4)', null);
check('| p | p := Probe new. p returnsThrough. p logged', '1 2 3 4 ');
check('Probe new returnsFromEnsure', 2);
check('[ Probe new block value: 3 ] on: BlockCannotReturn do: [ :e | e return: #dead ]', 'dead');
check('[ :a :b :c :d | a + b + c + d ] valueWithArguments: #(1 2 3 4)', 10);
check('[ [ :a | a ] value ] on: Error do: [ :e | #wrong ]', 'wrong');
check('| n | n := 0. [ n < 10 ] whileTrue: [ n := n + 1 ]. n', 10);
check(
  '| f | f := nil. f := [ :n | n < 2 ifTrue: [ n ] ifFalse: [ (f value: n - 1) + (f value: n - 2) ] ]. f value: 15',
  610,
);

// Exceptions and unwinding, in order.
check(
  '| l | l := OrderedCollection new. [ [ l add: 1. Error signal. l add: 2 ] ensure: [ l add: 3 ] ] on: Error do: [ :e | l add: 4. e return: nil ]. l asArray printString',
  '#(1 4 3)',
);
check(
  '| l | l := OrderedCollection new. [ [ l add: 1. Error signal ] ifCurtailed: [ l add: 2 ] ] on: Error do: [ :e | l add: 3 ]. l asArray printString',
  '#(1 3 2)',
);
check(
  '| l | l := OrderedCollection new. [ l add: 1 ] ifCurtailed: [ l add: 2 ]. l asArray printString',
  '#(1)',
);
check('| n | n := 0. [ n := n + 1. n < 4 ifTrue: [ Error signal ]. n ] on: Error do: [ :e | e retry ]', 4);
check('[ (Warning signal: 1) + 1 ] on: Warning do: [ :e | e resume: 5 ]', 6);
check('[ [ 1/0 ] on: ZeroDivide do: [ :e | e pass ] ] on: ArithmeticError do: [ :e | e return: 3 ]', 3);
check(
  '[ [ Warning signal + 1 ] on: Warning do: [ :e | e resume: e outer * 2 ] ] on: Warning do: [ :e | e resume: 5 ]',
  11,
);
check(
  '[ [ 1/0 ] on: ZeroDivide do: [ :e | nil foo ] ] on: MessageNotUnderstood do: [ :e | #inner ]',
  'inner',
);
check('[ [ ^1 ] ensure: [ nil foo ] ] on: MessageNotUnderstood do: [ :e | e return: #during ]', 'during');
check(
  '[ Error new signal: #text ] on: Error do: [ :e | e signalerContext notNil and: [ e messageText = #text ] ]',
  true,
);

// What is not understood, perform:, thisContext.
check('Probe new foo', 300);
check('Probe new foo: 1 bar: 2', 802);
check('Probe new perform: #foo: with: 1', 401);
check('Probe new perform: #foo:bar: withArguments: #(1 2)', 802);
check('3 perform: #between:and: with: 1 with: 5', true);
check('[ 3 perform: #between:and: with: 1 ] on: Error do: [ :e | #wrong ]', 'wrong');
check('[ 3 ifTrue: [ 1 ] ifFalse: [ 2 ] ] on: NonBooleanReceiver do: [ :e | e return: #no ]', 'no');
check('[ nil and: [ 1 ] ] on: Error do: [ :e | e return: #no ]', 'no');
check('thisContext method selector', 'DoIt');
check('thisContext sender isNil', true);
check('[ thisContext home method selector ] value', 'DoIt');
check('| c | c := thisContext. [ :x | x > 3 ifTrue: [ c return: 9 ]. 1 ] value: 5. 2', 9);
check('| l | [ ^3 ] ensure: [ l := 1 ]. ^4', 3);

// Depth.
check('Probe new deep: 1000000', 1000000);
check('Probe new deepBlock: 200000', 200000);
check('Probe new deepReturn: 300000', 'home');
check('| p | p := Probe new. p ensureDeep: 3000. p x', 3000);
check('[ Probe new down: 100000 then: [ Error signal ] ] on: Error do: [ :e | e return: #caught ]', 'caught');

// Integers at the edges.
check('SmallInteger maxVal + 1 - 1 = SmallInteger maxVal', true);
check('(SmallInteger maxVal + 1) class name', 'LargePositiveInteger');
check('(SmallInteger minVal - 1) class name', 'LargeNegativeInteger');
check('(2 raisedTo: 53) + 1 - (2 raisedTo: 53)', 1);
check('9007199254740991 + 1', 9007199254740992n);
check('94906267 * 94906267', 9007199515875289n);
check('-9007199254740991 - 2', -9007199254740993n);
check('9007199254740993 - 9007199254740992', 1);
check('(9007199254740993 - 1) class name', 'SmallInteger');
check('0 * -5', 0);
check('(0 * -5) printString', '0');
check('-7 \\\\ 2', 1);
check('-7 // 2', -4);
check('7 \\\\ -2', -1);
check('0 // -5', 0);
check('(-8 bitShift: -1)', -4);
check('1 bitShift: 53', 9007199254740992n);
check('(1 bitShift: 60) class name', 'LargePositiveInteger');
check('-1 bitAnd: 16rFFFFFFFFFF', 1099511627775);
check('(2 raisedTo: 54) = (2 raisedTo: 54)', true);
check('(2 raisedTo: 54) == (2 raisedTo: 54)', true);
check('1000 factorial printString size', 2568);
check('| h | h := 20 factorial. h // 19 factorial', 20);
check('1.0 == 1.0', true);
check('0.0 == -0.0', false);

// become: and identity.
check('| a b | a := Probe new x: 1. b := Probe new x: 2. a become: b. a x * 10 + b x', 21);
check('| a b | a := Probe new x: 1. b := Probe new x: 2. a becomeForward: b. a == b and: [ a x = 2 ]', true);
check('(Probe new x: 1) swapWith: (Probe new x: 2)', 2);
check('(Probe new x: 1) swapAndSet: (Probe new x: 2)', 77);
check(`| s f | s := 'abc' copy. f := [ s ]. s become: 'xyz' copy. f value`, 'xyz');
check(
  '| a o d | a := Array new: 3. o := Object new. a at: 1 put: o. d := OrderedCollection with: a. a become: (Array with: 7). d first first',
  7,
);
check(
  '| a b d | a := Object new. b := Object new. d := IdentityDictionary new. d at: a put: 1. a becomeForward: b. d rehash. d at: b',
  1,
);
check(
  '| w | w := WeakArray new: 2. w at: 1 put: Object new. w at: 2 put: #sym. Smalltalk garbageCollect. (w at: 1) isNil and: [ (w at: 2) == #sym ]',
  true,
);
check(
  '| w o | w := WeakArray new: 1. o := Object new. w at: 1 put: o. Smalltalk garbageCollect. (w at: 1) == o',
  true,
);

// Processes.
check(
  '| s l | l := OrderedCollection new. s := Semaphore new. [ l add: 1. s signal ] fork. l add: 0. s wait. l asArray printString',
  '#(0 1)',
);
check(
  '| l | l := OrderedCollection new. [ l add: 1 ] forkAt: Processor userInterruptPriority. l add: 2. l asArray printString',
  '#(1 2)',
);
check(
  '| l | l := OrderedCollection new. [ l add: 1 ] forkAt: Processor userBackgroundPriority. l add: 2. (Delay forMilliseconds: 2) wait. l asArray printString',
  '#(2 1)',
);
check(
  '| l | l := OrderedCollection new. [ 1 to: 3 do: [ :i | l add: i. Processor yield ] ] fork. [ 4 to: 6 do: [ :i | l add: i. Processor yield ] ] fork. (Delay forMilliseconds: 2) wait. l asArray printString',
  '#(1 4 2 5 3 6)',
);
check(
  '| m l | m := Mutex new. l := OrderedCollection new. m critical: [ [ m critical: [ l add: 2 ] ] fork. Processor yield. l add: 1. m critical: [ l add: 0 ] ]. Processor yield. l asArray printString',
  '#(1 0 2)',
);
check(
  '| p l | l := OrderedCollection new. p := [ [ Semaphore new wait ] ensure: [ l add: 1 ] ] fork. Processor yield. p terminate. l add: 2. l asArray printString',
  '#(1 2)',
);
check('| p | p := [ Semaphore new wait ] fork. Processor yield. p suspend. p isSuspended', true);
check(
  '| t | t := Time millisecondClockValue. (Delay forMilliseconds: 20) wait. Time millisecondClockValue - t >= 19',
  true,
);
check('| s | s := Semaphore new. [ (Delay forMilliseconds: 5) wait. s signal ] fork. s wait. 1', 1);
check('| s | s := Semaphore new. s waitTimeoutMSecs: 5', true);
check(
  '| s n | n := 0. s := Semaphore forMutualExclusion. 1 to: 10 do: [ :i | [ s critical: [ | v | v := n. Processor yield. n := v + 1 ] ] fork ]. (Delay forMilliseconds: 5) wait. n',
  10,
);

test('a runaway recursion is an error of its Process, and the image goes on', () => {
  let isLow = false;
  const system = new LocalSystem({ isMemoryLow: () => isLow });
  const image = system.image('a').define(probeClass);
  const deep = image.start('Probe new forever');
  const caught = image.start('[ Probe new foreverEnsuring ] on: OutOfMemory do: [ :e | e return: #caught ]');
  for (let i = 0; i < 10; i++) system.step();
  isLow = true;
  system.runUntil(() => deep.outcome !== undefined);
  isLow = false;
  assert.ok(deep.outcome && 'error' in deep.outcome);
  assert.equal(deep.outcome.error.cls, 'OutOfMemory');
  assert.match(deep.outcome.error.text, /recursion/);
  isLow = true;
  system.runUntil(() => caught.outcome !== undefined);
  isLow = false;
  assert.ok(caught.outcome);
  assert.equal(image.plain('3 + 4'), 7);
});

test("an endless loop keeps neither its own image's urgent Processes nor other images from running", () => {
  const system = new LocalSystem();
  const [a, b, c] = ['a', 'b', 'c'].map((name) => system.image(name));
  a.value(
    'Smalltalk at: #Ticks put: 0. [ [ (Delay forMilliseconds: 1) wait. Smalltalk at: #Ticks put: Ticks + 1 ] repeat ] forkAt: 60',
  );
  a.start('[ true ] whileTrue');
  b.start('[ Array new: 10. true ] whileTrue: [ 3 + 4 ]');
  assert.equal(c.plain('(1 to: 1000) inject: 0 into: [ :x :y | x + y ]'), 500500);
  const ticks = (): number => Number(a.vat.memory.global('Ticks'));
  const untilMs = performance.now() + 5000;
  while (ticks() <= 10 && performance.now() < untilMs) system.step();
  assert.ok(ticks() > 10);
});

test('images in endless loops get equal shares', () => {
  const system = new LocalSystem();
  const images = ['a', 'b', 'c', 'd'].map((name) => system.image(name));
  for (const image of images)
    image.start('Smalltalk at: #N put: 0. [ Smalltalk at: #N put: N + 1. true ] whileTrue');
  const started = performance.now();
  while (performance.now() - started < 300) system.step();
  const counts = images.map((image) => Number(image.vat.memory.global('N')));
  assert.ok(Math.min(...counts) > 0.3 * Math.max(...counts), counts.join(' '));
});

test('what was registered for it is finalized after its object is gone, and not before', () => {
  const image = new LocalSystem().image('a').define(probeClass);
  image.value('Smalltalk at: #Kept put: Object new; at: #P put: Probe new');
  image.value(
    'WeakRegistry default add: Kept executor: (ObjectFinalizer receiver: P log selector: #add: argument: 1)',
  );
  image.value('Object new toFinalizeSend: #add: to: P log with: 2');
  image.value('Smalltalk garbageCollect');
  assert.equal(image.plain('P logged'), '2 ');
  image.value('Kept := nil. Smalltalk garbageCollect');
  assert.equal(image.plain('P logged'), '2 1 ');
});
