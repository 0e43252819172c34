import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { changedAreas, copyPixels } from '../../../runtime/graphics/changedAreas';
import { newRgbaPixels, type RgbaPixels } from '../../../runtime/graphics/displayPixels';

const width = 150;
const height = 80;
const all = { left: 0, top: 0, right: width, bottom: height };

function pictureWith(...pixels: (readonly [x: number, y: number])[]): RgbaPixels {
  const picture = newRgbaPixels(width, height);
  for (const [x, y] of pixels) picture.bytes[(y * width + x) * 4] = 255;
  return picture;
}

test('Copying what changed makes one picture of the other', () => {
  const place = fc.tuple(fc.nat(width - 1), fc.nat(height - 1));
  fc.assert(
    fc.property(fc.array(place), fc.array(place), (before, after) => {
      const [shown, drawn] = [pictureWith(...before), pictureWith(...after)];
      for (const area of changedAreas(drawn, shown, all)) copyPixels(drawn, shown, area);
      assert.deepEqual(shown.bytes, drawn.bytes);
    }),
  );
});

test('What changed is found by tiles, cut to the area, and put together', () => {
  const none = pictureWith();
  const check = (pixels: (readonly [number, number])[], area = all) =>
    changedAreas(pictureWith(...pixels), none, area).map(({ left, top, right, bottom }) => [
      left,
      top,
      right,
      bottom,
    ]);
  assert.deepEqual(check([]), []);
  assert.deepEqual(check([[3, 3]]), [[0, 0, 64, 32]]);
  assert.deepEqual(check([[3, 3]], { left: 2, top: 2, right: 5, bottom: 5 }), [[2, 2, 5, 5]]);
  assert.deepEqual(check([[3, 3]], { left: 4, top: 2, right: 150, bottom: 80 }), []);
  assert.deepEqual(
    check([
      [3, 3],
      [70, 3],
    ]),
    [[0, 0, 128, 32]],
  );
  assert.deepEqual(
    check([
      [3, 3],
      [3, 40],
      [3, 79],
    ]),
    [[0, 0, 64, 80]],
  );
  assert.deepEqual(
    check([
      [3, 3],
      [140, 79],
    ]),
    [
      [0, 0, 64, 32],
      [128, 64, 150, 80],
    ],
  );
});
