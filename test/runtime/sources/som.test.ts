import assert from 'node:assert/strict';
import test from 'node:test';
import { compileMethod } from '../../../runtime/compiler/compile';
import { readSom } from '../../../runtime/sources/somReader';
import { problemText, type MethodDefinition } from '../../../runtime/sources/sourceModel';
import { testScope } from '../compiler/shapes';

const counter = `"A licence, perhaps."

Counter = Thing (
  "counts"
  | count step |

  count = ( ^count )
  "adds" + other = ( ^count + other count )
  at: i put: x = (
    | t |
    t := [:a | | u | u := a. u ] value: i.
    (t > 3) ifTrue: [ 'a\\tb\\'c"(' println ].
    ^#(1 #two three: (4))
  )
  basic: x = primitive
  <=> other = ( ^super <=> other )

  ----

  | all |
  new = ( ^super new )
)
`;

function methodsOf(text: string): MethodDefinition[] {
  return readSom('Counter.som', text).items.filter((item) => item.kind === 'method');
}

test('reads a class with both sides', () => {
  const { items, problems } = readSom('Counter.som', counter);
  assert.deepEqual(problems, []);
  const [definition] = items;
  assert.ok(definition?.kind === 'class');
  assert.equal(definition.name, 'Counter');
  assert.equal(definition.superclassName, 'Thing');
  assert.equal(counter.slice(definition.nameRange.start, definition.nameRange.stop), 'Counter');
  assert.deepEqual(definition.instanceVariables, ['count', 'step']);
  assert.deepEqual(definition.classInstanceVariables, ['all']);
  assert.deepEqual(
    methodsOf(counter).map(({ selector, isMeta }) => [selector, isMeta]),
    [
      ['count', false],
      ['+', false],
      ['at:put:', false],
      ['basic:', false],
      ['<=>', false],
      ['new', true],
    ],
  );
});

test('superclasses: none is Object, nil is none', () => {
  const superclassOf = (text: string): unknown => {
    const [item] = readSom('x.som', text).items;
    return item?.kind === 'class' ? item.superclassName : 'no class';
  };
  assert.equal(superclassOf('A = ( )'), 'Object');
  assert.equal(superclassOf('A = nil ( )'), undefined);
});

test('methods become Smalltalk, in step with the file', () => {
  for (const { source, offsets, selector } of methodsOf(counter)) {
    const { code, diagnostics } = compileMethod(source, testScope);
    assert.ok(code, `${source}: ${diagnostics[0]?.message}`);
    assert.equal(code.selector, selector);
    assert.equal(counter[offsets.toFile(0)], source[0]);
    if (selector === 'basic:') continue;
    const last = source.length - 1;
    assert.equal(counter[offsets.toFile(last)], source[last]);
    assert.equal(offsets.toText(offsets.toFile(last)), last);
  }
});

test('resolves the escapes of strings and maps around them', () => {
  const [method] = methodsOf("A = ( x = ( ^'a\\nb\\'c\\\\d' , foo ) )");
  assert.equal(method!.source, "x     ^'a\nb''c\\d' , foo");
  const offset = method!.source.indexOf('foo');
  assert.equal("A = ( x = ( ^'a\\nb\\'c\\\\d' , foo ) )".indexOf('foo'), method!.offsets.toFile(offset));
});

test('a primitive names its selector', () => {
  const method = methodsOf(counter).find(({ selector }) => selector === 'basic:');
  assert.match(method!.source, /^basic: x\s+<primitive: 'basic:' module: 'SOM'>$/);
});

function checkProblem(text: string, expected: string): void {
  test(`says what is wrong with ${text}`, () => {
    assert.equal(readSom('x.som', text).problems.map(problemText)[0], expected);
  });
}

checkProblem('', "x.som:1:1: Expected a class's name, not the end");
checkProblem('A ( )', 'x.som:1:3: Expected = after the name of the class, not "( )"');
checkProblem('A = (\n x ( ^1 ) )', 'x.som:2:4: Expected = after the method pattern, not "( ^1 ) )"');
checkProblem('A = (\n x = ^1 )', 'x.som:2:6: Expected ( to open the method, or primitive, not "^1 )"');
checkProblem(
  "A = (\n x = ( '( )",
  'x.som:2:6: Expected a method whose parentheses and quotes pair, not "( \'( )"',
);
checkProblem('A = ( x = ( ^1 )', 'x.som:1:17: Expected a method, ---- or ) to close the class, not the end');

test('goes on with the next method after an error', () => {
  const { items, problems } = readSom('x.som', 'A = (\n  x ( ^1 )\n  y: b = ( ^b )\n)');
  assert.equal(problems.length, 1);
  assert.deepEqual(
    items.flatMap((item) => (item.kind === 'method' ? [item.selector] : [])),
    ['y:'],
  );
});
