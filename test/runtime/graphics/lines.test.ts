import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BitBlt, wholeTransfer } from '../../../runtime/graphics/bitBlt';
import { drawLine, union } from '../../../runtime/graphics/lines';
import type { PixelRectangle } from '../../../runtime/graphics/pixelForm';
import { emptyForm, pixel } from './naivePixels';

const extent = 120;

function lineFrom(x: number, y: number, deltaX: number, deltaY: number) {
  const form = emptyForm(extent, extent, 1);
  const blt = new BitBlt({
    ...wholeTransfer(form, undefined),
    destX: x,
    destY: y,
    width: 1,
    height: 1,
  });
  const areas: PixelRectangle[] = [];
  drawLine(blt, deltaX, deltaY, (area) => areas.push(area));
  return { form, blt, areas };
}

test('a line has a point on each step of its longer side, next to where it should be', () => {
  const from = fc.integer({ min: 0, max: extent - 1 });
  fc.assert(
    fc.property(from, from, from, from, (x, y, toX, toY) => {
      const [deltaX, deltaY] = [toX - x, toY - y];
      const { form, blt, areas } = lineFrom(x, y, deltaX, deltaY);
      assert.deepEqual([blt.destX, blt.destY], [toX, toY]);
      const long = Math.max(Math.abs(deltaX), Math.abs(deltaY));
      let count = 0;
      for (let py = 0; py < extent; py++)
        for (let px = 0; px < extent; px++) {
          if (pixel(form, px, py) === 0) continue;
          count++;
          // Twice the area of the triangle with the ends, over the longer side.
          const distance = Math.abs((px - x) * deltaY - (py - y) * deltaX) / long;
          assert.ok(distance <= 0.5 + 1e-9, `${px}@${py} is ${distance} off`);
          assert.ok(areas.some((a) => px >= a.left && px < a.right && py >= a.top && py < a.bottom));
        }
      // Without its ends: what draws the line draws these itself.
      assert.equal(count, Math.max(0, long - 1));
    }),
  );
});

test('a long slanting line is shown piece by piece', () => {
  const { areas } = lineFrom(0, 0, extent - 1, extent - 1);
  assert.ok(areas.length > 1);
  for (const { left, top, right, bottom } of areas) assert.ok((right - left) * (bottom - top) < 5000);
});

test('the union of rectangles', () => {
  const a = { left: 1, top: 5, right: 3, bottom: 6 };
  const b = { left: 2, top: 0, right: 9, bottom: 2 };
  assert.deepEqual(union(a, b), { left: 1, top: 0, right: 9, bottom: 6 });
});
