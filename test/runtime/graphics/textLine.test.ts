import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base64ToBytes } from '../../../runtime/compiler/base64';
import { closestStrike, readStrikes } from '../../../runtime/graphics/text/fontStrike';
import { strikes } from '../../../runtime/graphics/text/strikes';
import { TextLine } from '../../../runtime/graphics/text/textLine';

const face = readStrikes(base64ToBytes(strikes));

function line(text: string, size = 13, isBold = false): TextLine {
  return new TextLine(text, closestStrike(face, size, isBold));
}

/** What is drawn, a line a row. */
function picture(text: string, size: number, isBold = false): string[] {
  const { width, height } = line(text, size, isBold);
  const pixels = new Uint32Array(width * height);
  line(text, size, isBold).draw(1, pixels, width, height);
  return Array.from({ length: height }, (_, y) =>
    Array.from(pixels.subarray(y * width, (y + 1) * width), (pixel) => (pixel === 1 ? '#' : '.')).join(''),
  );
}

// Widths, heights and pictures are those of Pango 1.50 with Cairo, for "Verdana, 13px" where that is DejaVu Sans.
test('text is as wide and as high as Pango has it', () => {
  const check = (text: string, width: number, isBold = false): void => {
    const { width: actual, height } = line(text, 13, isBold);
    assert.deepEqual([actual, height], [width, 17], text);
  };
  check('File', 23);
  check('File', 26, true);
  check('AVATo', 38);
  check('AVATo', 43, true);
  check('fi', 8);
  check('ff', 9);
  check('ffi', 13);
  check('', 0);
});

test('text is drawn pixel by pixel', () => {
  assert.deepEqual(picture('File', 13).slice(2, 13), [
    '............#..........',
    '........#...#..........',
    '.#####......#..........',
    '.#..........#..........',
    '.#......#...#....####..',
    '.#......#...#...##..##.',
    '.#####..#...#...#....#.',
    '.#......#...#...######.',
    '.#......#...#...#......',
    '.#......#...#...##...#.',
    '.#......#...#....####..',
  ]);
});

test('characters have their places, ligatures give each an equal share', () => {
  assert.deepEqual(
    line('AVf')
      .ranges()
      .map(({ left, right }) => [left, right]),
    [
      [0, 8],
      [8, 17],
      [17, 22],
    ],
  );
  assert.deepEqual(
    line('ffi')
      .ranges()
      .map(({ left, right }) => [left, right]),
    [
      [0, 4],
      [4, 9],
      [9, 13],
    ],
  );
});

test('what the face has not got is drawn as something', () => {
  assert.ok(line('\u{1f600}').width > 0);
  assert.equal(line('\u{1f600}').ranges().length, 1);
});

test('sizes that there are not are the closest, enlarged where that comes closer', () => {
  assert.equal(closestStrike(face, 13, true).strike.size, 13);
  assert.equal(closestStrike(face, 17, false).strike.size, 16);
  const { strike, scale } = closestStrike(face, 36, false);
  assert.equal(strike.size * scale, 36);
  assert.equal(line('x', 36).height % scale, 0);
});

test('what does not fit is cut off', () => {
  const pixels = new Uint32Array(12).fill(7);
  line('WWW').draw(1, pixels.subarray(0, 10), 5, 2);
  assert.deepEqual([...pixels.subarray(10)], [7, 7]);
});
