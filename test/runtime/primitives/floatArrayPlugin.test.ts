import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import type { SObject, Value } from '../../../runtime/object-memory/objects';
import { floatArrayPlugin } from '../../../runtime/primitives/floatArrayPlugin';
import { matrix2x3Plugin } from '../../../runtime/primitives/matrix2x3Plugin';
import { doublesOf, floatsOf } from '../../../runtime/primitives/pluginOperands';
import { GuestObjects } from './guestObjects';

const guest = new GuestObjects();

function numbers(v: unknown): unknown {
  if (typeof v !== 'object' || v === null) return v;
  const floats = floatsOf(v as SObject) ?? doublesOf(v as SObject);
  return floats ? [...floats] : guest.plain(v as SObject);
}

function call(name: string, receiver: Value, ...args: Value[]): unknown {
  const result = guest.run(floatArrayPlugin, name, receiver, ...args);
  return typeof result === 'symbol' ? 'fails' : numbers(result);
}

const precisions = [
  { module: 'FloatArrayPlugin', array: (...v: number[]) => guest.floats(v), round: Math.fround },
  { module: 'Float64ArrayPlugin', array: (...v: number[]) => guest.doubles(v), round: (v: number) => v },
];

for (const { module, array, round } of precisions)
  suite(module, () => {
    const check = (name: string, receiver: Value, args: Value[], expected: unknown): void =>
      assert.deepEqual(call(`${module}.primitive${name}`, receiver, ...args), expected);

    test('elements are floats of its precision', () => {
      check('At', array(1, 0.1), [2], round(0.1));
      check('At', array(1, 0.1), [3], 'fails');
      check('At', array(1, 0.1), [guest.float(1)], 'fails');
      check('At', guest.bytes([1, 2, 3, 4]), [1], 'fails');
      const floats = array(1, 2);
      check('AtPut', floats, [1, guest.float(0.1)], 0.1);
      check('AtPut', floats, [2, 7], 7);
      check('AtPut', floats, [3, 7], 'fails');
      check('AtPut', floats, [1, guest.string('x')], 'fails');
      assert.deepEqual(numbers(floats), [round(0.1), 7]);
    });

    test('arithmetic is done in place, rounded once', () => {
      check('AddFloatArray', array(1, 0.1), [array(2, 0.2)], [3, round(round(0.1) + round(0.2))]);
      check('SubFloatArray', array(1, 2), [array(2, 0.5)], [-1, 1.5]);
      check('MulFloatArray', array(3, 2), [array(2, 0.5)], [6, 1]);
      check('DivFloatArray', array(3, 2), [array(2, 0.5)], [1.5, 4]);
      check('DivFloatArray', array(3, 2), [array(2, 0)], 'fails');
      check('AddFloatArray', array(3, 2), [array(2)], 'fails');
      check('AddScalar', array(1, 2), [guest.float(0.5)], [1.5, 2.5]);
      check('SubScalar', array(1, 2), [1], [0, 1]);
      check('MulScalar', array(1, 2), [3], [3, 6]);
      check('DivScalar', array(10, 4), [4], [2.5, 1]);
      check('AddScalar', array(1), [guest.string('1')], 'fails');
    });

    test('products, sums and lengths', () => {
      check('DotProduct', array(1, 2, 3), [array(4, 5, 6)], 32);
      check('DotProduct', array(1), [array(4, 5)], 'fails');
      check('Sum', array(1, 2, 3.5), [], 6.5);
      check('Length', array(3, 4), [], 5);
      check('Normalize', array(3, 4), [], [round(0.6), round(0.8)]);
      check('Normalize', array(0, 0), [], 'fails');
      check('Equal', array(1, 2), [array(1, 2)], true);
      check('Equal', array(1, 2), [array(1, 3)], false);
      check('Equal', array(1), [array(1, 2)], false);
      check('Equal', array(NaN), [array(NaN)], false);
      check('Equal', array(1), [guest.string('1')], 'fails');
    });
  });

suite('FloatArrays', () => {
  test('hash by their bits, and are read by number', () => {
    assert.equal(
      call('FloatArrayPlugin.primitiveHashArray', guest.floats([1, 2])),
      (0x3f800000 + 0x40000000) & 0x1fffffff,
    );
    assert.equal(guest.call(floatArrayPlugin, 238, guest.doubles([0.1]), 1), 0.1);
    assert.equal(guest.call(floatArrayPlugin, 238, guest.floats([0.1]), 1), Math.fround(0.1));
    assert.equal(guest.call(floatArrayPlugin, 239, guest.fields(1), 1, 2), 'fails');
  });

  test('become longer', () => {
    const name = 'Float64ArrayPlugin.primitiveFromFloatArray';
    assert.deepEqual(call(name, guest.doubles([0, 0]), guest.floats([0.5, 0.1])), [0.5, Math.fround(0.1)]);
    assert.equal(call(name, guest.doubles([0, 0]), guest.floats([0.5])), 'fails');
  });
});

suite('Matrix2x3Plugin', () => {
  const module = 'Matrix2x3Plugin.primitive';
  const quarterTurn = [0, -1, 10, 1, 0, 20];
  const point = (x: number, y: number): SObject => guest.point(x, y);
  const asPair = (v: unknown): unknown => {
    if (typeof v !== 'object' || v === null) return v;
    const { f0, f1 } = v as { f0: unknown; f1: unknown };
    return [asPair(f0), asPair(f1)];
  };
  const matrix = (name: string, m: number[], ...args: Value[]): unknown =>
    asPair(guest.call(matrix2x3Plugin, module + name, guest.floats(m), ...args));

  test('points are moved and rounded', () => {
    assert.deepEqual(matrix('TransformPoint', quarterTurn, point(1, 2)), [8, 21]);
    assert.deepEqual(matrix('InvertPoint', quarterTurn, point(8, 21)), [1, 2]);
    assert.deepEqual(matrix('TransformPoint', [1, 0, 0.5, 0, 1, 0.4], point(1, 1)), [2, 1]);
    // Truncated after adding a half, as C does.
    assert.deepEqual(
      matrix('TransformPoint', [1, 0, 0, 0, 1, 0], guest.point(guest.float(-1.75), 0)),
      [-1, 0],
    );
    assert.equal(matrix('InvertPoint', [0, 0, 0, 0, 0, 0], point(1, 1)), 'fails');
    assert.equal(matrix('TransformPoint', [2e9, 0, 0, 0, 1, 0], point(1, 1)), 'fails');
    assert.equal(matrix('TransformPoint', [1, 2], point(1, 1)), 'fails');
    assert.equal(matrix('TransformPoint', quarterTurn, guest.array([1, 2])), 'fails');
  });

  test('rectangles become the bounds of their corners', () => {
    const rectangle = guest.fields(point(0, 0), point(4, 2));
    const into = guest.blankLike(rectangle);
    assert.deepEqual(matrix('TransformRectInto', quarterTurn, rectangle, into), [
      [8, 20],
      [10, 24],
    ]);
    const back = guest.blankLike(rectangle);
    assert.deepEqual(matrix('InvertRectInto', quarterTurn, into, back), [
      [0, 0],
      [4, 2],
    ]);
    assert.equal(matrix('TransformRectInto', quarterTurn, rectangle, guest.fields(1, 2)), 'fails');
  });

  test('kinds of matrices', () => {
    const is = (name: string, m: number[]): unknown => matrix(name, m);
    assert.equal(is('IsIdentity', [1, 0, 0, 0, 1, 0]), true);
    assert.equal(is('IsIdentity', [1, 0, 3, 0, 1, 0]), false);
    assert.equal(is('IsPureTranslation', [1, 0, 3, 0, 1, 4]), true);
    assert.equal(is('IsPureTranslation', quarterTurn), false);
  });

  test('composing is applying one after the other', () => {
    const small = fc.array(fc.nat(9), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(small, small, fc.nat(99), (first, second, x) => {
        const composed = guest.floats([0, 0, 0, 0, 0, 0]);
        guest.call(
          matrix2x3Plugin,
          `${module}ComposeMatrix`,
          guest.floats(second),
          guest.floats(first),
          composed,
        );
        const middle = matrix('TransformPoint', first, point(x, 3)) as [number, number];
        assert.deepEqual(
          matrix('TransformPoint', [...floatsOf(composed)!], point(x, 3)),
          matrix('TransformPoint', second, point(...middle)),
        );
      }),
    );
  });
});
