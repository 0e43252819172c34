import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { DiagnosticList } from '../../../runtime/compiler/diagnostics';
import { Scanner } from '../../../runtime/compiler/scanner';

function tokensOf(source: string): { tokens: string[]; scanner: Scanner; diagnostics: DiagnosticList } {
  const diagnostics = new DiagnosticList();
  const scanner = new Scanner(source, diagnostics);
  const tokens: string[] = [];
  for (let token = scanner.tokenAt(0); token.kind !== 'end'; token = scanner.tokenAt(token.stop)) {
    tokens.push(`${token.kind} ${token.text}`);
  }
  return { tokens, scanner, diagnostics };
}

function check(source: string, ...expected: string[]): void {
  test(`scans ${source}`, () => {
    const { tokens, diagnostics } = tokensOf(source);
    assert.deepEqual(tokens, expected);
    assert.deepEqual(diagnostics.items, []);
  });
}

check('a_b := foo_: x', 'identifier a_b', 'assign :=', 'keyword foo_:', 'identifier x');
check('a _ b', 'identifier a', 'assign _', 'identifier b');
check('a ← b', 'identifier a', 'assign ←', 'identifier b');
check('x:=3', 'identifier x', 'assign :=', 'literal 3');
check('at:1put:2', 'keyword at:', 'literal 1', 'keyword put:', 'literal 2');
check('3-2', 'literal 3', 'binary -', 'literal 2');
check('3--2', 'literal 3', 'binary -', 'binary -', 'literal 2');
check('a>-1', 'identifier a', 'binary >', 'binary -', 'literal 1');
check('a->b', 'identifier a', 'binary ->', 'identifier b');
check('a ==> b', 'identifier a', 'binary ==>', 'identifier b');
check('a ≤ b', 'identifier a', 'binary ≤', 'identifier b');
check('größe über', 'identifier größe', 'identifier über');
check(
  "#a #a:b: #'a b' #+ ##foo #x::",
  ...['#a', '#a:b:', "#'a b'", '#+', '##foo', '#x::'].map((s) => `literal ${s}`),
);
check('# (1)', 'literalArray # (', 'literal 1', 'rightParen )');
check("$' $  $$", "literal $'", 'literal $ ', 'literal $$');
check("'it''s' ''", "literal 'it''s'", "literal ''");
check("'grüße 🐘'", "literal 'grüße 🐘'");
check('<x: #+>', 'binary <', 'keyword x:', 'literal #+', 'binary >');

test('reads characters beyond 16 bits whole', () => {
  const token = new Scanner('$🐘', new DiagnosticList()).tokenAt(0);
  assert.deepEqual(token.value, { kind: 'character', codePoint: 0x1f418 });
  assert.equal(token.stop, 3);
});

test('keeps each comment once, with its range and its doubled quotes', () => {
  const { scanner } = tokensOf('"one" a "two ""x""" b');
  assert.deepEqual(scanner.comments, [
    { kind: 'comment', start: 0, stop: 5, text: 'one' },
    { kind: 'comment', start: 8, stop: 19, text: 'two ""x""' },
  ]);
});

test('reports what is not closed, and ends', () => {
  assert.equal(tokensOf("a 'b").diagnostics.items[0]?.code, 'unterminated-string');
  assert.equal(tokensOf('a "b').diagnostics.items[0]?.code, 'unterminated-comment');
  assert.equal(tokensOf('a \u200b b').diagnostics.items[0]?.code, 'unknown-character');
  assert.equal(tokensOf('$').diagnostics.items[0]?.code, 'expected-literal');
});

test('always moves forward, on any text', () => {
  const pieces = fc.constantFrom(
    "'",
    '"',
    '#',
    '$',
    '(',
    '[',
    '#(',
    '{',
    ':',
    ':=',
    '_',
    '16r',
    '1e',
    '-',
    '|',
    '!',
    'ä',
    '🐘',
    ' ',
    'x',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (source) => {
      const scanner = new Scanner(source, new DiagnosticList());
      let offset = 0;
      for (let token = scanner.tokenAt(0); token.kind !== 'end'; token = scanner.tokenAt(token.stop)) {
        assert.ok(token.start >= offset && token.stop > token.start && token.stop <= source.length);
        offset = token.stop;
      }
    }),
    { numRuns: 2000 },
  );
});
