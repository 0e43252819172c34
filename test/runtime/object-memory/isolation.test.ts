// Images of a worker share classes and code, and nothing that any of them changes: random changes in several images,
// checked against a model of each image after every one.
import test from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LocalSystem, type TestImage } from '../../support/images/localSystem';

/** A class of each image's own, of the same name everywhere, below a kernel class. */
const ownClass = `
Class { #name : #Own, #superclass : #OrderedCollection, #instVars : [ 'x' ], #classVars : [ 'Shared' ], #classInstVars : [ 'count' ], #category : #Tests }
{ #category : #all }
Own class >> count [ ^count ]
{ #category : #all }
Own class >> count: n [ count := n ]
{ #category : #all }
Own class >> shared [ ^Shared ]
{ #category : #all }
Own class >> shared: n [ Shared := n ]
{ #category : #all }
Own >> literal [ ^#(1 2 3) ]
`;

/** The receivers of probes, with their classes from the receiver's own up. */
const receivers: Readonly<Record<string, readonly string[]>> = {
  '7': ['SmallInteger', 'Integer', 'Number', 'Magnitude', 'Object'],
  '3/4': ['Fraction', 'Number', 'Magnitude', 'Object'],
  'OrderedCollection new': ['OrderedCollection', 'SequenceableCollection', 'Collection', 'Object'],
  'Own new': ['Own', 'OrderedCollection', 'SequenceableCollection', 'Collection', 'Object'],
  OrderedCollection: ['OrderedCollection class', 'Object class', 'Object'],
};
const classNames = [...new Set(Object.values(receivers).flat())];

interface Probe {
  readonly callsSuper: boolean;
  readonly value: number;
}

interface Model {
  readonly globals: Map<string, number>;
  readonly probes: Map<string, Probe>;
  count: number | null;
  shared: number | null;
  classVariable: number | null;
  literal: readonly number[];
  /** What `true` prints through the kernel's shared printString; undefined while the kernel's method stands. */
  printed: string | undefined;
}

type Change = readonly [kind: string, image: number, name: number, value: number];

const change: fc.Arbitrary<Change> = fc.tuple(
  fc.constantFrom(
    'global',
    'probe',
    'superProbe',
    'removeProbe',
    'count',
    'shared',
    'classVariable',
    'literal',
    'print',
    'unprint',
  ),
  fc.nat(2),
  fc.nat(99),
  fc.nat(99),
);

function apply(image: TestImage, model: Model, [kind, , name, value]: Change): void {
  const className = classNames[name % classNames.length];
  switch (kind) {
    case 'global':
      image.value(`Smalltalk at: #Probe${name % 3} put: ${value}`);
      model.globals.set(`Probe${name % 3}`, value);
      break;
    case 'probe':
      image.value(`${className} compile: 'probe ^${value}'`);
      model.probes.set(className, { callsSuper: false, value });
      break;
    case 'superProbe':
      image.value(`${className} compile: 'probe ^super probe * 2 + ${value}'`);
      model.probes.set(className, { callsSuper: true, value });
      break;
    case 'removeProbe':
      if (!model.probes.delete(className)) return;
      image.value(`${className} removeSelector: #probe`);
      break;
    case 'count':
      image.value(`Own count: ${value}`);
      model.count = value;
      break;
    case 'shared':
      image.value(`Own shared: ${value}`);
      model.shared = value;
      break;
    case 'classVariable':
      image.value(
        `Magnitude addClassVarName: 'ProbeVariable'. Magnitude class compile: 'probeVariable ^ProbeVariable'`,
      );
      image.value(
        `Magnitude class compile: 'probeVariable: n ProbeVariable := n'. Magnitude probeVariable: ${value}`,
      );
      model.classVariable = value;
      break;
    case 'literal': {
      const index = name % 3;
      image.value(`Own new literal at: ${index + 1} put: ${value}`);
      model.literal = model.literal.map((each, i) => (i === index ? value : each));
      break;
    }
    case 'print':
      image.value(`True compile: 'printOn: aStream aStream nextPutAll: ''${value}'''`);
      model.printed = String(value);
      break;
    case 'unprint':
      image.value(`True compile: 'printOn: aStream super printOn: aStream'`);
      model.printed = 'aTrue';
      break;
  }
}

/** What a probe answers: null where it is not understood. */
function expectedProbe(model: Model, chain: readonly string[]): number | null {
  const [first, ...rest] = chain;
  if (first === undefined) return null;
  const probe = model.probes.get(first);
  if (!probe) return expectedProbe(model, rest);
  if (!probe.callsSuper) return probe.value;
  const above = expectedProbe(model, rest);
  return above === null ? null : above * 2 + probe.value;
}

function verify(image: TestImage, model: Model): void {
  const [a = null, b = null, c = null] = ['Probe0', 'Probe1', 'Probe2'].map(
    (name) => model.globals.get(name) ?? null,
  );
  const probes = Object.values(receivers).map((chain) => expectedProbe(model, chain));
  const expected = [
    a,
    b,
    c,
    model.count,
    model.shared,
    model.classVariable,
    model.printed ?? 'true',
    ...model.literal,
    ...probes,
  ];
  // The probes are sent from one site, whose inline cache all of an image's answers go through.
  const actual = image.plain(`| out |
    out := WriteStream on: String new.
    #(Probe0 Probe1 Probe2) do: [ :each | out print: (Smalltalk at: each ifAbsent: [ nil ]); space ].
    out print: Own count; space; print: Own shared; space.
    out print: ([ Magnitude probeVariable ] on: MessageNotUnderstood do: [ :e | e return: nil ]); space.
    out nextPutAll: (true printString copyWithout: Character space); space.
    Own new literal do: [ :each | out print: each; space ].
    { ${Object.keys(receivers).join('. ')} } do: [ :each |
      out print: ([ each probe ] on: MessageNotUnderstood do: [ :e | e return: nil ]); space ].
    out contents`);
  assert.equal(String(actual).trim(), expected.map((each) => each ?? 'nil').join(' '), image.vat.name);
}

test('what one image changes no other sees', () => {
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 25 }), (changes) => {
      const system = new LocalSystem();
      const images = ['a', 'b', 'c'].map((name) => system.image(name).define(ownClass));
      const models = images.map((): Model => ({
        globals: new Map(),
        probes: new Map(),
        count: null,
        shared: null,
        classVariable: null,
        literal: [1, 2, 3],
        printed: undefined,
      }));
      for (const each of changes) {
        apply(images[each[1]], models[each[1]], each);
        images.forEach((image, i) => verify(image, models[i]));
      }
      // An image started now starts from the kernel as it was.
      const fresh = system.image('fresh');
      assert.equal(fresh.plain('true printString'), 'true');
      assert.equal(fresh.plain('[ 7 probe ] on: MessageNotUnderstood do: [ :e | e return: nil ]'), null);
      assert.equal(fresh.plain(`Smalltalk at: #Own ifAbsent: [ #none ]`), 'none');
    }),
    { numRuns: 12, endOnFailure: true },
  );
});

/** `attack` in one image leaves `probe` as it was in another, and in one that starts later. */
function checkHarmless(what: string, attack: string, probe: string): void {
  test(`${what} stays with the image that does it`, () => {
    const system = new LocalSystem();
    const [attacker, victim] = [system.image('attacker'), system.image('victim')];
    const before = victim.plain(probe);
    attacker.evaluate(attack);
    assert.equal(victim.plain(probe), before);
    assert.equal(system.image('later').plain(probe), before);
  });
}

const symbolText = '(WideString with: (Character value: 955)) asSymbol';
checkHarmless('a store into a symbol', '#foo at: 1 put: $x. #foo basicAt: 1 put: 65', '#foo printString');
checkHarmless(
  'a store into a wide symbol',
  `${symbolText} basicAt: 1 put: 65`,
  `${symbolText} size printString , ${symbolText} first printString`,
);
checkHarmless('a symbol made a string', 'ByteString adoptInstance: #foo', '#foo class name');
checkHarmless('a symbol that becomes another', '#foo becomeForward: #bar', '#foo printString');
checkHarmless('a constant Float stored into', 'Float pi basicAt: 1 put: 3', 'Float pi printString');
checkHarmless(
  'a Float of a class variable stored into',
  'Float pi at: 2 put: 3. Float e at: 1 put: 1',
  'Float e printString',
);
checkHarmless('a class that becomes another', 'Object become: Bag', 'Object name');
checkHarmless('a class replaced', 'Smalltalk at: #Bag put: Set', 'Bag name');
checkHarmless('the comment of a class', `Object comment: 'hacked'`, 'Object comment size');
checkHarmless('the category of a class', `Object category: 'Hacked'`, 'Object category');
checkHarmless(
  'a new class variable of a kernel class',
  `Object addClassVarName: 'Hacked'`,
  'Object classVarNames size',
);
checkHarmless(
  'new instance variables of a kernel class',
  `Object addInstVarName: 'hacked'. Point addInstVarName: 'z'`,
  '(1@2) printString',
);
checkHarmless(
  'a removed method',
  'Object removeSelector: #printString',
  '3 printString , Object new printString',
);
checkHarmless('a removed class', 'Smalltalk removeClassNamed: #Bag. Bag removeFromSystem', 'Bag name');
checkHarmless('a renamed class', 'Bag rename: #Sack', 'Bag name');
checkHarmless(
  'a new subclass of a kernel class',
  'Object subclass: #Zork instanceVariableNames: #() classVariableNames: #() package: #Tests',
  'Object subclasses size',
);
checkHarmless(
  'a literal that reflection reaches',
  '(Object >> #printString) literals at: 1 put: 3. (Collection >> #printOn:) literals do: [ :each | each isString ifTrue: [ each at: 1 put: $x ] ]',
  '(OrderedCollection with: 3) printString',
);
checkHarmless('a dependent of nil', 'nil addDependent: 3', 'nil dependents size');
checkHarmless('a changed class-side table', 'Character initialize. Transcript := nil', 'Transcript isNil');

test('many images of one kernel see one symbol and one nil, and a class object each', () => {
  const system = new LocalSystem();
  const [a, b] = [system.image('a'), system.image('b')];
  assert.equal(a.value('#foo'), b.value('#foo'));
  assert.equal(a.value('nil'), b.value('nil'));
  assert.notEqual(a.value('Object'), b.value('Object'));
  assert.notEqual(a.value('Object class'), b.value('Object class'));
});
