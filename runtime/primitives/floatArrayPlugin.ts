// FloatArrayPlugin and Float64ArrayPlugin: arrays of single or double precision floats. Single-precision arithmetic
// rounds after each operation, as C's `float` does; sums and products are gathered in double precision.
import type { Interpreter } from '../interpreter/interpreter';
import type { Value } from '../object-memory/objects';
import { doublesOf, floatsOf, numberOf, taking } from './pluginOperands';
import { FAIL, type Fail, type Primitive, type PrimitiveFamily } from './primitive';

type Floats = Float32Array | Float64Array;
type View = (v: Value) => Floats | null;

const both: View = (v) => floatsOf(v) ?? doublesOf(v);

function at(view: View): Primitive {
  return (vm, stack, rcvr) => {
    const floats = view(stack[rcvr]);
    const index = stack[rcvr + 1];
    if (floats === null || typeof index !== 'number') return FAIL;
    return index >= 1 && index <= floats.length ? vm.kernel.float(floats[index - 1]) : FAIL;
  };
}

function atPut(view: View): Primitive {
  return (_vm, stack, rcvr) => {
    const floats = view(stack[rcvr]);
    const index = stack[rcvr + 1];
    const value = numberOf(stack[rcvr + 2]);
    if (floats === null || typeof index !== 'number' || value === null) return FAIL;
    if (index < 1 || index > floats.length) return FAIL;
    floats[index - 1] = value;
    return stack[rcvr + 2];
  };
}

/** The receiver's elements combined with those of an array of the same size, in place. */
function withArray(view: View, operation: (a: number, b: number) => number, needsNoZero = false): Primitive {
  return taking(1, (_vm, [argument], receiver) => {
    const a = view(receiver);
    const b = view(argument);
    if (a === null || b === null || a.length !== b.length) return null;
    if (needsNoZero && b.some((v) => Object.is(v, 0))) return null;
    for (let i = 0; i < a.length; i++) a[i] = operation(a[i], b[i]);
    return receiver;
  });
}

/** The receiver's elements combined with a number, in place. */
function withScalar(view: View, operation: (a: number, b: number) => number): Primitive {
  return taking(1, (_vm, [argument], receiver) => {
    const a = view(receiver);
    const b = numberOf(argument);
    if (a === null || b === null) return null;
    for (let i = 0; i < a.length; i++) a[i] = operation(a[i], b);
    return receiver;
  });
}

function answering(
  view: View,
  argc: number,
  answer: (vm: Interpreter, floats: Floats, argument: Value) => Value | Fail | null,
): Primitive {
  return taking(argc, (vm, [argument], receiver) => {
    const floats = view(receiver);
    return floats && answer(vm, floats, argument);
  });
}

const equal = (view: View): Primitive =>
  answering(view, 1, (vm, a, argument) => {
    const b = view(argument);
    return b && vm.kernel.boolean(a.length === b.length && a.every((v, i) => v === b[i]));
  });

const sum = (view: View): Primitive =>
  answering(view, 0, (vm, a) => {
    let total = 0;
    for (const v of a) total += v;
    return vm.kernel.float(total);
  });

const dotProduct = (view: View): Primitive =>
  answering(view, 1, (vm, a, argument) => {
    const b = view(argument);
    if (b === null || a.length !== b.length) return null;
    let total = 0;
    for (let i = 0; i < a.length; i++) total += a[i] * b[i];
    return vm.kernel.float(total);
  });

/** Of a vector, null for one without a direction. */
function lengthOf(a: Floats): number | null {
  let square = 0;
  for (const v of a) square += v * v;
  return square > 0 ? Math.sqrt(square) : null;
}

const vectorLength = (view: View): Primitive =>
  answering(view, 0, (vm, a) => {
    const length = lengthOf(a);
    return length === null ? null : vm.kernel.float(length);
  });

const normalize = (view: View): Primitive =>
  taking(0, (_vm, _args, receiver) => {
    const a = view(receiver);
    const length = a && lengthOf(a);
    if (a === null || length === null) return null;
    for (let i = 0; i < a.length; i++) a[i] /= length;
    return receiver;
  });

/** The words added up, in 29 bits. */
const hashArray = (view: View): Primitive =>
  answering(view, 0, (_vm, a) => {
    const words = new Int32Array(a.buffer, a.byteOffset, a.byteLength / 4);
    return words.reduce((hash, word) => (hash + word) | 0, 0) & 0x1fffffff;
  });

/** Single-precision elements as double-precision ones. */
const fromFloatArray = taking(1, (_vm, [argument], receiver) => {
  const [doubles, floats] = [doublesOf(receiver), floatsOf(argument)];
  if (doubles === null || floats?.length !== doubles.length) return null;
  doubles.set(floats);
  return receiver;
});

function plugin(module: string, view: View): Record<string, Primitive> {
  const primitives: Record<string, Primitive> = {
    primitiveAt: at(view),
    primitiveAtPut: atPut(view),
    primitiveEqual: equal(view),
    primitiveHashArray: hashArray(view),
    primitiveAddFloatArray: withArray(view, (a, b) => a + b),
    primitiveSubFloatArray: withArray(view, (a, b) => a - b),
    primitiveMulFloatArray: withArray(view, (a, b) => a * b),
    primitiveDivFloatArray: withArray(view, (a, b) => a / b, true),
    primitiveAddScalar: withScalar(view, (a, b) => a + b),
    primitiveSubScalar: withScalar(view, (a, b) => a - b),
    primitiveMulScalar: withScalar(view, (a, b) => a * b),
    primitiveDivScalar: withScalar(view, (a, b) => a * (1 / b)),
    primitiveDotProduct: dotProduct(view),
    primitiveNormalize: normalize(view),
    primitiveLength: vectorLength(view),
    primitiveSum: sum(view),
  };
  // Some images name the double-precision ones after their arrays.
  return Object.fromEntries(
    Object.entries(primitives).flatMap(([name, primitive]) => [
      [`${module}.${name}`, primitive],
      [`${module}.${name.replace('FloatArray', 'Float64Array')}`, primitive],
    ]),
  );
}

export const floatArrayPlugin: PrimitiveFamily = {
  // By number for both precisions; older images have a serial port at these, which fails.
  numbered: { 238: at(both), 239: atPut(both) },
  named: {
    ...plugin('FloatArrayPlugin', floatsOf),
    ...plugin('Float64ArrayPlugin', doublesOf),
    'Float64ArrayPlugin.primitiveFromFloatArray': fromFloatArray,
  },
};
