// Primitives 1–19 (SmallInteger) and 20–37 (LargeInteger): Blue Book ch. 29. Both families take any Integer or Float
// as their argument, since an image's failure code would compute the same answer, only later.
import type { SObject, Value } from '../object-memory/objects';
import * as arithmetic from './integerArithmetic';
import type { IntegerOperation } from './integerArithmetic';
import { type IntegerOperand, comparableOperand, floatOperand, integerOperand } from './numberOperands';
import { FAIL, type Primitive, type PrimitiveFamily } from './primitive';

type FloatOperation = (a: number, b: number) => number;
type Comparison = (a: IntegerOperand, b: IntegerOperand) => boolean;

/** An operation on two Integers; on an Integer and a Float if `onFloats` says how. */
export function binary(operation: IntegerOperation, onFloats?: FloatOperation): Primitive {
  return (vm, stack, rcvr) => {
    const a = integerOperand(stack[rcvr]);
    if (a === null) return FAIL;
    const b = integerOperand(stack[rcvr + 1]);
    if (b !== null) {
      const result = operation(a, b);
      return result === null ? FAIL : vm.kernel.integer(result);
    }
    if (onFloats === undefined) return FAIL;
    const float = floatOperand(stack[rcvr + 1]);
    return float === null ? FAIL : vm.kernel.float(onFloats(Number(a), float));
  };
}

/** Integers and Floats compare by their exact values. */
export function comparison(compare: Comparison): Primitive {
  return (vm, stack, rcvr) => {
    const a = comparableOperand(stack[rcvr]);
    if (a === null) return FAIL;
    const b = comparableOperand(stack[rcvr + 1]);
    return b === null ? FAIL : vm.kernel.boolean(compare(a, b));
  };
}

const divide: Primitive = (vm, stack, rcvr) => {
  const a = integerOperand(stack[rcvr]);
  const b = integerOperand(stack[rcvr + 1]);
  if (a === null) return FAIL;
  if (b === null) {
    const float = floatOperand(stack[rcvr + 1]);
    return float === null || float === 0 ? FAIL : vm.kernel.float(Number(a) / float);
  }
  const quotient = arithmetic.divideExactly(a, b);
  return quotient === null ? FAIL : vm.kernel.integer(quotient);
};

const makePoint: Primitive = (vm, stack, rcvr) => {
  if (integerOperand(stack[rcvr]) === null) return FAIL;
  const point = vm.kernel.known.Point.instantiate(0) as SObject & { f0: Value; f1: Value };
  point.f0 = stack[rcvr];
  point.f1 = stack[rcvr + 1];
  return point;
};

const add = binary(arithmetic.add, (a, b) => a + b);
const subtract = binary(arithmetic.subtract, (a, b) => a - b);
const multiply = binary(arithmetic.multiply, (a, b) => a * b);
const less = comparison((a, b) => a < b);
const greater = comparison((a, b) => a > b);
const lessOrEqual = comparison((a, b) => a <= b);
const greaterOrEqual = comparison((a, b) => a >= b);
// The loose operators compare a bigint with a number by value; both operands are numeric here.
const equal = comparison((a, b) => a == b);
const notEqual = comparison((a, b) => a != b);
const modulo = binary(arithmetic.modulo);
const divideFloored = binary(arithmetic.divideFloored);
const divideTruncated = binary(arithmetic.divideTruncated);
const bitAnd = binary(arithmetic.bitAnd);
const bitOr = binary(arithmetic.bitOr);
const bitXor = binary(arithmetic.bitXor);
const bitShift = binary(arithmetic.bitShift);

export const integerPrimitives: PrimitiveFamily = {
  numbered: {
    1: add,
    2: subtract,
    3: less,
    4: greater,
    5: lessOrEqual,
    6: greaterOrEqual,
    7: equal,
    8: notEqual,
    9: multiply,
    10: divide,
    11: modulo,
    12: divideFloored,
    13: divideTruncated,
    14: bitAnd,
    15: bitOr,
    16: bitXor,
    17: bitShift,
    18: makePoint,
    19: () => FAIL,
    20: binary(arithmetic.remainder),
    21: add,
    22: subtract,
    23: less,
    24: greater,
    25: lessOrEqual,
    26: greaterOrEqual,
    27: equal,
    28: notEqual,
    29: multiply,
    30: divide,
    31: modulo,
    32: divideFloored,
    33: divideTruncated,
    34: bitAnd,
    35: bitOr,
    36: bitXor,
    37: bitShift,
  },
};
