import assert from 'node:assert/strict';
import test from 'node:test';
import { compileMethod } from '../../../runtime/compiler/compile';
import { testScope } from './shapes';

/** The diagnostics of `foo: a` with this body, as `severity code: text`. */
function check(body: string, ...expected: string[]): void {
  test(`diagnoses ${body}`, () => {
    const source = `foo: a ${body}`;
    const { diagnostics, code } = compileMethod(source, testScope);
    assert.deepEqual(
      diagnostics.map(
        ({ severity, code: name, start, stop }) => `${severity} ${name}: ${source.slice(start, stop)}`,
      ),
      expected,
    );
    assert.equal(
      code === undefined,
      diagnostics.some(({ severity }) => severity === 'error'),
    );
  });
}

check('^a');
check('^unknown + Known', 'warning undeclared: unknown');
check('a := 3', 'error not-assignable: a');
check('a do: [:x | x := 1]', 'error not-assignable: x');
check('self := 1. thisContext := 2', 'error not-assignable: self', 'error not-assignable: thisContext');
check('| t | ', 'warning unused-temporary: t');
check('| t | t := 1');
check('| t t | t := 1', 'warning unused-temporary: t', 'error duplicate-variable: t');
check('| a | a := 1', 'error duplicate-variable: a');
check('^[:a | a]', 'warning shadowed: a');
check('| first | ^first', 'warning shadowed: first');
check('| self | ^1', 'error reserved-name: self', 'warning unused-temporary: self');
check('^1. a foo. a bar', 'warning unreachable: a foo');
check('<primitive: 1> <primitive: 2>', 'error bad-pragma: <primitive: 2>');
check('<primitive: 99999>', 'error bad-pragma: <primitive: 99999>');
check("<primitive: 'x' module: 3>", "error bad-pragma: <primitive: 'x' module: 3>");
check('<primitive: 1 error: ec> | ec | ^ec');
check('<mark: 3> ^1');

test('names what nothing declares, each once', () => {
  const { undeclared, code } = compileMethod('foo ^one + two + one + Three', testScope);
  assert.deepEqual(undeclared, ['one', 'two']);
  assert.deepEqual(code?.literals[0], { kind: 'binding', name: 'one' });
});

test('says what a name hides', () => {
  const message = (source: string): string | undefined =>
    compileMethod(source, testScope).diagnostics[0]?.message;
  assert.equal(message('foo: a ^[:a | a]'), 'a hides the argument of the same name');
  assert.equal(message('foo | first | ^first'), 'first hides the instance variable of the same name');
});

test('reports more arguments than a method can have', () => {
  const names = Array.from({ length: 16 }, (_, index) => `k: a${index}`);
  const { diagnostics, code } = compileMethod(`${names.join(' ')} ^1`, testScope);
  assert.equal(diagnostics[0]?.code, 'limit-exceeded');
  assert.equal(code, undefined);
});
