import assert from 'node:assert/strict';
import test from 'node:test';
import { detectFormat, readSource } from '../../../runtime/sources/sourceReader';
import { positionAt } from '../../../runtime/sources/textPosition';

function check(file: string, text: string, expected: string): void {
  test(`${file} that begins with ${JSON.stringify(text.slice(0, 12))} is ${expected}`, () => {
    assert.equal(detectFormat(file, text), expected);
    assert.equal(readSource(file, text).format, expected);
  });
}

check('A.som', '', 'som');
check('A.class.st', '', 'tonel');
check('src/package.st', '', 'tonel');
check('x.cs', 'Class { }', 'chunk');
check('Pharo.changes', '', 'chunk');
check('a.st', '"comment"\nClass { #name : #A }', 'tonel');
check('a.st', "\uFEFFExtension { #name : 'A' }", 'tonel');
check('a.st', 'A = Object (\n)', 'som');
check('a.st', '"doc" A = (\n)', 'som');
check('a.st', 'Object subclass: #A', 'chunk');
check('a.st', '', 'chunk');

test('positions count CR, LF and CRLF as one line end each', () => {
  const text = 'a\nb\rc\r\nd';
  const positions = [0, 1, 2, 4, 5, 7].map((offset) => positionAt(text, offset));
  assert.deepEqual(
    positions.map(({ line, column }) => `${line}:${column}`),
    ['1:1', '1:2', '2:1', '3:1', '3:2', '4:1'],
  );
});
