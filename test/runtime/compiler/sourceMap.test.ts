import assert from 'node:assert/strict';
import test from 'node:test';
import { compileMethod } from '../../../runtime/compiler/compile';
import { sourceEntryAt, type CompiledCode } from '../../../runtime/compiler/compiledCode';
import { disassemble } from '../../../runtime/compiler/disassembler';
import { testScope } from './shapes';

function compiled(source: string): CompiledCode {
  const { code } = compileMethod(source, testScope);
  assert.ok(code);
  return code;
}

function check(source: string, ...expected: string[]): void {
  test(`maps ${source}`, () => {
    const { sourceMap } = compiled(source);
    assert.deepEqual(
      sourceMap.map(({ pc, kind, start, stop }) => `${pc} ${kind} ${source.slice(start, stop)}`),
      expected,
    );
  });
}

check('foo', '0 return ');
check('foo ^first bar', '0 statement ^first bar', '1 send first bar', '2 return ^first bar');
check('foo first a; b', '0 statement first a; b', '2 send first a', '4 send b', '6 return ');
check(
  'foo (first a) b: 1. second c',
  '0 statement (first a) b: 1',
  '1 send first a',
  '3 send (first a) b: 1',
  '5 statement second c',
  '6 send second c',
  '8 return ',
);
check(
  'foo first ifTrue: [self a]',
  '0 statement first ifTrue: [self a]',
  '1 condition first ifTrue: [self a]',
  '2 statement self a',
  '3 send self a',
  '5 return ',
);
check(
  'foo [first] whileTrue: [self a]',
  '0 statement [first] whileTrue: [self a]',
  '0 statement first',
  '1 condition [first] whileTrue: [self a]',
  '2 statement self a',
  '3 send self a',
  '9 return ',
);
check(
  'foo 1 to: 2 do: [:i | i a]',
  '0 statement 1 to: 2 do: [:i | i a]',
  '2 condition 1 to: 2 do: [:i | i a]',
  '8 statement i a',
  '9 send i a',
  '11 condition 1 to: 2 do: [:i | i a]',
  '19 return ',
);

test('blocks have maps of their own, in the offsets of the method', () => {
  const source = 'foo ^[:x | x bar. x]';
  const block = compiled(source).literals.find((each) => typeof each === 'object' && each.kind === 'block');
  assert.ok(typeof block === 'object' && block.kind === 'block');
  const entries = block.code.sourceMap.map(
    ({ pc, kind, start, stop }) => `${pc} ${kind} ${source.slice(start, stop)}`,
  );
  assert.deepEqual(entries, [
    '0 block-entry [:x | x bar. x]',
    '0 statement x bar',
    '1 send x bar',
    '3 statement x',
    '4 return x',
  ]);
});

test('a pc in a send maps to the whole message, with the place of its selector', () => {
  const source = 'foo ^first bar: (second baz: 1)';
  const code = compiled(source);
  const found = disassemble(code).map(({ pc }) => {
    const entry = sourceEntryAt(code, pc)!;
    return entry.selectorStart === undefined
      ? entry.kind
      : `${entry.selector} ${source.slice(entry.selectorStart, entry.stop)}`;
  });
  assert.deepEqual(found, [
    'statement',
    'statement',
    'statement',
    'baz: baz: 1',
    'bar: bar: (second baz: 1)',
    'return',
  ]);
});

test('the debugger finds every variable', () => {
  const source =
    'foo: a | t u | u := a. t := 1. [:p | | q | t := p. q := u. q]. first ifTrue: [| w | w := 2. w foo]';
  const code = compiled(source);
  const describe = (each: CompiledCode): string[] =>
    each.temps.map(({ name, kind, location, start, stop }) => {
      const place = location.kind === 'stack' ? `${location.index}` : `${location.index}[${location.slot}]`;
      return `${name} ${kind} ${place} ${source.slice(start, start + 4)}…${source.slice(stop - 1, stop)}`;
    });
  assert.deepEqual(describe(code), [
    'a argument 0 foo:…]',
    'u temporary 1 foo:…]',
    'w temporary 2 [| w…]',
    't temporary 3[0] foo:…]',
  ]);
  const withBlock = compiled(source.replace('[:p', 'a do: [:p'));
  const block = withBlock.literals.find((each) => typeof each === 'object' && each.kind === 'block');
  assert.ok(typeof block === 'object' && block.kind === 'block');
  assert.deepEqual(
    block.code.temps.map(({ name, kind, location }) => [name, kind, location]),
    [
      ['p', 'argument', { kind: 'stack', index: 0 }],
      ['t', 'copied', { kind: 'vector', index: 1, slot: 0 }],
      ['u', 'copied', { kind: 'stack', index: 2 }],
      ['q', 'temporary', { kind: 'stack', index: 3 }],
    ],
  );
});
