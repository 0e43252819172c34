// Methods that were decoded before one of their fields came to have Floats of its own.
import { fuse, unfuse } from '../bytecodes/fusion';
import { Op, Quick, operandShift } from '../bytecodes/instructions';
import type { Behavior } from '../object-memory/behavior';
import { Method } from '../object-memory/method';

/** Lets the interpreter copy what it reads from the field, in all methods that were decoded already. */
export function readFloatField(definer: Behavior, index: number): void {
  for (const entry of definer.methods.values()) {
    if (entry instanceof Method) copyOnRead(entry, index);
    else entry.eachMethod((method) => copyOnRead(method, index));
  }
  for (const subclass of definer.subclasses) readFloatField(subclass, index);
}

function copyOnRead(code: Method, index: number): void {
  const { instructions } = code;
  if (instructions === null) return;
  const { original, literals } = instructions;
  const read = Op.PushField | (index << operandShift);
  if (original.includes(read)) {
    const isPlain = !code.hasBreakpoints;
    if (isPlain) unfuse(instructions);
    for (let i = 0; i < original.length; i++) {
      if (original[i] !== read) continue;
      original[i] = Op.PushFloatField | (index << operandShift);
      if (instructions.code[i] === read) instructions.code[i] = original[i];
    }
    if (isPlain) fuse(instructions);
    if (instructions.quick === Quick.Field) instructions.quick = Quick.No;
  }
  for (const literal of literals)
    if (literal instanceof Method && literal.isBlock) copyOnRead(literal, index);
}
