// What the Smalltalk of an unmodified image changes while its methods are compiled: the next send sees it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { compiledTier } from '../../../runtime/compiled/compiledTier';
import { evaluateInImage } from '../../../runtime/node/imageEvaluation';
import { imageNames, imagePath } from './images';

/** A class, with `sum` that sends `term` often enough to be compiled with it, and answers that are collected. */
const source = (body: string): string => `| make hot below lowest other one two method sums ask |
make := [ :above :name |
  above subclass: name instanceVariableNames: (above == Object ifTrue: [ 'x' ] ifFalse: [ '' ]) classVariableNames: '' poolDictionaries: '' category: 'Hot' ].
sums := OrderedCollection new.
ask := [ :each | sums add: each sum ].
hot := make value: Object value: #HotCode.
hot compile: 'term ^1'.
hot compile: 'sum | s | s := 0. 1 to: 1000 do: [ :i | s := s + self term ]. ^s'.
${body}.
sums asArray`;

const cases = [
  {
    id: 'a method is another',
    source: source(`ask value: hot new. hot compile: 'term ^2'. ask value: hot new`),
    result: '#(1000 2000)',
  },
  {
    id: 'a subclass has a method of its own, and loses it',
    source: source(`below := make value: hot value: #HotCodeBelow. one := below new. ask value: one.
below compile: 'term ^3'. ask value: one. ask value: hot new. below removeSelector: #term. ask value: one`),
    result: '#(1000 3000 1000 1000)',
  },
  {
    id: 'a method comes between, and goes',
    source:
      source(`below := make value: hot value: #HotCodeBelow. lowest := make value: below value: #HotCodeLowest.
lowest compile: 'term ^super term + 1'. one := lowest new. ask value: one.
below compile: 'term ^10'. ask value: one. below removeSelector: #term. ask value: one`),
    result: '#(2000 11000 2000)',
  },
  {
    id: 'the class gets another superclass',
    source: source(`other := make value: Object value: #HotCodeOther.
other compile: 'term ^7'. other compile: 'sum ^(1 to: 1000) inject: 0 into: [ :s :i | s + self term ]'.
below := make value: hot value: #HotCodeBelow. ask value: below new.
below := make value: other value: #HotCodeBelow. ask value: below new. ask value: hot new`),
    result: '#(1000 7000 1000)',
  },
  {
    id: 'the class gets another variable',
    source: source(`hot compile: 'term ^x ifNil: [ 1 ] ifNotNil: [ x ]'. hot compile: 'x: n x := n'.
one := hot new. one x: 4. ask value: one. hot addInstVarName: 'y'.
hot compile: 'y: n y := n'. hot compile: 'term ^y + x'. one perform: #y: with: 5. ask value: one`),
    result: '#(4000 9000)',
  },
  {
    id: 'a global has another value',
    source: source(`Smalltalk at: #HotValue put: 1. hot compile: 'term ^HotValue'. ask value: hot new.
Smalltalk at: #HotValue put: 6. ask value: hot new`),
    result: '#(1000 6000)',
  },
  {
    id: 'a literal is another',
    source: source(`hot compile: 'term ^12345678'. method := hot >> #term. ask value: hot new.
method literalAt: 1 put: 3. ask value: hot new`),
    result: '#(12345678000 3000)',
  },
  {
    id: 'an object becomes one of another class',
    source: source(`other := make value: Object value: #HotCodeOther. other compile: 'sum ^7'.
one := hot new. two := other new. ask value: one. ask value: two. one become: two. ask value: one. ask value: two`),
    result: '#(1000 7 7 1000)',
  },
];

if (imageNames.includes('cuis5-spur32.image')) {
  const { heatLimit } = compiledTier;
  before(() => (compiledTier.heatLimit = 2));
  after(() => (compiledTier.heatLimit = heatLimit));
  test('what is changed holds at the next send', async () => {
    const outcomes = await evaluateInImage(imagePath('cuis5-spur32.image'), cases, (text) =>
      console.log(text),
    );
    const answers = outcomes.map((outcome, i) => [
      cases[i]!.id,
      'result' in outcome ? outcome.result : outcome.error,
    ]);
    assert.deepEqual(
      answers,
      cases.map(({ id, result }) => [id, result]),
    );
  });
}
