// Programs in Smalltalk, at random: methods of one class and an expression that runs them. Trees of choices first, which
// fast-check makes smaller; names are given where the tree becomes text, from what is in scope there.
import fc from 'fast-check';
import { libraryClasses } from './programLibrary';
import type { Program } from './tierTrial';

/** What an expression can read and store into where it stands. */
interface Scope {
  readonly readable: readonly string[];
  readonly assignable: readonly string[];
  /** How many blocks are around it. */
  readonly depth: number;
  /** Index of its method: it sends to itself what later ones understand. */
  readonly method: number;
  readonly methodCount: number;
}

type Text = (scope: Scope) => string;

function inBlock(scope: Scope, parameters: readonly string[], own: readonly string[] = []): Scope {
  return {
    ...scope,
    readable: [...parameters, ...own, ...scope.readable],
    assignable: [...own, ...scope.assignable],
    depth: scope.depth + 1,
  };
}

const at = (names: readonly string[], index: number): string => names[index % names.length];

const integers = [
  '0', '1', '2', '3', '-1', '-7', '10', '31', '255', '1073741823', '1073741824', '-1073741825', '2147483647', '4294967296',
  '9007199254740991', '9007199254740992', '-9007199254740991', '-9007199254740993', '1152921504606846975',
  '-1152921504606846976', '1152921504606846976', '123456789012345678901234567890',
]; // prettier-ignore
const others = [
  '1.5', '-0.0', '0.5', '1.0e100', '-3.25', '3.0', '(1/3)', '(-7/2)', '2.5s2', 'nil', 'true', 'false', '#foo', '$a', "'abc'",
  '#( 3 1 2 )', '#( 1 $b #c nil )', '#[ 1 200 3 ]', '(3 @ 4)', '(Specimen new)', '(Round new)', '(Square new)', '(Cube new)',
  '(1 to: 5)', '(OrderedCollection withAll: #( 5 6 7 ))', 'self', 'thisContext method selector',
]; // prettier-ignore

const number: fc.Arbitrary<Text> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(...integers.slice(0, 8)).map(
      (text): Text =>
        () =>
          text,
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...integers, ...others.slice(0, 9)).map(
      (text): Text =>
        () =>
          text,
    ),
  },
);
const literal: fc.Arbitrary<Text> = fc.oneof(
  { weight: 3, arbitrary: number },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...others).map(
      (text): Text =>
        () =>
          text,
    ),
  },
);
const variable: fc.Arbitrary<Text> = fc.nat(20).map(
  (i): Text =>
    ({ readable }) =>
      at(readable, i),
);

const binary = ['+', '-', '*', '/', '//', '\\\\', '<', '>', '<=', '>=', '=', '~=', '==', '~~'];
const keyword = [
  'bitAnd:',
  'bitOr:',
  'bitXor:',
  'max:',
  'min:',
  'rem:',
  'quo:',
  'shift:',
  'at:',
  'draw:',
  'plus:',
];
/** What numbers understand, and what only answers numbers there. */
const numeric = ['negated', 'abs', 'asFloat', 'truncated', 'sqrt', 'sign'];
const unary = [
  'negated', 'abs', 'printString', 'size', 'isNil', 'class', 'asFloat', 'truncated', 'sides', 'double', 'first', 'isString',
  'sqrt', 'value', 'a', 'last', 'asString', 'even', 'sum',
]; // prettier-ignore

type Parts = {
  expression: Text;
  number: Text;
  condition: Text;
  block: Text;
  statement: Text;
  statements: Text;
};

const { expression, statements } = fc.letrec<Parts>((tie) => {
  const e = tie('expression');
  const n = tie('number');
  const body = tie('statements');
  const combine = (make: (scope: Scope, ...texts: string[]) => string, ...parts: fc.Arbitrary<Text>[]): fc.Arbitrary<Text> =>
    fc.tuple(...parts).map((texts): Text => (scope) => make(scope, ...texts.map((text) => text(scope))));
  const oneOf = (names: readonly string[]): fc.Arbitrary<Text> => fc.constantFrom(...names).map((name): Text => () => name);
  /** A block of `count` parameters around statements that end with an expression. */
  const blockOf = (count: number, hasOwn = false): fc.Arbitrary<Text> =>
    fc.tuple(body, fc.oneof({ weight: 2, arbitrary: n }, { weight: 1, arbitrary: e })).map(([inside, last]): Text => (scope) => {
      const parameters = Array.from({ length: count }, (_, i) => `x${scope.depth}${'abcd'[i]}`);
      const own = hasOwn ? [`y${scope.depth}`] : [];
      const inner = inBlock(scope, parameters, own);
      const head = parameters.map((name) => `:${name} `).join('');
      return `[ ${head}${head ? '| ' : ''}${hasOwn ? `| ${own[0]} | ` : ''}${inside(inner)}${last(inner)} ]`;
    });
  /** Statements alone, as blocks that the compiler puts in place. */
  const inPlace: fc.Arbitrary<Text> = fc.tuple(body, e).map(([inside, last]): Text => (scope) => `[ ${inside(scope)}${last(scope)} ]`);
  const count = fc.constantFrom('0', '1', '2', '3', '5', '9').map((text): Text => () => text);

  return {
    number: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'program' },
      { weight: 5, arbitrary: variable },
      { weight: 3, arbitrary: number },
      { weight: 5, arbitrary: combine((_, l, op, r) => `(${l} ${op} ${r})`, n, oneOf(binary.slice(0, 6)), n) },
      { weight: 3, arbitrary: combine((_, l, op, r) => `(${l} ${op} ${r})`, variable, oneOf(binary.slice(0, 3)), number) },
      { weight: 2, arbitrary: combine((_, l, op, r) => `(${l} ${op} ${r})`, n, oneOf(keyword.slice(0, 7)), n) },
      { weight: 1, arbitrary: combine((_, l, k) => `(${l} bitShift: ${k})`, n, oneOf(['1', '2', '30', '31', '64', '-1', '-31', '-40'])) },
      { weight: 2, arbitrary: combine((_, r, selector) => `(${r} ${selector})`, n, oneOf(numeric)) },
      { weight: 3, arbitrary: fc.tuple(n, n, fc.nat(5)).map(([p, q, skip]): Text => (scope) => callOf(scope, p(scope), q(scope), skip)) },
      { weight: 1, arbitrary: combine((_, c, yes, no) => `(${c} ifTrue: [ ${yes} ] ifFalse: [ ${no} ])`, tie('condition'), n, n) },
      { weight: 1, arbitrary: combine((_, k, p) => `(self fall: ${k} with: ${p})`, count, n) },
      { weight: 1, arbitrary: combine((_, k) => `(self branch: ${k})`, count) },
      { weight: 1, arbitrary: combine((_, r, i, b) => `(${r} inject: ${i} into: ${b})`, oneOf(['#( 3 1 2 )', '(1 to: 4)']), n, blockOf(2)) },
      { weight: 1, arbitrary: e },
    ),
    expression: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'program' },
      { weight: 20, arbitrary: n },
      { weight: 4, arbitrary: variable },
      { weight: 3, arbitrary: literal },
      { weight: 6, arbitrary: combine((_, l, op, r) => `(${l} ${op} ${r})`, e, oneOf(binary), e) },
      { weight: 3, arbitrary: combine((_, l, op, r) => `(${l} ${op} ${r})`, variable, oneOf(binary.slice(0, 8)), number) },
      { weight: 3, arbitrary: combine((_, l, op, r) => `(${l} ${op} ${r})`, e, oneOf(keyword), e) },
      { weight: 3, arbitrary: combine((_, r, selector) => `${r} ${selector}`, e, oneOf(unary)).map((text): Text => (s) => `(${text(s)})`) },
      { weight: 2, arbitrary: combine((_, c, yes, no) => `(${c} ifTrue: ${yes} ifFalse: ${no})`, tie('condition'), inPlace, inPlace) },
      { weight: 1, arbitrary: combine((_, r, no) => `(${r} ifNil: ${no})`, e, inPlace) },
      { weight: 1, arbitrary: combine((_, c, yes) => `(${c} and: ${yes})`, tie('condition'), inPlace) },
      { weight: 1, arbitrary: combine((_, c, yes) => `(${c} or: ${yes})`, e, inPlace) },
      { weight: 4, arbitrary: fc.tuple(e, e, fc.nat(5)).map(([p, q, skip]): Text => (scope) => callOf(scope, p(scope), q(scope), skip)) },
      { weight: 2, arbitrary: combine((_, r, b) => `(${r} collect: ${b})`, oneOf(others.slice(15, 18)), blockOf(1)) },
      { weight: 1, arbitrary: combine((_, r, b) => `(${r} collect: ${b})`, e, blockOf(1)) },
      { weight: 2, arbitrary: combine((_, r, i, b) => `(${r} inject: ${i} into: ${b})`, oneOf(['#( 3 1 2 )', '(1 to: 4)']), e, blockOf(2)) },
      { weight: 1, arbitrary: combine((_, r, b, c) => `(${r} detect: ${b} ifNone: ${c})`, oneOf(others.slice(15, 18)), blockOf(1), blockOf(0)) },
      { weight: 1, arbitrary: combine((_, r, b) => `(${r} select: ${b})`, oneOf(others.slice(15, 18)), blockOf(1)) },
      { weight: 2, arbitrary: combine((_, b) => `(${b} value)`, blockOf(0, true)) },
      { weight: 2, arbitrary: combine((_, b, p) => `(${b} value: ${p})`, blockOf(1, true), e) },
      { weight: 1, arbitrary: tie('block') },
      { weight: 1, arbitrary: combine((_, b, p) => `(${b} value: ${p})`, variable, e) },
      { weight: 2, arbitrary: combine((_, b, c) => `(self run: ${b} with: ${c})`, blockOf(1), e) },
      { weight: 2, arbitrary: combine((_, p, q) => `(OrderedCollection new add: ${p}; add: ${q}; yourself)`, e, e) },
      { weight: 1, arbitrary: combine((_, p, q) => `(Array with: ${p} with: ${q})`, e, e) },
      { weight: 1, arbitrary: combine((_, p, q) => `{ ${p}. ${q} }`, e, e) },
      { weight: 1, arbitrary: combine((_, p) => `(self perform: #draw: with: ${p})`, e) },
      { weight: 2, arbitrary: combine((_, b, x, h) => `(${b} on: ${x} do: ${h})`, blockOf(0), oneOf(['ZeroDivide', 'Error', 'MessageNotUnderstood', 'Exception', 'Warning']), blockOf(1)) },
      { weight: 1, arbitrary: combine((s, b, how, p) => `(${b} on: Error do: [ :h${s.depth} | ${how.replaceAll('h', `h${s.depth}`).replaceAll('P', p)} ])`, blockOf(0), oneOf(['h return: P', 'h retryUsing: [ P ]', 'h resume: P', 'h pass', 'h signal', 'h outer. P', 'h messageText', 'h class', 'h signalerContext method selector']), e) },
      { weight: 2, arbitrary: combine((_, b, c) => `(${b} ensure: ${c})`, blockOf(0), blockOf(0)) },
      { weight: 1, arbitrary: combine((_, b, c) => `(${b} ifCurtailed: ${c})`, blockOf(0), blockOf(0)) },
      { weight: 1, arbitrary: combine((_, x, p) => `(${x}${p})`, oneOf(['Error signal: ', 'Warning signal: ', 'ZeroDivide new signal: ', 'Error new signal: ']), oneOf(["'s1'", "'s2'"])) },
      { weight: 1, arbitrary: combine((_, p) => `(Blob at: ${p})`, e) },
      { weight: 1, arbitrary: combine((_, p) => `(Far at: ${p})`, e) },
      { weight: 1, arbitrary: oneOf(['Far size', 'Far last', 'Blob size', '(Far inject: 0 into: [ :s :each | s + each ])', '(Blob copyFrom: 3 to: 6)']) },
      { weight: 1, arbitrary: combine((_, b) => `(self wait: ${b})`, blockOf(0)) },
    ),
    condition: fc.oneof(
      { weight: 10, arbitrary: combine((_, l, op, r) => `(${l} ${op} ${r})`, n, oneOf(binary.slice(6)), n) },
      { weight: 2, arbitrary: combine((_, l) => `(${l} isNil)`, e) },
      { weight: 1, arbitrary: combine((_, l) => `(${l} not)`, tie('condition')) },
      { weight: 1, arbitrary: combine((_, l, b) => `(${l} and: ${b})`, tie('condition'), inPlace) },
      { weight: 1, arbitrary: combine((_, l, b) => `(${l} or: ${b})`, tie('condition'), inPlace) },
      { weight: 1, arbitrary: e },
    ),
    block: fc.oneof(blockOf(0), blockOf(1, true), blockOf(2)),
    statement: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'program' },
      { weight: 8, arbitrary: fc.tuple(fc.nat(20), n).map(([i, value]): Text => (scope) => assignment(at(scope.assignable, i), value(scope))) },
      { weight: 4, arbitrary: combine((_, p) => `self log: ${p}`, e) },
      { weight: 1, arbitrary: combine((_, p) => p, e) },
      { weight: 1, arbitrary: combine((_, c, p) => `${c} ifTrue: [ ^ ${p} ]`, tie('condition'), e) },
      { weight: 2, arbitrary: combine((_, c, yes, no) => `${c} ifTrue: ${yes} ifFalse: ${no}`, tie('condition'), inPlace, inPlace) },
      { weight: 1, arbitrary: combine((_, c, yes) => `${c} ifFalse: ${yes}`, tie('condition'), inPlace) },
      { weight: 2, arbitrary: fc.tuple(count, fc.constantFrom('', ' by: 2', ' by: -1'), body).map(([n, by, inside]): Text => (scope) => {
          const name = `x${scope.depth}i`;
          return `${by === ' by: -1' ? `${n(scope)} to: 1` : `1 to: ${n(scope)}`}${by} do: [ :${name} | ${inside(inBlock(scope, [name]))}]`;
        }) },
      { weight: 2, arbitrary: fc.tuple(count, body, fc.constantFrom('whileTrue', 'whileFalse')).map(([n, inside, selector]): Text => (scope) => {
          const name = `w${scope.depth}`;
          const inner = inBlock(scope, [name]);
          return `[ | ${name} | ${name} := 0. [ ${name} ${selector === 'whileTrue' ? '<' : '>='} ${n(scope)} ] ${selector}: [ ${inside(inner)}${name} := ${name} + 1 ] ] value`;
        }) },
      { weight: 1, arbitrary: combine((_, n, b) => `${n} timesRepeat: ${b}`, count, blockOf(0)) },
      { weight: 2, arbitrary: combine((_, r, b) => `${r} do: ${b}`, oneOf(others.slice(15, 18)), blockOf(1)) },
      { weight: 1, arbitrary: combine((_, n, b) => `1 to: ${n} do: ${b}`, count, blockOf(1)) },
      { weight: 1, arbitrary: combine((_, r, b) => `${r} reverseDo: ${b}`, oneOf(others.slice(15, 16)), blockOf(1)) },
      // Who waits for nobody finds far answers at another moment in each run.
      { weight: 1, arbitrary: combine((_, b) => `self wait: ${b}`, blockOf(0)) },
      { weight: 1, arbitrary: oneOf(['Processor yield', 'self redefine', 'self reshape', 'self trade']) },
      // Both tiers take a Float for a value: who writes its words changes one of its copies.
      { weight: 1, arbitrary: combine((_, p, q) => `a isFloat ifFalse: [ a at: ${p} put: ${q} ]`, e, e) },
      { weight: 1, arbitrary: combine((_, p) => `Far add: ${p}`, number) },
    ),
    statements: fc.array(tie('statement'), { maxLength: 3, depthIdentifier: 'program' }).map((all): Text => (scope) => all.map((each) => `${each(scope)}. `).join('')),
  };
}); // prettier-ignore

/** Values must not grow without bounds where this is done again and again. */
function assignment(name: string, value: string): string {
  return /\*|[a-z]:|m\d|\/|double|value|Shift/.test(value)
    ? `${name} := self lim: ${value}`
    : `${name} := ${value}`;
}

/** A message to a method behind the running one, or to that itself a little less deep. */
function callOf({ method, methodCount }: Scope, p: string, q: string, skip: number): string {
  const later = methodCount - method - 1;
  if (later === 0 || skip === 0)
    return `(depth > 0 ifTrue: [ self m${method}: (self lim: ${p}) and: ${q} depth: depth - 1 ] ifFalse: [ ${q} ])`;
  return `(self m${method + 1 + (skip % later)}: ${p} and: ${q} depth: depth)`;
}

const method = fc.tuple(statements, expression);

/** The class of one program, and how it is run. */
interface Specimen {
  readonly methods: readonly (readonly [Text, Text])[];
  readonly calls: readonly (readonly [Text, Text])[];
}

const specimen: fc.Arbitrary<Specimen> = fc.record({
  methods: fc.array(method, { minLength: 1, maxLength: 3 }),
  calls: fc.array(fc.tuple(fc.oneof(number, number, literal), number), { minLength: 1, maxLength: 4 }),
});

function specimenText({ methods }: Specimen, name: string): string {
  const names = ['p', 'q', 't', 'u', 'a', 'b', 'depth'];
  const texts = methods.map(([inside, last], index) => {
    const scope: Scope = {
      readable: names,
      assignable: names.slice(2, 6),
      depth: 0,
      method: index,
      methodCount: methods.length,
    };
    return `{ #category : #all }
${name} >> m${index}: p and: q depth: depth [ | t u | t := p. u := 1. ${inside(scope)}^ ${last(scope)} ]`;
  });
  return `Class { #name : #${name}, #superclass : #Specimen, #category : #Tests }\n${texts.join('\n')}\n`;
}

function runText({ calls }: Specimen, name: string): string {
  const scope: Scope = { readable: ['nil'], assignable: ['nil'], depth: 0, method: 0, methodCount: 1 };
  const sends = calls.map(([p, q]) => `s try: [ :me | me m0: ${p(scope)} and: ${q(scope)} depth: 3 ].`);
  const text = sends.join(' ').replaceAll('self', 's');
  return `| s | s := ${name} new start. 2 timesRepeat: [ ${text} ]. s told`;
}

/** `count` programs at most, one after the other in one image: each a class with up to three methods. */
export function arbitraryProgram(count: number): fc.Arbitrary<Program & { readonly count: number }> {
  return fc.array(specimen, { minLength: 1, maxLength: count, size: 'max' }).map((specimens) => {
    const names = specimens.map((_, i) => `Specimen${i}`);
    const runs = specimens.map((each, i) => `[ ${runText(each, names[i])} ] value`);
    return {
      classes: [...libraryClasses, ...specimens.map((each, i) => specimenText(each, names[i]))],
      breakable: ['Round', 'Specimen'],
      expression: runs.join(",\n'---\n' , "),
      count: specimens.length,
    };
  });
}

/** The part of a program that is not the same in all. */
export function programText({ classes, expression }: Program): string {
  return [...classes.slice(libraryClasses.length), expression].join('\n');
}
