// Where an instruction goes on.
import { Op, operandShift } from '../bytecodes/instructions';

/** Indexes of the instructions that may run after the one at `pc`. */
export function successors(code: Int32Array, pc: number): number[] {
  const word = code[pc];
  const target = word >> operandShift;
  switch ((word & 0xff) as Op) {
    case Op.Jump:
    case Op.JumpBack:
      return [target];
    case Op.JumpTrue:
    case Op.JumpFalse:
      return [pc + 1, target];
    case Op.ReturnSelf:
    case Op.ReturnTrue:
    case Op.ReturnFalse:
    case Op.ReturnNil:
    case Op.ReturnTop:
    case Op.BlockReturnTop:
    case Op.BlockReturnNil:
    case Op.NonLocalReturn:
      return [];
    default:
      return pc + 1 < code.length ? [pc + 1] : [];
  }
}

/** Instructions that more than one way leads to. */
export function mergePoints(code: Int32Array): ReadonlySet<number> {
  const ways = new Uint8Array(code.length + 1);
  for (let pc = 0; pc < code.length; pc++)
    for (const next of successors(code, pc)) ways[next] = Math.min(2, ways[next] + 1);
  const merges = new Set<number>();
  ways.forEach((count, pc) => {
    if (count > 1) merges.add(pc);
  });
  for (let pc = 0; pc < code.length; pc++) {
    // A loop's head, also where nothing but the jump leads to it.
    const op = code[pc] & 0xff;
    const target = code[pc] >> operandShift;
    if (op === (Op.JumpBack as number) || (isJump(op) && target <= pc)) merges.add(target);
  }
  for (const pc of merges) for (const target of threadedTargets(code, pc)) merges.add(target);
  return merges;
}

/** Where ways that meet at `pc` go on, each by itself: the test there is put at the end of each. */
export function threadedTargets(code: Int32Array, pc: number): readonly number[] {
  const op = code[pc] & 0xff;
  if (op !== (Op.JumpTrue as number) && op !== (Op.JumpFalse as number)) return [];
  const target = code[pc] >> operandShift;
  return target > pc ? [pc + 1, target] : [];
}

function isJump(op: number): boolean {
  return op === (Op.Jump as number) || op === (Op.JumpTrue as number) || op === (Op.JumpFalse as number);
}
