import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DamageList } from '../../../runtime/graphics/damageList';
import type { PixelRectangle } from '../../../runtime/graphics/pixelForm';

const size = 40;
const rectangle = fc
  .tuple(...([fc.nat(size), fc.nat(size), fc.nat(size), fc.nat(size)] as const))
  .map(([left, top, right, bottom]): PixelRectangle => ({ left, top, right, bottom }));

function pixelsOf(areas: readonly PixelRectangle[]): Set<number> {
  const pixels = new Set<number>();
  for (const { left, top, right, bottom } of areas)
    for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) pixels.add(y * size + x);
  return pixels;
}

const added = (...areas: PixelRectangle[]): readonly PixelRectangle[] => {
  const damage = new DamageList();
  for (const area of areas) damage.add(area);
  return damage.take();
};

test('Every damaged pixel is in one of few areas', () => {
  fc.assert(
    fc.property(fc.array(rectangle, { maxLength: 40 }), (areas) => {
      const taken = added(...areas);
      const covered = pixelsOf(taken);
      for (const pixel of pixelsOf(areas)) assert.ok(covered.has(pixel));
      assert.ok(taken.length <= 8);
      assert.ok(taken.every(({ left, top, right, bottom }) => left < right && top < bottom));
    }),
  );
});

test('Areas far apart stay apart, and those side by side become one', () => {
  const one = { left: 0, top: 0, right: 10, bottom: 10 };
  const far = { left: 30, top: 30, right: 40, bottom: 40 };
  const beside = { left: 10, top: 0, right: 20, bottom: 10 };
  assert.deepEqual(added(one, far), [one, far]);
  assert.deepEqual(added(one, beside), [{ left: 0, top: 0, right: 20, bottom: 10 }]);
});

test('What was taken is not damaged any more', () => {
  const damage = new DamageList();
  damage.add({ left: 0, top: 0, right: 1, bottom: 1 });
  damage.take();
  assert.ok(damage.isEmpty);
  assert.deepEqual(damage.take(), []);
});
