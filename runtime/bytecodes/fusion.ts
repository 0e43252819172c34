// Fused instructions: one dispatch for what loops and arithmetic are made of. The first instruction of a sequence is
// replaced, with its operand; those behind it stay and are read as operands, so that every index still is what it
// was: jumps may lead into a sequence, and a fused instruction whose fast case fails runs as its first instruction.
import { Op, operandShift, type Instructions } from './instructions';

const largestOperand = 2 ** 23 - 1;

/** Puts fused instructions into `code`, which is as decoded. Code with breakpoints must not be fused. */
export function fuse({ code, original, literals }: Instructions): void {
  const plain = original.map((word) => plainer(word, original, literals));
  // From the end, because a short sequence yields to a longer one that starts in it.
  for (let i = plain.length - 1; i >= 0; i--) {
    const op = fusedAt(plain, code, i);
    code[i] = op === undefined ? plain[i] : (plain[i] & ~0xff) | op;
  }
}

/** Takes the fused instructions out again: every instruction is run by itself, and can be a breakpoint. */
export function unfuse({ code, original }: Instructions): void {
  code.set(original);
}

/** The same by a simpler instruction: small integers that are literals, jumps that only lead to a return. */
function plainer(word: number, original: Int32Array, literals: Instructions['literals']): number {
  const op: Op = word & 0xff;
  if (op === Op.PushLiteral) {
    const literal = literals[word >> operandShift];
    if (typeof literal === 'number' && Math.abs(literal) <= largestOperand)
      return (literal << operandShift) | Op.PushInteger;
  }
  if (op === Op.Jump) {
    const target = original[word >> operandShift];
    const targetOp: Op | -1 = target === undefined ? -1 : target & 0xff;
    if (targetOp === Op.ReturnTop || targetOp === Op.BlockReturnTop) return target;
  }
  return word;
}

function fusedAt(plain: Int32Array, fused: Int32Array, i: number): Op | undefined {
  const [first, second, third, fourth] = [0, 1, 2, 3].map((n): Op | -1 => opAt(plain, i + n));
  switch (first) {
    case Op.PopStoreTemp:
      return second === Op.JumpBack ? Op.PopStoreTempJumpBack : undefined;
    case Op.PushSelf:
      return second === Op.PushTemp && third === Op.At ? Op.SelfAtTemp : undefined;
    case Op.PushField:
      if (second === Op.PushTemp && third === Op.At) return Op.FieldAtTemp;
      return second === Op.PushField && opAt(fused, i + 1) === Op.PushField ? Op.PushFields : undefined;
    case Op.PushTemp:
      if (second === Op.PushInteger) {
        if (isComparison(third) && fourth === Op.JumpFalse) return Op.CompareTempInteger;
        return third === Op.Add || third === Op.Subtract ? Op.AddTempInteger : undefined;
      }
      if (second !== Op.PushTemp) return undefined;
      if (isComparison(third) && fourth === Op.JumpFalse) return Op.CompareTemps;
      if (third === Op.At) return Op.TempAtTemp;
      return opAt(fused, i + 1) === Op.PushTemp ? Op.PushTemps : undefined;
    default:
      return undefined;
  }
}

function opAt(code: Int32Array, i: number): Op | -1 {
  return i < code.length ? code[i] & 0xff : -1;
}

function isComparison(op: Op | -1): boolean {
  return op === Op.Less || op === Op.Greater || op === Op.LessOrEqual || op === Op.GreaterOrEqual;
}
