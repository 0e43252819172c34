import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { compileDoIt, compileMethod } from '../../../runtime/compiler/compile';
import type { CompiledCode } from '../../../runtime/compiler/compiledCode';
import { codeFromJson, codeToJson } from '../../../runtime/compiler/codeSerialization';
import { disassemblyText } from '../../../runtime/compiler/disassembler';
import { printMethod } from '../../../runtime/compiler/printer';
import { arbitraryMethod } from './arbitraryMethods';
import { testScope } from './shapes';
import { verifyCode } from './verifyCode';

function compiled(source: string): CompiledCode {
  const { code, diagnostics } = compileMethod(source, testScope);
  assert.ok(code, `${source}: ${diagnostics[0]?.message}`);
  verifyCode(code);
  return code;
}

/** Expects the disassembly of `foo: a` with this body, pcs left out (they are of jump targets only). */
function check(body: string, ...expected: string[]): void {
  test(`compiles ${body}`, () => {
    const lines = disassemblyText(compiled(`foo: a ${body}`)).split('\n');
    assert.deepEqual(
      lines.map((line) => line.replace(/^( *)\d+ /, '$1')),
      expected,
    );
  });
}

check('', 'returnSelf');
check('^self', 'returnSelf');
check('^nil', 'return: nil');
check('^true', 'return: true');
check('^a', 'pushTemp: 0', 'returnTop');
check('a. 3. self. [a]', 'returnSelf');
check('a foo', 'pushTemp: 0', 'send: foo', 'pop', 'returnSelf');
check('^first + second', 'pushInstance: 0', 'pushInstance: 1', 'send: +', 'returnTop');
check('first := 3', 'push: 3', 'popIntoInstance: 0', 'returnSelf');
check('^first := Global := 3', 'push: 3', 'storeBinding: Global', 'storeInstance: 0', 'returnTop');
check('Global := a', 'pushTemp: 0', 'popIntoBinding: Global', 'returnSelf');
check('| t u | t := u := a', 'pushTemp: 0', 'storeTemp: 2', 'popIntoTemp: 1', 'returnSelf');
check('^-1', 'push: -1', 'returnTop');
check('^-32768', 'push: -32768', 'returnTop');
check('^32767', 'push: 32767', 'returnTop');
check('^32768', 'push: 32768', 'returnTop');
check(
  "^#(1 $a foo:bar: 'x' (2) true) size",
  "push: #(1 $a #foo:bar: 'x' #(2) true)",
  'send: size',
  'returnTop',
);
check('^$a , $☃', 'push: $a', 'push: $☃', 'send: ,', 'returnTop');
check('^{1. a}', 'push: 1', 'pushTemp: 0', 'arrayFromStack: 2', 'returnTop');
check('^{}', 'arrayFromStack: 0', 'returnTop');
check('^thisContext', 'thisContext', 'returnTop');
check('^thisProcess', 'thisProcess', 'returnTop');
check('^a at: 1 put: 2', 'pushTemp: 0', 'push: 1', 'push: 2', 'send: at:put:', 'returnTop');
check('super foo: a', 'self', 'pushTemp: 0', 'super: foo:', 'pop', 'returnSelf');
check(
  '^a foo; bar: 1; baz',
  'pushTemp: 0',
  'dup',
  'send: foo',
  'pop',
  'dup',
  'push: 1',
  'send: bar:',
  'pop',
  'send: baz',
  'returnTop',
);
check('^super foo; bar', 'self', 'dup', 'super: foo', 'pop', 'super: bar', 'returnTop');
check('^a ifTrue: [1]', 'pushTemp: 0', 'jumpFalse: 4', 'push: 1', 'jump: 5', 'push: nil', 'returnTop');
check('a ifTrue: [a foo]', 'pushTemp: 0', 'jumpFalse: 5', 'pushTemp: 0', 'send: foo', 'pop', 'returnSelf');
check(
  'a ifFalse: [^1] ifTrue: [^2]',
  'pushTemp: 0',
  'jumpTrue: 4',
  'push: 1',
  'returnTop',
  'push: 2',
  'returnTop',
);
check(
  '^a ifTrue: [] ifFalse: [2]',
  'pushTemp: 0',
  'jumpFalse: 4',
  'push: nil',
  'jump: 6',
  'push: 2',
  'returnTop',
);
check('^a ifTrue: 1', 'pushTemp: 0', 'push: 1', 'send: ifTrue:', 'returnTop');
check(
  '^a ifTrue: [:x | x]',
  'pushTemp: 0',
  'closure: 0 copied: 0',
  '  pushTemp: 0',
  '  blockReturnTop',
  'send: ifTrue:',
  'returnTop',
);
check(
  '^a and: [first]',
  'pushTemp: 0',
  'jumpFalse: 4',
  'pushInstance: 0',
  'jump: 5',
  'push: false',
  'returnTop',
);
check(
  '^a or: [first]',
  'pushTemp: 0',
  'jumpTrue: 4',
  'pushInstance: 0',
  'jump: 5',
  'push: true',
  'returnTop',
);
check(
  '(a and: [first or: [second]]) ifTrue: [^1]',
  'pushTemp: 0',
  'jumpFalse: 8',
  'pushInstance: 0',
  'jumpTrue: 6',
  'pushInstance: 1',
  'jumpFalse: 8',
  'push: 1',
  'returnTop',
  'returnSelf',
);
check(
  '^a ifNil: [1]',
  'pushTemp: 0',
  'dup',
  'push: nil',
  'send: ==',
  'jumpFalse: 7',
  'pop',
  'push: 1',
  'returnTop',
);
check(
  '^a ifNotNil: [:x | x foo]',
  'pushTemp: 0',
  'dup',
  'push: nil',
  'send: ==',
  'jumpTrue: 8',
  'popIntoTemp: 1',
  'pushTemp: 1',
  'send: foo',
  'returnTop',
);
check(
  'a ifNotNil: [:x | x foo]',
  'pushTemp: 0',
  'dup',
  'push: nil',
  'send: ==',
  'jumpTrue: 10',
  'popIntoTemp: 1',
  'pushTemp: 1',
  'send: foo',
  'pop',
  'jump: 11',
  'pop',
  'returnSelf',
);
check(
  '^a ifNil: [1] ifNotNil: [2]',
  'pushTemp: 0',
  'push: nil',
  'send: ==',
  'jumpFalse: 6',
  'push: 1',
  'jump: 8',
  'push: 2',
  'returnTop',
);
check(
  '[a foo] whileTrue: [a bar]',
  'pushTemp: 0',
  'send: foo',
  'jumpFalse: 10',
  'pushTemp: 0',
  'send: bar',
  'pop',
  'jump: 0',
  'returnSelf',
);
check('[a foo] whileFalse', 'pushTemp: 0', 'send: foo', 'jumpTrue: 8', 'jump: 0', 'returnSelf');
check('^[a foo] whileTrue', 'pushTemp: 0', 'send: foo', 'jumpFalse: 8', 'jump: 0', 'push: nil', 'returnTop');
check('[] repeat', 'jump: 0');
check('[a foo] repeat. a bar', 'pushTemp: 0', 'send: foo', 'pop', 'jump: 0');
check('[true] whileTrue: [a foo]', 'pushTemp: 0', 'send: foo', 'pop', 'jump: 0');
check(
  '1 to: 9 do: [:i | a foo: i]',
  'push: 1',
  'popIntoTemp: 1',
  'pushTemp: 1',
  'push: 9',
  'send: <=',
  'jumpFalse: 20',
  'pushTemp: 0',
  'pushTemp: 1',
  'send: foo:',
  'pop',
  'pushTemp: 1',
  'push: 1',
  'send: +',
  'popIntoTemp: 1',
  'jump: 2',
  'returnSelf',
);
check(
  '^9 to: a by: -2 do: [:i | ]',
  'push: 9',
  'dup',
  'pushTemp: 0',
  'popIntoTemp: 1',
  'popIntoTemp: 2',
  'pushTemp: 2',
  'pushTemp: 1',
  'send: >=',
  'jumpFalse: 22',
  'pushTemp: 2',
  'push: -2',
  'send: +',
  'popIntoTemp: 2',
  'jump: 6',
  'returnTop',
);
check(
  'a timesRepeat: [a foo]',
  'pushTemp: 0',
  'popIntoTemp: 1',
  'push: 1',
  'popIntoTemp: 2',
  'pushTemp: 2',
  'pushTemp: 1',
  'send: <=',
  'jumpFalse: 20',
  'pushTemp: 0',
  'send: foo',
  'pop',
  'pushTemp: 2',
  'push: 1',
  'send: +',
  'popIntoTemp: 2',
  'jump: 4',
  'returnSelf',
);
check(
  '1 to: 3 by: a do: [:i | ]',
  'push: 1',
  'push: 3',
  'pushTemp: 0',
  'closure: 0 copied: 0',
  '  blockReturn: nil',
  'send: to:by:do:',
  'pop',
  'returnSelf',
);
check(
  '^[:x | x + a]',
  'pushTemp: 0',
  'closure: 0 copied: 1',
  '  pushTemp: 0',
  '  pushTemp: 1',
  '  send: +',
  '  blockReturnTop',
  'returnTop',
);
check('^[^a]', 'pushTemp: 0', 'closure: 0 copied: 1', '  pushTemp: 0', '  returnTop', 'returnTop');
check('^[^self]', 'closure: 0 copied: 0', '  self', '  returnTop', 'returnTop');
check(
  '| t | t := 1. ^[t]',
  'push: 1',
  'popIntoTemp: 1',
  'pushTemp: 1',
  'closure: 0 copied: 1',
  '  pushTemp: 0',
  '  blockReturnTop',
  'returnTop',
);
check(
  '| t | ^[t := 1]',
  'newArray: 1',
  'popIntoTemp: 1',
  'pushTemp: 1',
  'closure: 0 copied: 1',
  '  push: 1',
  '  storeTemp: 0 slot: 0',
  '  blockReturnTop',
  'returnTop',
);
check(
  '| t | t := [t]. ^t',
  'newArray: 1',
  'popIntoTemp: 1',
  'pushTemp: 1',
  'closure: 0 copied: 1',
  '  pushTemp: 0 slot: 0',
  '  blockReturnTop',
  'popIntoTemp: 1 slot: 0',
  'pushTemp: 1 slot: 0',
  'returnTop',
);
check(
  '^[[a]]',
  'pushTemp: 0',
  'closure: 0 copied: 1',
  '  pushTemp: 0',
  '  closure: 0 copied: 1',
  '    pushTemp: 0',
  '    blockReturnTop',
  '  blockReturnTop',
  'returnTop',
);
check(
  '[first] whileTrue: [| t | a foo: [t]. t := 1]',
  'pushInstance: 0',
  'jumpFalse: 21',
  'newArray: 1',
  'popIntoTemp: 1',
  'pushTemp: 0',
  'pushTemp: 1',
  'closure: 0 copied: 1',
  '  pushTemp: 0 slot: 0',
  '  blockReturnTop',
  'send: foo:',
  'pop',
  'push: 1',
  'popIntoTemp: 1 slot: 0',
  'jump: 0',
  'returnSelf',
);
check(
  '[first] whileTrue: [| t | a foo: t. t := 1]',
  'pushInstance: 0',
  'jumpFalse: 15',
  'push: nil',
  'popIntoTemp: 1',
  'pushTemp: 0',
  'pushTemp: 1',
  'send: foo:',
  'pop',
  'push: 1',
  'popIntoTemp: 1',
  'jump: 0',
  'returnSelf',
);
check(
  '[first] whileTrue: [| t | t := 1. a foo: t]',
  'pushInstance: 0',
  'jumpFalse: 13',
  'push: 1',
  'popIntoTemp: 1',
  'pushTemp: 0',
  'pushTemp: 1',
  'send: foo:',
  'pop',
  'jump: 0',
  'returnSelf',
);
check('<primitive: 60> ^1', 'primitive: 60', 'push: 1', 'returnTop');
check(
  '<primitive: 60 error: ec> | t | t := ec. ^t',
  'primitive: 60',
  'storeTemp: 2',
  'pushTemp: 2',
  'popIntoTemp: 1',
  'pushTemp: 1',
  'returnTop',
);
check(
  '<primitive: 60 error: ec> ^[ec := 1]',
  'primitive: 60',
  'storeTemp: 2',
  'newArray: 1',
  'popIntoTemp: 1',
  'pushTemp: 2',
  'popIntoTemp: 1 slot: 0',
  'pushTemp: 1',
  'closure: 0 copied: 1',
  '  push: 1',
  '  storeTemp: 0 slot: 0',
  '  blockReturnTop',
  'returnTop',
);

test('a loop variable is a new one for each closure', () => {
  const code = compiled('foo: a 1 to: 3 do: [:i | a add: [i]]');
  assert.match(disassemblyText(code), /pushTemp: 1\n\d+ closure: 0 copied: 1\n {2}0 pushTemp: 0/);
});

test('a variable assigned in a loop after its closure was made is shared', () => {
  assert.equal(
    compiled('foo: a | t | t := 1. [first] whileTrue: [t := t + 1. a add: t]').bytes.includes(251),
    false,
  );
  assert.equal(
    compiled('foo: a | t | t := 1. [first] whileTrue: [a add: [t]. t := t + 1]').bytes.includes(251),
    true,
  );
  assert.equal(compiled('foo: a | t | [first] whileTrue: [t := 1. a add: [t]]').bytes[0], 231);
});

test('named primitives begin with the literal of Squeak', () => {
  const code = compiled("foo: a <primitive: 'go' module: 'Archipelago'> ^1");
  assert.equal(code.primitive, 117);
  assert.deepEqual(code.primitiveName, { name: 'go', module: 'Archipelago' });
  assert.deepEqual(code.literals[0], {
    kind: 'array',
    elements: [{ kind: 'symbol', value: 'Archipelago' }, { kind: 'symbol', value: 'go' }, 0, 0],
  });
  assert.deepEqual([...code.bytes.subarray(0, 3)], [248, 117, 0]);
  assert.equal(compiled('foo: a <primitive: 555>').bytes[2], 2);
});

test('code that sends to super ends with the binding of its class', () => {
  const code = compiled('foo: a ^[super foo: 3]');
  assert.deepEqual(code.literals.at(-1), { kind: 'thisClassBinding' });
  const block = code.literals[0];
  assert.ok(typeof block === 'object' && block.kind === 'block');
  assert.deepEqual(block.code.literals.at(-1), { kind: 'thisClassBinding' });
});

test('equal constants share a literal, strings do not', () => {
  const code = compiled("foo: a ^a foo: #x bar: 'x' baz: 1.5 x: #x y: 'x' z: 1.5");
  assert.deepEqual(
    code.literals.filter((each) => typeof each === 'object' && each.kind === 'string').length,
    2,
  );
  assert.deepEqual(
    code.literals.filter((each) => typeof each === 'object' && each.kind === 'float').length,
    1,
  );
});

test('wide indices and long jumps take extensions', () => {
  const sends = Array.from(
    { length: 400 },
    (_, index) => `a foo${index}: #lit${index} with: Global${index} x: 1`,
  );
  const code = compiled(
    `foo: a first ifTrue: [${sends.join('. ')}]. [first] whileTrue: [${sends.join('. ')}]`,
  );
  const text = disassemblyText(code);
  assert.match(text, /send: foo399:with:x:/);
  assert.match(text, /push: #lit399/);
  assert.match(text, /pushBinding: Global399/);
  assert.ok(code.bytes.length > 5000);
});

test('a brace array too big for one bytecode is filled', () => {
  const code = compiled(`foo: a ^{${Array.from({ length: 200 }, (_, index) => index).join('. ')}}`);
  assert.match(disassemblyText(code), /^0 pushBinding: Array\n/);
});

test('any method compiles to code that verifies and survives serialisation', () => {
  fc.assert(
    fc.property(arbitraryMethod, (method) => {
      const { code, diagnostics } = compileMethod(printMethod(method), testScope);
      assert.ok(code, diagnostics.find(({ severity }) => severity === 'error')?.message);
      verifyCode(code);
      assert.deepEqual(codeFromJson(JSON.parse(JSON.stringify(codeToJson(code)))), code);
    }),
    { numRuns: 1500 },
  );
});

test('a do-it finds the variables of a frame in its argument', () => {
  const { code } = compileDoIt('x := x + y. [x]', testScope, { doItVariables: ['x', 'y'] });
  assert.ok(code);
  verifyCode(code);
  assert.equal(code.numArgs, 1);
  assert.equal(code.selector, 'DoIt');
  assert.deepEqual(
    disassemblyText(code)
      .split('\n')
      .map((line) => line.replace(/^( *)\d+ /, '$1')),
    [
      'pushTemp: 0 slot: 0',
      'pushTemp: 0 slot: 1',
      'send: +',
      'popIntoTemp: 0 slot: 0',
      'pushTemp: 0',
      'closure: 0 copied: 1',
      '  pushTemp: 0 slot: 0',
      '  blockReturnTop',
      'returnTop',
    ],
  );
  assert.equal(compileDoIt('3', testScope).code?.numArgs, 0);
  assert.equal(disassemblyText(compileDoIt('', testScope).code!), '0 return: nil');
});

test('SOM methods may assign to arguments', () => {
  const source =
    'foo: a | b | a := a - 1. b := [:x | x := x + a. [x]]. 1 to: 2 do: [:i | i := a]. a := 3. ^b';
  const { code } = compileMethod(source, testScope, { assignableArguments: true });
  assert.ok(code);
  verifyCode(code);
  assert.match(
    disassemblyText(code),
    /^0 newArray: 1\n2 popIntoTemp: 2\n3 pushTemp: 0\n4 popIntoTemp: 2 slot: 0/,
  );
});
