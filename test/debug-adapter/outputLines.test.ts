import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OutputLines } from '../../debug-adapter/outputLines';

function check(name: string, pieces: [image: number, text: string][], expected: string): void {
  test(name, () => {
    const lines = new OutputLines();
    const written = pieces.map(([image, text]) => lines.label(image, image === 1 ? 'one' : 'two', text));
    assert.equal(written.join(''), expected);
  });
}

check('a line', [[1, 'hello\n']], 'one: hello\n');
check(
  'a line in pieces',
  [
    [1, 'hel'],
    [1, 'lo'],
    [1, '\n'],
    [1, 'again\n'],
  ],
  'one: hello\none: again\n',
);
check('several lines at once', [[1, 'a\nb\n\nc']], 'one: a\none: b\none: \none: c');
check('returns of other systems', [[1, 'a\rb\r\n']], 'one: a\none: b\n');
check(
  'images in turn',
  [
    [1, 'a\n'],
    [2, 'b\n'],
  ],
  'one: a\ntwo: b\n',
);
check(
  'a line broken off, and its end',
  [
    [1, 'a'],
    [2, 'b\n'],
    [1, '\n'],
    [1, 'c\n'],
  ],
  'one: a\ntwo: b\none: c\n',
);
check(
  'a line broken off, and its rest',
  [
    [1, 'a'],
    [2, 'b'],
    [1, 'c\n'],
  ],
  'one: a\ntwo: b\none: c\n',
);
check('nothing', [[1, '']], '');
