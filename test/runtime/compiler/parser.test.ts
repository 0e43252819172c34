import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { outerRange, type Expression, type MessageNode, type Statement } from '../../../runtime/compiler/ast';
import { parseDoIt, parseMethod } from '../../../runtime/compiler/parser';
import { printExpression } from '../../../runtime/compiler/printer';
import { doItOf, methodOf } from './shapes';

/** An expression with all its parentheses: how it was understood. */
function explicit(node: Statement): string {
  switch (node.kind) {
    case 'return':
      return `^${explicit(node.value)}`;
    case 'assignment':
      return `${node.variable.name} := ${explicit(node.value)}`;
    case 'message':
      return `(${[explicit(node.receiver), ...parts(node)].join(' ')})`;
    case 'cascade':
      return `(${explicit(node.receiver)} ${node.messages.map((each) => parts(each).join(' ')).join('; ')})`;
    case 'block': {
      const names = [...node.body.temporaries].map(({ name }) => name).join(' ');
      return `[${node.parameters.map(({ name }) => `:${name} `).join('')}|${names}| ${node.body.statements.map(explicit).join('. ')}]`;
    }
    case 'brace':
      return `{${node.elements.map(explicit).join('. ')}}`;
    case 'error':
      return '?';
    default:
      return printExpression(node);
  }
}

function parts({ selectorParts, args }: Pick<MessageNode, 'selectorParts' | 'args'>): string[] {
  return selectorParts.flatMap(({ name }, index) => (args[index] ? [name, explicit(args[index])] : [name]));
}

function check(source: string, expected: string): void {
  test(`parses ${source}`, () => {
    const statements = doItOf(source).body.statements.map((each) =>
      explicit(each.kind === 'return' && each.implicit ? each.value : each),
    );
    assert.equal(statements.join('. '), expected);
  });
}

check('a b c', '((a b) c)');
check('a + b * c', '((a + b) * c)');
check('a foo: b bar + 1 baz: 2', '(a foo: ((b bar) + 1) baz: 2)');
check('a foo: (b bar: 1)', '(a foo: (b bar: 1))');
check('a foo; bar: 1; + 2', '(a foo; bar: 1; + 2)');
check('a b foo: 1; bar', '((a b) foo: 1; bar)');
check('a b; c; yourself', '(a b; c; yourself)');
check('a foo: 1 :: bar', '((a foo: 1) bar)');
check('a b :: + c :: d: e', '(((a b) + c) d: e)');
check('a b: c :: d; e', '((a b: c) d; e)');
check('3-2', '(3 - 2)');
check('3 - -2', '(3 - -2)');
check('3--2', '(3 - -2)');
check('a-1', '(a - 1)');
check('a -1', '(a - 1)');
check('-5 abs', '(-5 abs)');
check('-16rFF', '-255');
check('#(-1 - 2)', '#(-1 #- 2)');
check('a -> b ==> c | d , e', '((((a -> b) ==> c) | d) , e)');
check('x := y _ 3', 'x := y := 3');
check('[:x | ]', '[:x || ]');
check('[:x]', '[:x || ]');
check('[:x||t| t]', '[:x |t| t]');
check('[:x :y | | a b | x]', '[:x :y |a b| x]');
check('[ | t | t ]', '[|t| t]');
check('[ || 3 ]', '[|| 3]');
check('[:_ | _ foo]', '[:_ || (_ foo)]');
check('[^1. ]', '[|| ^1]');
check('{1. 2 + 3. }', '{1. (2 + 3)}');
check('{}', '{}');
check('`1@2` foo', '((1 @ 2) foo)');
check(
  '#(1 $a #sym foo: #(1) (2) at:put: true nil $  #[1] [2] + #+ a.b)',
  "#(1 $a #sym #foo: #(1) #(2) #at:put: true nil $  #[1] #[2] #+ #+ #a #'.' #b)",
);
check('#[0 255]', '#[0 255]');
check("'it''s' , #'a b'", "('it''s' , #'a b')");
check('thisContext sender', '(thisContext sender)');
check('a. . b.', 'a. b');
check('| a | a := 1. ^a', 'a := 1. ^a');
check('1 to: 3 do: [:i | i]', '(1 to: 3 do: [:i || i])');

test('reads a method whole', () => {
  const source = 'at: i put: x\n\t"store"\n\t<primitive: 61 error: ec>\n\t| t |\n\t<foo: 1 bar: #x>\n\t^x';
  const method = methodOf(source);
  assert.equal(method.selector, 'at:put:');
  assert.deepEqual(
    method.parameters.map(({ name }) => name),
    ['i', 'x'],
  );
  assert.deepEqual(
    method.pragmas.map(({ selector }) => selector),
    ['primitive:error:', 'foo:bar:'],
  );
  assert.deepEqual(
    method.pragmas[0]!.args.map(({ kind }) => kind),
    ['literal', 'variable'],
  );
  assert.deepEqual(
    method.body.temporaries.map(({ name }) => name),
    ['t'],
  );
  assert.deepEqual(
    method.comments.map(({ text }) => text),
    ['store'],
  );
  assert.equal(methodOf('<= x ^1').selector, '<=');
  assert.equal(methodOf('| x ^1').selector, '|');
  assert.equal(methodOf('foo <bar><baz>|t|^t').pragmas.length, 2);
  assert.equal(methodOf("f <cdecl: void 'f' (long float*) module: 'm'> ^1").pragmas.length, 1);
});

test('gives exact ranges, parentheses apart', () => {
  const source = '  x := (a foo: 3) bar. "c" ^ [:e | e]';
  const [first, second] = doItOf(source).body.statements;
  const text = (node: { start: number; stop: number }): string => source.slice(node.start, node.stop);
  assert.equal(text(first!), 'x := (a foo: 3) bar');
  assert.equal(text(second!), '^ [:e | e]');
  assert.ok(first?.kind === 'assignment' && first.value.kind === 'message');
  const { receiver } = first.value;
  assert.equal(text(receiver), 'a foo: 3');
  assert.equal(text(outerRange(receiver)), '(a foo: 3)');
  assert.equal(text(first.value), '(a foo: 3) bar');
  assert.equal(text(first.value.selectorParts[0]!), 'bar');
});

test('a do-it answers the value of its last statement', () => {
  assert.equal(doItOf('a foo. b bar').body.statements.map(explicit).join('. '), '(a foo). ^(b bar)');
  assert.equal(doItOf('').body.statements.length, 0);
  const last = doItOf('3').body.statements.at(-1);
  assert.ok(last?.kind === 'return' && last.implicit);
});

/** Each: the source, the diagnostics as `text: code` and the statements that survive. */
function checkErrors(source: string, expected: string[], statements: string): void {
  test(`recovers from ${source}`, () => {
    const { method, diagnostics } = parseDoIt(source);
    assert.deepEqual(
      diagnostics.map(({ start, stop, code }) => `${source.slice(start, stop)}: ${code}`),
      expected,
    );
    assert.equal(method.body.statements.map(explicit).join('. '), statements);
  });
}

checkErrors('a foo: . b bar', ['.: expected-expression'], '(a foo: ?). ^(b bar)');
checkErrors('x := . y := 2', ['.: expected-expression'], 'x := ?. ^y := 2');
checkErrors('(a foo. b bar', ['.: expected-token'], '(a foo). ^(b bar)');
checkErrors('a foo). b bar', ['): unexpected-token'], '(a foo). ^(b bar)');
checkErrors('[a foo. b', ['b: expected-token'], '^[|| (a foo). b]');
checkErrors('a ;; b. c', [';: bad-cascade'], 'a. ^c');
checkErrors('a b;; c. d', [';: expected-selector'], '(a b; c). ^d');
checkErrors('x foo; . y', ['.: expected-selector'], '(x foo). ^y');
checkErrors('{1. 2. b', ['b: expected-token'], '^{1. 2. b}');
checkErrors('#(1 2', ['2: expected-token'], '^#(1 2)');
checkErrors('#[1 300 2]. b', ['300: expected-literal'], '#[1 2]. ^b');
checkErrors('a := 3 b := 4. c', [':=: unexpected-token'], 'a := (3 b). ^c');
checkErrors('a foo ^b. c', ['^: unexpected-token'], '(a foo). ^b. ^c');
checkErrors('[:x y | x]. z', ['y: expected-token'], '[:x || (y | x)]. ^z');
checkErrors('| a b c := 3. d', [':=: expected-token'], '?. ^d');

test('reports a missing pattern and still reads the body', () => {
  const { method, diagnostics } = parseMethod('123 foo. ^4');
  assert.equal(diagnostics[0]?.code, 'expected-selector');
  assert.equal(method.selector, '');
  assert.equal(method.body.statements.length, 2);
  assert.equal(parseMethod('').diagnostics[0]?.code, 'expected-selector');
});

test('says what it expected and what it found', () => {
  assert.equal(parseMethod('foo: ^1').diagnostics[0]?.message, 'Expected a name for the argument, not ^');
  assert.equal(
    parseMethod('foo ^(1').diagnostics[0]?.message,
    'Expected ) to close the parenthesis before the end',
  );
});

test('survives nesting and chains of any depth', () => {
  for (const source of [
    '('.repeat(5000),
    '['.repeat(5000),
    '{'.repeat(5000),
    `a ${'b '.repeat(20000)}`,
    `x${' + x'.repeat(20000)}`,
    'x := '.repeat(5000),
  ]) {
    const { diagnostics } = parseDoIt(source);
    assert.ok(
      diagnostics.some(({ code }) => code === 'nesting-too-deep'),
      source.slice(0, 10),
    );
  }
  assert.equal(parseDoIt('#('.repeat(5000)).diagnostics.length > 0, true);
});

test('never throws, and every range lies in the text', () => {
  const pieces = [
    'a',
    'b',
    'foo:',
    '+',
    '-',
    '|',
    '||',
    ':',
    ':=',
    '^',
    '.',
    ';',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '#(',
    '#[',
    '#',
    '1',
    '2r',
    "'s'",
    "'",
    '"c"',
    '"',
    '<',
    '>',
    '<primitive:',
    '$',
    '_',
    ' ',
  ];
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((all) => all.join(' ')),
  );
  fc.assert(
    fc.property(text, fc.boolean(), (source, isDoIt) => {
      const { method, diagnostics } = isDoIt ? parseDoIt(source) : parseMethod(source);
      const inside = ({ start, stop }: { start: number; stop: number }): boolean =>
        start >= 0 && start <= stop && stop <= source.length;
      for (const each of diagnostics) assert.ok(inside(each), JSON.stringify(each));
      const visit = (value: unknown): void => {
        if (typeof value !== 'object' || value === null) return;
        if ('start' in value) assert.ok(inside(value as Expression), JSON.stringify(value));
        for (const each of Object.values(value)) visit(each);
      };
      visit(method);
    }),
    { numRuns: 3000 },
  );
});
