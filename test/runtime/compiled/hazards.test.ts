// What compiled code could get wrong, each once: it does what the interpreter does, compiled at once or later, left alone
// or interrupted.
import assert from 'node:assert/strict';
import test from 'node:test';
import { outcomeOf, reference } from '../../support/programs/tierTrial';

const probe = `
Class { #name : #Probe, #superclass : #Object, #instVars : [ 'x', 'y' ], #classVars : [ 'Count' ], #category : #Tests }
{ #category : #all }
Probe >> x [ ^x ]
{ #category : #all }
Probe >> x: n [ x := n ]
{ #category : #all }
Probe >> return: n from: list [ list do: [ :each | each = n ifTrue: [ ^each ] ]. ^nil ]
{ #category : #all }
Probe >> returnInLoop: n [ | block | block := [ :i | i = n ifTrue: [ ^i * 10 ] ]. 1 to: 100000 do: [ :i | block value: i ]. ^0 ]
{ #category : #all }
Probe >> callsThat: n [ | answer | answer := self returnInLoop: n. ^answer + 1 ]
{ #category : #all }
Probe >> chosen: n [ x := n. ^([ :k | | unused | k ] value: ([ n ] on: ZeroDivide do: [ :e | e ])) + x ]
{ #category : #all }
Probe >> sumOfChosen: n [ | sum | sum := 0. 1 to: 40 do: [ :i | sum := sum + (self chosen: i) + ([ :k | k ] value: (self chosen: n)) ]. ^sum ]
{ #category : #all }
Probe >> kinds [ ^#( 1 2 3 4 5 6 ) collect: [ :i | ((Array with: Array with: String with: OrderedCollection) at: i \\ 3 + 1) streamContents: [ :s | s nextPut: $a ] ] ]
{ #category : #all }
Probe >> escaped [ ^[ :n | ^n ] ]
{ #category : #all }
Probe >> keep [ x := [ :n | ^n ]. ^self pass: [ ^7 ] ]
{ #category : #all }
Probe >> pass: aBlock [ y := [ ^#passed ]. aBlock value. ^8 ]
{ #category : #all }
Probe >> y [ ^y ]
{ #category : #all }
Probe >> ensure: n [ x := 0. [ 1 to: n do: [ :i | i = 5 ifTrue: [ ^x ]. x := x + i ] ] ensure: [ x := x * 100 ] ]
{ #category : #all }
Probe >> nest: n [ ^n = 0 ifTrue: [ Processor yield. 0 ] ifFalse: [ (self nest: n - 1) + 1 ] ]
{ #category : #all }
Probe >> deep: n [ ^n = 0 ifTrue: [ 0 ] ifFalse: [ (self deep: n - 1) + 1 ] ]
{ #category : #all }
Probe >> deepBlock: n [ ^n = 0 ifTrue: [ 0 ] ifFalse: [ [ :k | (self deepBlock: k) + 1 ] value: n - 1 ] ]
{ #category : #all }
Probe >> forever [ ^self forever + 1 ]
{ #category : #all }
Probe >> count: n [ | i k | i := 0. k := 0. [ i < n ] whileTrue: [ i := i + 1. i \\\\ 3 = 0 ifTrue: [ k := k + i ] ifFalse: [ k := k - 1 ] ]. ^k ]
{ #category : #all }
Probe >> flags: n [ | flags count | flags := Array new: n withAll: true. count := 0. 2 to: n do: [ :i | (flags at: i) ifTrue: [ i + i to: n by: i do: [ :k | flags at: k put: false ]. count := count + 1 ] ]. ^count ]
{ #category : #all }
Probe >> leaves: n [ | i | i := 0. [ true ] whileTrue: [ i := i + 1. i = n ifTrue: [ ^i ] ] ]
{ #category : #all }
Probe >> grows: n [ | i | i := 1. [ i < n ] whileTrue: [ i := i * 3 ]. ^i ]
{ #category : #all }
Probe >> turns: n [ | i | i := 0. 1 to: n do: [ :k | i := k > 500 ifTrue: [ i + 0.5 ] ifFalse: [ i + k ] ]. ^i ]
{ #category : #all }
Probe >> beyond: n [ | list i | list := Array new: 9 withAll: 1. i := 0. ^[ [ i < n ] whileTrue: [ i := i + 1. list at: i put: i ]. i ] on: Error do: [ :e | Array with: i with: e class with: list ] ]
{ #category : #all }
Probe >> tree: n [ ^n < 2 ifTrue: [ n ] ifFalse: [ (self tree: n - 1) + (self tree: n - 2) ] ]
{ #category : #all }
Probe >> power: n [ ^n = 0 ifTrue: [ 1 ] ifFalse: [ (self power: n - 1) * 3 ] ]
{ #category : #all }
Probe >> halves: n [ ^n < 0.001 ifTrue: [ n ] ifFalse: [ (self halves: n / 2) + n ] ]
{ #category : #all }
Probe >> last [ ^x isNil ifTrue: [ self ] ifFalse: [ x last ] ]
{ #category : #all }
Probe >> sink: n [ ^n = 0 ifTrue: [ self sunk ] ifFalse: [ (self sink: n - 1) + 1 ] ]
{ #category : #all }
Probe >> frames: n [ ^n = 0 ifTrue: [ self frames ] ifFalse: [ (self frames: n - 1) + 0 ] ]
{ #category : #all }
Probe >> frames [ | context count | context := thisContext. count := 0. [ context isNil ] whileFalse: [ count := count + 1. context := context sender ]. ^count ]
{ #category : #all }
Probe >> seek: n in: list [ list do: [ :each | each = n ifTrue: [ ^each ] ]. ^self seek: n + 1 in: list ]
{ #category : #all }
Probe >> add: a to: b [ ^a + b ]
{ #category : #all }
Probe >> all: a with: b [ ^Array with: a + b with: a - b with: a * b with: a < b with: a = b with: (a max: b) ]
{ #category : #all }
Probe >> divide: a by: b [ ^[ Array with: a // b with: a \\\\ b with: a / b with: (a rem: b) ] on: ZeroDivide do: [ :e | e class ] ]
{ #category : #all }
Probe >> shift: a by: b [ ^Array with: (a bitShift: b) with: (a bitAnd: b) with: (a bitOr: b) with: (a bitXor: b) ]
{ #category : #all }
Probe >> if: aBoolean [ ^aBoolean ifTrue: [ 1 ] ifFalse: [ 2 ] ]
{ #category : #all }
Probe >> whileFalseOf: value [ | n | n := 0. [ n > 3 or: [ value ] ] whileFalse: [ n := n + 1 ]. ^n ]
{ #category : #all }
Probe >> doesNotUnderstand: aMessage [ ^aMessage selector size * 100 + aMessage arguments size ]
{ #category : #all }
Probe >> mistaken: n [ ^self nothing: n at: n ]
{ #category : #all }
Probe >> whoCalls [ ^thisContext sender method selector ]
{ #category : #all }
Probe >> asks [ ^self whoCalls ]
{ #category : #all }
Probe >> asksInBlock [ ^#( 1 2 ) collect: [ :each | self whoCalls ] ]
{ #category : #all }
Probe >> swap: other [ | before | before := x. self become: other. ^Array with: before with: x ]
{ #category : #all }
Probe >> hot [ ^1 ]
{ #category : #all }
Probe >> sum: n [ | sum | sum := 0. 1 to: n do: [ :i | i = 50 ifTrue: [ Probe compile: 'hot ^2' ]. sum := sum + self hot ]. ^sum ]
{ #category : #all }
Probe >> inner: aBlock [ ^aBlock value: 3 ]
{ #category : #all }
Probe >> outer: n [ | sum | sum := 0. 1 to: n do: [ :i | sum := sum + (self inner: [ :k | i = 20 ifTrue: [ Probe compile: 'inner: aBlock ^aBlock value: 4' ]. k + i ]) ]. ^sum ]
{ #category : #all }
Probe >> grow: n [ 1 to: n do: [ :i | x := i. i = 30 ifTrue: [ Probe addInstVarName: 'more' ]. i = 60 ifTrue: [ Probe removeInstVarName: 'more' ] ]. ^x + y ]
{ #category : #all }
Probe >> y: n [ y := n ]
{ #category : #all }
Probe >> floats: n [ | sum | sum := 0.0. 1 to: n do: [ :i | sum := i odd ifTrue: [ sum + 1.5 ] ifFalse: [ sum - i ] ]. ^sum ]
{ #category : #all }
Probe >> turnsFloat: n [ | sum | sum := 0. 1 to: n do: [ :i | sum := i > 20 ifTrue: [ sum + 0.5 ] ifFalse: [ sum + 1 ] ]. ^sum ]
{ #category : #all }
Probe >> fibonacci: n [ | a b | a := 0. b := 1. n timesRepeat: [ | next | next := a + b. a := b. b := next ]. ^a ]
{ #category : #all }
Probe >> signals: n [ ^(1 to: n) collect: [ :i | [ i odd ifTrue: [ Error signal: i printString ] ifFalse: [ Warning signal: 'w' ] ] on: Error do: [ :e | e return: e messageText ] on: Warning do: [ :e | e resume: i ] ] ]
{ #category : #all }
Probe >> retries: n [ | times | times := 0. ^[ times := times + 1. times < n ifTrue: [ Error signal ]. times ] on: Error do: [ :e | e retry ] ]
{ #category : #all }
Probe >> passes [ ^[ [ 1 / 0 ] on: ZeroDivide do: [ :e | e pass ] ] on: ZeroDivide do: [ :e | e return: 5 ] ]
{ #category : #all }
Probe >> resumes [ ^([ Warning signal: 'a' ] on: Warning do: [ :e | e resume: 3 ]) + 1 ]
{ #category : #all }
Probe >> curtailed [ | log | log := OrderedCollection new. [ [ [ log add: 1. Error signal ] ifCurtailed: [ log add: 2 ] ] ensure: [ log add: 3 ] ] on: Error do: [ :e | log add: 4. e return: nil ]. ^log asArray ]
{ #category : #all }
Probe >> terminates [ | log process | log := OrderedCollection new. process := [ [ [ Semaphore new wait ] ensure: [ log add: 1 ] ] ensure: [ log add: 2 ] ] fork. Processor yield. process terminate. Processor yield. ^log asArray ]
{ #category : #all }
Probe >> counters [ | counters | counters := (1 to: 3) collect: [ :i | | n | n := i * 10. [ n := n + i ] ]. counters do: [ :each | each value ]. ^counters collect: [ :each | each value ] ]
{ #category : #all }
Probe >> wrongArguments [ ^[ [ :a | a ] value ] on: Error do: [ :e | e class ] ]
{ #category : #all }
Probe >> performs [ ^(#( hot x ) collect: [ :each | self perform: each ]) , (Array with: (3 perform: #+ with: 4) with: (self perform: #add:to: withArguments: #( 1 2 ))) ]
{ #category : #all }
Probe >> blob [ | sum | sum := 0. 1 to: 100 do: [ :i | sum := sum + (Blob at: i) ]. ^sum ]
{ #category : #all }
Probe >> far: n [ | sum | sum := 0. 1 to: n do: [ :i | sum := sum + (Far at: i \\\\ 3 + 1) ]. ^sum ]
{ #category : #all }
Probe >> farBlock [ | sum | sum := 0. Far do: [ :each | sum := sum + each ]. ^sum ]
{ #category : #all }
Probe >> farReturn [ Far do: [ :each | each = 20 ifTrue: [ ^each ] ]. ^0 ]
{ #category : #all }
Probe >> farFails [ ^[ Far at: 99 ] on: Error do: [ :e | e messageText ] ]
{ #category : #all }
Probe >> shared [ ^Count := (Count ifNil: [ 0 ]) + 1 ]
{ #category : #all }
Probe >> turns [ | log | log := OrderedCollection new. 1 to: 3 do: [ :p | [ 1 to: 3 do: [ :i | log add: p * 10 + i. Processor yield ] ] fork ]. 8 timesRepeat: [ Processor yield ]. ^log asArray ]
{ #category : #all }
Probe >> literals [ | text | text := 'abc' copy. text at: 1 put: $z. ^Array with: text with: #( 1 2 ) first with: 'abc' first ]
{ #category : #all }
Probe >> element: i of: anObject [ ^[ anObject at: i ] on: Error do: [ :e | e class ] ]
{ #category : #all }
Probe >> root: n [ | x2 | x2 := n * 2.0. ^[ x2 sqrt ] on: Error do: [ :e | e class ] ]
{ #category : #all }
Probe >> nested: n [ ^(1 to: n) inject: 0 into: [ :sum :i | sum + ((1 to: i) inject: 0 into: [ :s :j | j > 3 ifTrue: [ ^sum ]. s + j ]) ] ]
`;

/** Evaluated thirty times, by one method, so that it has its compiled code at the end. */
function check(expression: string): void {
  test(expression.replace(/\s+/g, ' '), () => {
    const program = {
      classes: [probe],
      expression: `| p all | p := Probe new y: 5; yourself. all := OrderedCollection new. 30 timesRepeat: [ all add: [ ${expression} ] value printString ]. (all asSet asArray sort: [ :a :b | a <= b ]) printString , all last`,
    };
    const expected = outcomeOf(program, reference);
    assert.doesNotMatch(expected, /RemoteError|it waits|it does not end/);
    for (const [heatLimit, loopHeatMask, seed] of [
      [1, 0, null],
      [1, 0, 1],
      [2, 1, 2],
      [8, 7, null],
    ] as const)
      assert.equal(
        outcomeOf(program, { heatLimit, loopHeatMask, seed }),
        expected,
        `heat ${heatLimit}, interruptions ${seed}`,
      );
  });
}

check('p return: 3 from: #( 1 2 3 4 )');
check('p return: 9 from: #( 1 2 3 4 )');
check('p callsThat: 700');
check('[ p escaped value: 3 ] on: Error do: [ :e | e class ]');
check('p keep. [ p x value: 3 ] on: Error do: [ :e | e class ]');
check('p keep. [ p y value ] on: Error do: [ :e | e class ]');
check('p ensure: 9');
check('p nest: 40');
check('p deep: 5000');
check('p deepBlock: 5000');
check('p tree: 12');
check('Array with: (p count: 0) with: (p count: 7) with: (p count: 1000)');
check('(p flags: 100) + (p flags: 1)');
check('(p leaves: 1) + (p leaves: 9) + (p leaves: 1000)');
check('(p grows: 1) + (p grows: 1000) + (p grows: (1 bitShift: 70))');
check('(p turns: 9) + (p turns: 1000)');
check('Array with: (p beyond: 3) with: (p beyond: 20)');
check('p power: 60');
check('(p halves: 10) + (p halves: 10.0)');
check('p x: (Probe new x: (Probe new x: Probe new)). p last class');
check('p x: (Probe new x: (Probe new x: #( 1 2 ))). p last');
check('p sink: 7');
check('p frames: 7');
check('p seek: 3 in: #( 1 9 )');
check(
  "Probe compile: 'falls: n n = 3 ifTrue: [ self class compile: ''falls: n ^1000'' ]. ^n = 0 ifTrue: [ 0 ] ifFalse: [ (self falls: n - 1) + 1 ]'. p falls: 9",
);
check('[ p x foo ] on: Error do: [ :e | e messageText ]');
check('p all: 9007199254740991 with: 9007199254740991');
check('p all: -9007199254740991 with: 9007199254740991');
check('p all: 1152921504606846975 with: 1');
check('(p all: 1 with: 2) , (p all: 1.5 with: 2) , (p all: 1 with: 2.5) , (p all: 1/2 with: 2)');
check('(p all: 3 with: 0) , (p all: 0 with: -5) , (p all: 0.0 with: -5)');
check('[ p add: 1 to: nil ] on: Error do: [ :e | e messageText ]');
check('[ p add: nil to: 1 ] on: Error do: [ :e | e messageText ]');
check('(p divide: 7 by: 2) , (p divide: -7 by: 2) , (p divide: 7 by: -2) , (p divide: 6 by: 3)');
check('Array with: (p divide: 1 by: 0) with: (p divide: 1.5 by: 0) with: (p divide: 0 by: -3)');
check('(p divide: 9007199254740993 by: 2) , (p divide: -9007199254740991 by: -1)');
check('(p divide: -9007199254740991 by: 3) , (p divide: 9007199254740991 by: -3)');
check('p chosen: 3');
check('p kinds');
check('p sumOfChosen: 0');
check(
  '(p shift: 1 by: 40) , (p shift: -1 by: -40) , (p shift: 1073741824 by: 3) , (p shift: 4294967296 by: -3)',
);
check('[ p if: nil ] on: Error do: [ :e | e class ]');
check('[ p whileFalseOf: 3 ] on: Error do: [ :e | e class ]');
check('(p if: true) + (p if: false)');
check('p mistaken: 3');
check('p asks');
check('p asksInBlock');
check('p x: 1. p swap: (Probe new x: 2; yourself)');
check("Probe compile: #hot , ' ^1'. p sum: 100");
check("Probe compile: 'inner: aBlock ^aBlock value: 3'. p outer: 40");
check('p grow: 100');
check('(p floats: 50) + (p floats: 0)');
check('p turnsFloat: 40');
check('p fibonacci: 120');
check('p signals: 6');
check('p retries: 5');
check('p passes + p resumes');
check('p curtailed');
check('p terminates');
check('p counters');
check('p wrongArguments');
check('p performs');
check('[ :a :b | a - b ] valueWithArguments: #( 7 3 )');
check('[ [ :a :b | a - b ] valueWithArguments: #( 7 ) ] on: Error do: [ :e | e class ]');
check('[ [ :a | a ] valueWithArguments: nil ] on: Error do: [ :e | e class ]');
check("[ [ :a | a ] valueWithArguments: 'x' ] on: Error do: [ :e | e class ]");
check('#( 1 2 3 ) detect: [ :each | [ :n | n > 1 ] valueWithArguments: (Array with: each) ]');
check('p blob');
check('p far: 6');
check('p farBlock + p farReturn');
check('p farFails');
check('p shared > 0');
check('p turns');
check('p literals');
check(
  "Array with: (p element: 1 of: #( 7 )) with: (p element: 2 of: #( 7 )) with: (p element: 1 of: 'a') with: (p element: 1 of: 5) with: (p element: 1.5 of: #( 7 ))",
);
check('Array with: (p root: 8) with: (p root: -8) with: (p root: 0)');
check('(p nested: 3) + (p nested: 9)');

test('a recursion a million deep comes back', () => {
  const program = { classes: [probe], expression: '(Probe new deep: 1000000) printString' };
  assert.equal(outcomeOf(program, { heatLimit: 1, loopHeatMask: 0, seed: null }), '1000000');
});

test('a method that an image has for itself is its own, and the others keep theirs', () => {
  const own = {
    classes: [probe],
    expression:
      "Boolean compile: 'printOn: aStream aStream nextPutAll: ''mine'''. true printString , (Array with: false) printString",
  };
  const others = { classes: [probe], expression: 'true printString , (Array with: false) printString' };
  for (const heatLimit of [null, 1, 1, 2]) {
    const setting = { heatLimit, loopHeatMask: 0, seed: null };
    assert.equal(outcomeOf(own, setting), outcomeOf(own, reference));
    assert.equal(outcomeOf(others, setting), 'true#(false)');
  }
});
