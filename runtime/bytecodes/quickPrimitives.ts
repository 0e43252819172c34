// Primitives 256–519 answer the receiver, a constant or a field. Their methods need no bytecodes, and compilers for V3
// make none.
import type { Kernel } from '../object-memory/kernel';
import type { Fields, Value } from '../object-memory/objects';
import type { InstructionBuilder } from './instructionBuilder';
import { Op } from './instructions';

const first = 256;
const firstInteger = 260;
const firstField = 264;
const last = 519;

export function isQuickPrimitive(primitive: number): boolean {
  return primitive >= first && primitive <= last;
}

/** What such a primitive answers. */
export function quickAnswer({ nil, true_, false_ }: Kernel, primitive: number, receiver: Value): Value {
  if (primitive < firstInteger) return [receiver, true_, false_, nil][primitive - first];
  if (primitive < firstField) return primitive - firstInteger - 1;
  return (receiver as Fields)[`f${primitive - firstField}`];
}

/** What such a primitive does, as instructions. */
export function decodeQuick(primitive: number, builder: InstructionBuilder): void {
  builder.begin(0);
  if (primitive < firstInteger) {
    builder.emit([Op.ReturnSelf, Op.ReturnTrue, Op.ReturnFalse, Op.ReturnNil][primitive - first], 0);
    return;
  }
  if (primitive < firstField) builder.emit(Op.PushInteger, primitive - firstInteger - 1);
  else builder.emit(Op.PushField, primitive - firstField);
  builder.emit(Op.ReturnTop, 0);
}
