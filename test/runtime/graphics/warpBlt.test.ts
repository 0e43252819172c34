import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { wholeTransfer } from '../../../runtime/graphics/bitBlt';
import { wordsPerRow, type PixelForm } from '../../../runtime/graphics/pixelForm';
import { warpBits, type Warp } from '../../../runtime/graphics/warpBlt';
import { emptyForm, pixel, setPixel } from './naivePixels';

const depths = [1, 2, 4, 8, 16, 32, -8, -16];
const one = 16384;

function formOf(depth: number): fc.Arbitrary<PixelForm> {
  const extent = fc.integer({ min: 2, max: 20 });
  return fc.tuple(extent, extent).chain(([width, height]) => {
    const count = wordsPerRow(width, depth) * height;
    return fc
      .array(fc.integer({ min: 0, max: 0xffffffff }), { minLength: count, maxLength: count })
      .map((words) => ({ bits: Uint32Array.from(words), width, height, depth }));
  });
}

type Corner = readonly [number, number];

/** The four corners, in pixels: those of the rectangle's outermost pixels, as WarpBlt>>copyQuad:toRect: has them. */
function warped(
  dest: PixelForm,
  source: PixelForm,
  corners: readonly Corner[],
  more: Partial<Warp> = {},
): Warp {
  const [topLeft, bottomLeft, bottomRight, topRight] = corners.map(([x, y]) => ({ x: x * one, y: y * one }));
  return {
    ...wholeTransfer(dest, source),
    source,
    corners: [topLeft!, bottomLeft!, bottomRight!, topRight!],
    smoothing: 1,
    sourceMap: undefined,
    ...more,
  };
}

/** A quadrilateral, the extent that it becomes, and where in the source a pixel then comes from. */
interface Turn {
  readonly corners: (right: number, bottom: number) => Corner[];
  readonly isSideways: boolean;
  readonly from: (x: number, y: number, right: number, bottom: number) => Corner;
}

const turns: Readonly<Record<string, Turn>> = {
  'as it is': {
    corners: (r, b) => [
      [0, 0],
      [0, b],
      [r, b],
      [r, 0],
    ],
    isSideways: false,
    from: (x, y) => [x, y],
  },
  'flipped left to right': {
    corners: (r, b) => [
      [r, 0],
      [r, b],
      [0, b],
      [0, 0],
    ],
    isSideways: false,
    from: (x, y, r) => [r - x, y],
  },
  'flipped top to bottom': {
    corners: (r, b) => [
      [0, b],
      [0, 0],
      [r, 0],
      [r, b],
    ],
    isSideways: false,
    from: (x, y, _r, b) => [x, b - y],
  },
  'turned to the right': {
    corners: (r, b) => [
      [0, b],
      [r, b],
      [r, 0],
      [0, 0],
    ],
    isSideways: true,
    from: (x, y, _r, b) => [y, b - x],
  },
  'turned to the left': {
    corners: (r, b) => [
      [r, 0],
      [0, 0],
      [0, b],
      [r, b],
    ],
    isSideways: true,
    from: (x, y, r) => [r - y, x],
  },
};

for (const [name, { corners, isSideways, from }] of Object.entries(turns))
  test(`a Form ${name} has the same pixels`, () => {
    for (const depth of depths)
      fc.assert(
        fc.property(formOf(depth), (source) => {
          const { width, height } = source;
          const dest = isSideways ? emptyForm(height, width, depth) : emptyForm(width, height, depth);
          warpBits(warped(dest, source, corners(width - 1, height - 1)));
          for (let y = 0; y < dest.height; y++)
            for (let x = 0; x < dest.width; x++) {
              const [fromX, fromY] = from(x, y, width - 1, height - 1);
              assert.equal(pixel(dest, x, y), pixel(source, fromX, fromY), `${x}@${y} in ${depth} bits`);
            }
        }),
        { numRuns: 25 },
      );
  });

test('clipping leaves out pixels and moves none', () => {
  const extent = fc.integer({ min: 0, max: 25 });
  const place = fc.integer({ min: -5, max: 20 });
  fc.assert(
    fc.property(formOf(8), place, place, extent, extent, (source, clipX, clipY, clipWidth, clipHeight) => {
      const { width, height } = source;
      const corners = turns['flipped left to right']!.corners(width - 1, height - 1);
      const all = emptyForm(width, height, 8);
      const clipped = emptyForm(width, height, 8);
      warpBits(warped(all, source, corners));
      warpBits(warped(clipped, source, corners, { clipX, clipY, clipWidth, clipHeight }));
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) {
          const isIn = x >= clipX && x < clipX + clipWidth && y >= clipY && y < clipY + clipHeight;
          assert.equal(pixel(clipped, x, y), isIn ? pixel(all, x, y) : 0);
        }
    }),
  );
});

test('what lies outside of the source is 0', () => {
  const source = emptyForm(4, 4, 8);
  source.bits.fill(0x01010101);
  const dest = emptyForm(8, 8, 8);
  warpBits(
    warped(dest, source, [
      [-2, -2],
      [-2, 5],
      [5, 5],
      [5, -2],
    ]),
  );
  const inside = (v: number): boolean => v >= 2 && v < 6;
  for (let y = 0; y < 8; y++)
    for (let x = 0; x < 8; x++) assert.equal(pixel(dest, x, y), inside(x) && inside(y) ? 1 : 0);
});

test('smoothing averages the pixels that become one', () => {
  const source = emptyForm(4, 4, 32);
  [0xff000000, 0xff0000ff, 0xff00ff00, 0xffff0000].forEach((color, i) =>
    setPixel(source, i % 2, i >> 1, color),
  );
  const dest = emptyForm(2, 2, 32);
  const corners: Corner[] = [
    [0, 0],
    [0, 3],
    [3, 3],
    [3, 0],
  ];
  warpBits(warped(dest, source, corners, { smoothing: 2 }));
  assert.deepEqual(
    Array.from(dest.bits, (color) => color.toString(16)),
    ['ff3f3f3f', '0', '0', '0'],
  );
});

test('smoothing takes colours of indices from the map of the source', () => {
  const source = emptyForm(4, 4, 1);
  source.bits.fill(0xf0000000);
  const dest = emptyForm(4, 4, 32);
  const sourceMap = Uint32Array.of(0xffffffff, 0xff102030);
  const corners: Corner[] = [
    [0, 0],
    [0, 3],
    [3, 3],
    [3, 0],
  ];
  warpBits(warped(dest, source, corners, { smoothing: 2, sourceMap }));
  assert.equal(dest.bits[0]!.toString(16), 'ff102030');
});
