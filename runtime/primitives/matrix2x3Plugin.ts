// Matrix2x3Plugin: affine transformations in six single-precision floats, row by row.
import type { Interpreter } from '../interpreter/interpreter';
import type { Fields, Value } from '../object-memory/objects';
import { floatsOf, numberOf, slotsOf, taking } from './pluginOperands';
import { type Primitive, type PrimitiveFamily } from './primitive';

interface Vector {
  readonly x: number;
  readonly y: number;
}

/** Where `point` comes to lie; null where the matrix has no inverse. */
type Map = (m: Float32Array, point: Vector) => Vector | null;

const transformed: Map = (m, { x, y }) => ({
  x: x * m[0] + y * m[1] + m[2],
  y: x * m[3] + y * m[4] + m[5],
});

const inverted: Map = (m, point) => {
  const x = point.x - m[2];
  const y = point.y - m[5];
  const determinant = m[0] * m[4] - m[1] * m[3];
  if (determinant === 0) return null;
  const scale = 1 / determinant;
  return { x: (x * m[4] - m[1] * y) * scale, y: (m[0] * y - x * m[3]) * scale };
};

function matrixOf(v: Value): Float32Array | null {
  const floats = floatsOf(v);
  return floats?.length === 6 ? floats : null;
}

function vectorOf(vm: Interpreter, v: Value): Vector | null {
  if (typeof v !== 'object' || v.$b !== vm.kernel.known.Point) return null;
  const x = numberOf((v as Fields).f0);
  const y = numberOf((v as Fields).f1);
  return x === null || y === null ? null : { x, y };
}

/** The nearest Point of SmallIntegers as 32-bit images have them, null where there is none. */
function roundedPoint(vm: Interpreter, x: number, y: number): Value | null {
  const [column, row] = [Math.trunc(x + 0.5), Math.trunc(y + 0.5)];
  if (![x + 0.5, y + 0.5].every((v) => v >= -0x40000000 && v <= 0x3fffffff)) return null;
  const point = vm.kernel.known.Point.instantiate(0) as Fields;
  point.f0 = column + 0;
  point.f1 = row + 0;
  return point;
}

const onPoint = (map: Map): Primitive =>
  taking(1, (vm, [argument], receiver) => {
    const m = matrixOf(receiver);
    const point = vectorOf(vm, argument);
    const result = m && point && map(m, point);
    return result && roundedPoint(vm, result.x, result.y);
  });

/** Bounds of the four corners of a Rectangle, stored into another. */
const onRectangle = (map: Map): Primitive =>
  taking(2, (vm, [source, target], receiver) => {
    const m = matrixOf(receiver);
    const [from, to] = [slotsOf(source, 2), slotsOf(target, 2)];
    if (m === null || from === null || to === null || from.object.$b !== to.object.$b) return null;
    const origin = vectorOf(vm, from.at(0));
    const corner = vectorOf(vm, from.at(1));
    if (origin === null || corner === null) return null;
    const corners: Vector[] = [];
    for (const x of [origin.x, corner.x])
      for (const y of [origin.y, corner.y]) {
        const point = map(m, { x, y });
        if (point === null) return null;
        corners.push(point);
      }
    const xs = corners.map(({ x }) => x);
    const ys = corners.map(({ y }) => y);
    const least = roundedPoint(vm, Math.min(...xs), Math.min(...ys));
    const most = roundedPoint(vm, Math.max(...xs), Math.max(...ys));
    if (least === null || most === null) return null;
    to.put(0, least);
    to.put(1, most);
    return target;
  });

const matches = (pattern: readonly (number | null)[]): Primitive =>
  taking(0, (vm, _args, receiver) => {
    const m = matrixOf(receiver);
    return m && vm.kernel.boolean(pattern.every((expected, i) => expected === null || m[i] === expected));
  });

const compose = taking(2, (_vm, [second, target], receiver) => {
  const [a, b, c] = [matrixOf(receiver), matrixOf(second), matrixOf(target)];
  if (a === null || b === null || c === null) return null;
  c.set([
    a[0] * b[0] + a[1] * b[3],
    a[0] * b[1] + a[1] * b[4],
    a[0] * b[2] + a[1] * b[5] + a[2],
    a[3] * b[0] + a[4] * b[3],
    a[3] * b[1] + a[4] * b[4],
    a[3] * b[2] + a[4] * b[5] + a[5],
  ]);
  return target;
});

export const matrix2x3Plugin: PrimitiveFamily = {
  named: {
    'Matrix2x3Plugin.primitiveComposeMatrix': compose,
    'Matrix2x3Plugin.primitiveIsIdentity': matches([1, 0, 0, 0, 1, 0]),
    'Matrix2x3Plugin.primitiveIsPureTranslation': matches([1, 0, null, 0, 1, null]),
    'Matrix2x3Plugin.primitiveTransformPoint': onPoint(transformed),
    'Matrix2x3Plugin.primitiveInvertPoint': onPoint(inverted),
    'Matrix2x3Plugin.primitiveTransformRectInto': onRectangle(transformed),
    'Matrix2x3Plugin.primitiveInvertRectInto': onRectangle(inverted),
  },
};
