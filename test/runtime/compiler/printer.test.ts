import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { parseDoIt, parseMethod } from '../../../runtime/compiler/parser';
import { printMethod } from '../../../runtime/compiler/printer';
import { arbitraryMethod } from './arbitraryMethods';
import { doItOf, methodOf, shapeOf } from './shapes';

test('what is printed parses to the same tree', () => {
  fc.assert(
    fc.property(arbitraryMethod, (method) => {
      const text = printMethod(method);
      const { method: parsed, diagnostics } = parseMethod(text);
      assert.deepEqual(diagnostics, [], text);
      assert.equal(shapeOf(parsed), shapeOf(method), text);
    }),
    { numRuns: 1500 },
  );
});

test('printing what was printed changes nothing', () => {
  fc.assert(
    fc.property(arbitraryMethod, (method) => {
      const text = printMethod(method);
      assert.equal(printMethod(methodOf(text), text), text);
    }),
  );
});

function check(name: string, source: string, expected: string): void {
  test(`formats ${name}`, () => {
    const text = printMethod(methodOf(source), source);
    assert.equal(text, expected);
    assert.equal(printMethod(methodOf(text), text), text);
  });
}

check('a method', 'foo|a b|a:=16rFF.^a+(b*2)', 'foo\n\t| a b |\n\ta := 16rFF.\n\t^a + (b * 2)');
check('needless parentheses away', 'foo ^((a bar) + (b))foo:(c baz)', 'foo\n\t^a bar + b foo: c baz');
check('a short block', 'foo c do:[:e|e   bar]', 'foo\n\tc do: [:e | e bar]');
check('a longer block', 'foo c do:[:e|e bar. e baz]', 'foo\n\tc do: [:e |\n\t\te bar.\n\t\te baz]');
check('a cascade', 'foo a b;c:1;d', 'foo\n\ta\n\t\tb;\n\t\tc: 1;\n\t\td');
check('an empty block', 'foo [  ]. [:x|]', 'foo\n\t[].\n\t[:x |]');
check('pragmas', 'foo <primitive: 1 error:ec><a> ^ec', 'foo\n\t<primitive: 1 error:ec>\n\t<a>\n\t^ec');
check(
  'comments',
  'foo "head" | t | "first" t := 1. "after" t bar. \n"own line" [ "in block" t ] value "last" ',
  'foo\n\t"head"\n\t| t |\n\t"first"\n\tt := 1. "after"\n\tt bar.\n\t"own line"\n\t[\n\t\t"in block"\n\t\tt] value "last"',
);
check(
  'both branches',
  'foo ^aLongReceiverName > anotherLongName ifTrue: [self doSomethingWith: thisOne] ifFalse: [self doSomethingWith: theOther]',
  'foo\n\t^aLongReceiverName > anotherLongName\n\t\tifTrue: [self doSomethingWith: thisOne]\n\t\tifFalse: [self doSomethingWith: theOther]',
);
check('a comment in a literal once', 'foo ^#(1 "one" 2)', 'foo\n\t^#(1 "one" 2)');

test('prints a do-it without a pattern', () => {
  const source = '| a | a := 1. a foo';
  assert.equal(printMethod(doItOf(source), source), '| a |\na := 1.\na foo');
});

test('refuses a tree with errors', () => {
  assert.throws(() => printMethod(parseDoIt('a foo: ').method), RangeError);
});
