import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BitBlt, wholeTransfer, type Transfer } from '../../../runtime/graphics/bitBlt';
import { componentMap, implicitComponents, type ColorMap } from '../../../runtime/graphics/colorMap';
import { wordsPerRow, type PixelForm } from '../../../runtime/graphics/pixelForm';
import { blitNaively, copyOf, emptyForm, pixel, setPixel } from './naivePixels';

const depths = [1, 2, 4, 8, 16, 32];

/** Rules that are said of single pixels; the others work on words, or count. */
const pixelRules = [
  ...Array.from({ length: 16 }, (_, rule) => rule),
  ...[20, 21, 25, 26, 27, 28, 29, 30, 31, 37, 39, 40],
];
/** Said of pixels of 32 bits alone. */
const wideRules = [18, 19, 24, 34, 35, 36];

function formOf(depth: number, maxWidth = 80): fc.Arbitrary<PixelForm> {
  return fc
    .tuple(fc.integer({ min: 1, max: maxWidth }), fc.integer({ min: 1, max: 6 }))
    .chain(([width, height]) => {
      const count = wordsPerRow(width, depth) * height;
      return fc
        .array(word, { minLength: count, maxLength: count })
        .map((words) => ({ bits: Uint32Array.from(words), width, height, depth }));
    });
}

/** Many pixels are 0, transparent or opaque. */
const word = fc.oneof(
  fc.constantFrom(0, 0xffffffff, 0xff000000, 0x0000ffff, 0x00ffffff, 1),
  fc.integer({ min: 0, max: 0xffffffff }),
);
const place = fc.integer({ min: -12, max: 70 });
const extent = fc.integer({ min: 0, max: 90 });

type Geometry = Pick<
  Transfer,
  | 'destX'
  | 'destY'
  | 'width'
  | 'height'
  | 'sourceX'
  | 'sourceY'
  | 'clipX'
  | 'clipY'
  | 'clipWidth'
  | 'clipHeight'
>;
const row = fc.integer({ min: -3, max: 5 });
const geometry: fc.Arbitrary<Geometry> = fc.record({
  destX: place,
  destY: row,
  width: extent,
  height: fc.integer({ min: 0, max: 8 }),
  sourceX: place,
  sourceY: row,
  clipX: place,
  clipY: row,
  clipWidth: extent,
  clipHeight: fc.integer({ min: 0, max: 8 }),
});
const halftone = fc.option(fc.array(word, { minLength: 1, maxLength: 5 }), { nil: undefined });

interface Case {
  readonly dest: PixelForm;
  readonly source: PixelForm | undefined;
  readonly geometry: Geometry;
  readonly halftone: number[] | undefined;
  readonly sourceAlpha: number;
}

function cases(dest: number, source: number): fc.Arbitrary<Case> {
  return fc.record({
    dest: formOf(dest),
    source: fc.option(formOf(source), { nil: undefined, freq: 8 }),
    geometry,
    halftone,
    sourceAlpha: fc.integer({ min: 0, max: 255 }),
  });
}

function checkCase(
  rule: number,
  { dest, source, geometry, halftone, sourceAlpha }: Case,
  colorMap?: ColorMap,
  map: (pixel: number) => number = (p) => p,
): void {
  const whole = wholeTransfer(copyOf(dest), source);
  const transfer: Transfer = {
    ...whole,
    ...geometry,
    rule,
    sourceAlpha,
    halftone: halftone && Uint32Array.from(halftone),
    colorMap: source && colorMap,
  };
  const expected = { ...transfer, dest: copyOf(dest) };
  blitNaively(expected, map);
  const changed = new BitBlt(transfer).run();
  assert.deepEqual(transfer.dest.bits, expected.dest.bits);
  for (let y = 0; y < dest.height; y++)
    for (let x = 0; x < dest.width; x++)
      if (pixel(transfer.dest, x, y) !== pixel(dest, x, y))
        assert.ok(
          changed && x >= changed.left && x < changed.right && y >= changed.top && y < changed.bottom,
        );
}

for (const depth of depths)
  for (const sign of [1, -1])
    test(`every rule, pixel by pixel, in ${depth * sign} bits`, () => {
      const rules = depth === 32 ? [...pixelRules, ...wideRules] : pixelRules;
      for (const rule of rules)
        fc.assert(
          fc.property(cases(depth * sign, depth * sign), (each) => {
            // Rule 34 between two Forms takes no part of halftones, as those of the Balloon engine have none.
            checkCase(rule, rule === 34 ? { ...each, halftone: undefined } : each);
          }),
          { numRuns: 25 },
        );
    });

test('pixels of another order', () => {
  for (const depth of depths)
    fc.assert(
      fc.property(cases(depth, -depth), (each) => checkCase(3, each)),
      { numRuns: 40 },
    );
});

/** A component of `from` bits in `to` bits: filled up with zeros, or cut. */
function scaled(part: number, from: number, to: number): number {
  return to > from ? part * 2 ** (to - from) : Math.floor(part / 2 ** (from - to));
}

function rgb(value: number, bits: number): number[] {
  return [2, 1, 0].map((i) => Math.floor(value / 2 ** (bits * i)) % 2 ** bits);
}

function repacked(value: number, from: number, to: number): number {
  const [red, green, blue] = rgb(value, from).map((part) => scaled(part, from, to));
  const packed = (red! * 2 ** to + green!) * 2 ** to + blue!;
  return packed === 0 && value !== 0 ? 1 : packed;
}

const implicit = (bitsPerComponent: number, table?: Uint32Array) => ({
  table,
  bitsPerComponent,
  isComplete: false,
});

test('16 to 32 bits and back, component by component', () => {
  for (const [from, to, fromBits, toBits] of [
    [16, 32, 5, 8],
    [32, 16, 8, 5],
  ] as const)
    for (const rule of [3, 7, 25])
      fc.assert(
        fc.property(cases(to, from), (each) =>
          checkCase(rule, each, { ...implicit(0), components: implicitComponents(from, to, 0) }, (p) =>
            repacked(p, fromBits, toBits),
          ),
        ),
        { numRuns: 60 },
      );
});

test('through a table, from every depth to every depth', () => {
  for (const from of depths)
    for (const to of depths) {
      const bits = from < 16 ? 0 : to === 1 ? 3 : 4;
      const table = Uint32Array.from({ length: from < 16 ? 2 ** from : 2 ** (bits * 3) }, (_, i) =>
        Math.imul(i + 1, 0x9e3779b1),
      );
      const map: ColorMap = {
        ...implicit(bits, table),
        components: implicitComponents(from, to, bits),
      };
      const naive = (p: number): number => table[from < 16 ? p : repacked(p, from === 16 ? 5 : 8, bits)]!;
      fc.assert(
        fc.property(cases(to, from), fc.constantFrom(3, 25, 7), (each, rule) =>
          checkCase(rule, each, map, naive),
        ),
        { numRuns: 20 },
      );
    }
});

test('through shifts and masks of a ColorMap', () => {
  // Red and blue change places, alpha is dropped.
  const components = componentMap([-16, 0, 16, 0], [0xff0000, 0xff00, 0xff, 0]);
  const map: ColorMap = { components, table: undefined, bitsPerComponent: 0, isComplete: true };
  fc.assert(
    fc.property(cases(32, 32), (each) =>
      checkCase(3, each, map, (p) => {
        const [red, green, blue] = rgb(p, 8);
        const swapped = blue! * 2 ** 16 + green! * 2 ** 8 + red!;
        return swapped === 0 && p !== 0 ? 1 : swapped;
      }),
    ),
  );
});

test('a Form moved within itself keeps what it had', () => {
  for (const depth of depths)
    fc.assert(
      fc.property(
        formOf(depth, Math.floor(1200 / depth)),
        geometry,
        fc.constantFrom(3, 6, 25),
        (form, where, rule) => {
          const mine = copyOf(form);
          const transfer = { ...wholeTransfer(mine, mine), ...where, rule };
          const naive = copyOf(form);
          blitNaively({ ...transfer, dest: naive, source: naive }, (p) => p);
          new BitBlt(transfer).run();
          assert.deepEqual(mine.bits, naive.bits);
        },
      ),
      { numRuns: 150 },
    );
});

test('a Form moved within itself through a table', () => {
  const table = Uint32Array.from({ length: 256 }, (_, i) => 255 - i);
  fc.assert(
    fc.property(formOf(8), geometry, (form, where) => {
      const mine = copyOf(form);
      const colorMap: ColorMap = { ...implicit(0, table), components: undefined };
      const transfer = { ...wholeTransfer(mine, mine), ...where, colorMap };
      const naive = copyOf(form);
      blitNaively({ ...transfer, dest: naive, source: naive }, (p) => 255 - p);
      new BitBlt(transfer).run();
      assert.deepEqual(mine.bits, naive.bits);
    }),
  );
});

test('wide rows are moved as blocks, and overlapping ones right', () => {
  const width = 100;
  for (const [sourceX, destX] of [
    [0, 3],
    [3, 0],
    [0, 0],
    [10, 11],
    [11, 10],
  ] as const) {
    const form = emptyForm(width, 3, 32);
    for (let x = 0; x < width; x++) setPixel(form, x, 1, x + 1);
    const naive = copyOf(form);
    const transfer = { ...wholeTransfer(form, form), sourceX, destX, sourceY: 1, destY: 1, height: 1 };
    blitNaively({ ...transfer, dest: naive, source: naive }, (p) => p);
    new BitBlt(transfer).run();
    assert.deepEqual(form.bits, naive.bits);
  }
});

test('comparing counts what differs in the rectangle and leaves it', () => {
  for (const depth of depths)
    fc.assert(
      fc.property(formOf(depth), formOf(depth), geometry, (dest, source, where) => {
        const mine = copyOf(dest);
        const blt = new BitBlt({ ...wholeTransfer(mine, source), ...where, rule: 32 });
        assert.equal(blt.run(), undefined);
        assert.deepEqual(mine.bits, dest.bits);
        let expected = 0;
        const bits = depth === 16 ? 5 : 8;
        const touched = emptyForm(dest.width, dest.height, 1);
        blitNaively(
          { ...wholeTransfer(touched, emptyForm(source.width, source.height, 1)), ...where, rule: 12 },
          (p) => p,
        );
        for (let y = 0; y < dest.height; y++)
          for (let x = 0; x < dest.width; x++) {
            if (pixel(touched, x, y) === 0) continue;
            const from = pixel(source, x - where.destX + where.sourceX, y - where.destY + where.sourceY);
            const to = pixel(dest, x, y);
            if (depth < 16) expected += from === to ? 0 : 1;
            else {
              const others = rgb(to, bits);
              expected += rgb(from, bits).reduce((sum, part, i) => sum + Math.abs(part - others[i]!), 0);
            }
          }
        assert.equal(blt.differences, expected);
      }),
      { numRuns: 40 },
    );
});

test('tallying counts each pixel of the rectangle', () => {
  for (const depth of [1, 2, 4, 8])
    fc.assert(
      fc.property(formOf(depth), (form) => {
        const table = new Uint32Array(2 ** depth);
        const colorMap: ColorMap = { ...implicit(0, table), components: undefined };
        new BitBlt({ ...wholeTransfer(form, form), rule: 33, colorMap }).run();
        const expected = new Uint32Array(2 ** depth);
        for (let y = 0; y < form.height; y++)
          for (let x = 0; x < form.width; x++) expected[pixel(form, x, y)]!++;
        assert.deepEqual(table, expected);
      }),
    );
});

test('rule 38 turns the pixels of each word round', () => {
  const form: PixelForm = { bits: Uint32Array.of(0x12345678), width: 8, height: 1, depth: 4 };
  new BitBlt({ ...wholeTransfer(form, form), rule: 38 }).run();
  assert.deepEqual([...form.bits], [0x87654321]);
});

/** Rule 41, in words: each component is mixed by its own share of the colour. */
function mixedByComponents(s: number, d: number, color: number, alpha: number): number {
  const parts = [24, 16, 8, 0].map((shift) => {
    const whole = Math.floor(s / 2 ** shift) % 256;
    const share = alpha === 255 ? whole : Math.floor((whole * alpha) / 256);
    const under = Math.floor(d / 2 ** shift) % 256;
    const over = shift === 24 ? share : Math.floor(((Math.floor(color / 2 ** shift) % 256) * share) / 256);
    return Math.min(255, Math.floor((under * (255 - share)) / 256) + over);
  });
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

test('rule 41 mixes a colour by components', () => {
  fc.assert(
    fc.property(
      word,
      word,
      fc.integer({ min: 0, max: 0xffffff }),
      fc.integer({ min: 0, max: 255 }),
      (s, d, color, alpha) => {
        const source: PixelForm = { bits: Uint32Array.of(s), width: 1, height: 1, depth: 32 };
        const dest: PixelForm = { bits: Uint32Array.of(d), width: 1, height: 1, depth: 32 };
        const componentAlpha = { color, alpha, gamma: undefined, ungamma: undefined };
        new BitBlt({ ...wholeTransfer(dest, source), rule: 41, componentAlpha }).run();
        const isDrawn = s % 2 ** 24 !== 0;
        assert.equal(dest.bits[0], isDrawn ? mixedByComponents(s, d, color, alpha) : d);
      },
    ),
  );
});

test('rule 34 to 16 bits keeps transparent pixels and dithers others to a step of the colour', () => {
  fc.assert(
    fc.property(formOf(32, 20), (source) => {
      const dest = emptyForm(20, 6, 16);
      dest.bits.fill(0x12341234);
      new BitBlt({ ...wholeTransfer(dest, source), rule: 34 }).run();
      for (let y = 0; y < source.height; y++)
        for (let x = 0; x < source.width; x++) {
          const from = pixel(source, x, y);
          const to = pixel(dest, x, y);
          const alpha = Math.floor(from / 2 ** 24);
          if (alpha === 0) assert.equal(to, 0x1234);
          if (alpha === 255)
            rgb(from, 8).forEach((part, i) => {
              const step = rgb(to, 5)[i]!;
              // 0 becomes 1 where all of a pixel would be 0.
              assert.ok(Math.abs(step - part / 8) <= 2, `${part} became ${step}`);
            });
        }
    }),
  );
});
