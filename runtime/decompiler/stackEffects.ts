// How instructions change the depth of the operand stack.
import { NonLocal, Op, closureCopiedMask, closureCopiedShift } from '../bytecodes/instructions';
import type { CodeReader } from './codeReader';

export function isSend(op: Op | -1): boolean {
  return op === Op.Send || op === Op.SuperSend || (op >= Op.Add && op <= Op.Value1);
}

/** How many values an instruction takes from the stack. */
export function operandsOf(code: CodeReader, index: number): number {
  const op = code.op(index);
  const operand = code.operand(index);
  switch (op) {
    case Op.Dup:
    case Op.Pop:
    case Op.ReturnTop:
    case Op.BlockReturnTop:
    case Op.JumpTrue:
    case Op.JumpFalse:
    case Op.StoreField:
    case Op.PopStoreField:
    case Op.StoreBinding:
    case Op.PopStoreBinding:
    case Op.StoreTemp:
    case Op.PopStoreTemp:
    case Op.StoreRemoteTemp:
    case Op.PopStoreRemoteTemp:
      return 1;
    case Op.NonLocalReturn:
      return operand === NonLocal.Top ? 1 : 0;
    case Op.NewArrayOf:
      return operand;
    case Op.PushClosure:
      return (operand >> closureCopiedShift) & closureCopiedMask;
    default:
      return isSend(op) ? code.instructions.sites[operand]!.argc + 1 : 0;
  }
}

/** How many values an instruction leaves on the stack. */
function resultsOf(code: CodeReader, index: number): number {
  const op = code.op(index);
  switch (op) {
    case Op.Nop:
    case Op.Pop:
    case Op.Jump:
    case Op.JumpBack:
    case Op.JumpTrue:
    case Op.JumpFalse:
    case Op.PopStoreField:
    case Op.PopStoreBinding:
    case Op.PopStoreTemp:
    case Op.PopStoreRemoteTemp:
      return 0;
    case Op.Dup:
      return 2;
    default:
      return 1;
  }
}

/** Values on the stack of a block at its end, the one it answers included; undefined if none is reached. */
export function depthAtEnd(code: CodeReader): number | undefined {
  const depths = new Map<number, number>();
  let depth: number | undefined = 0;
  for (let i = 0; i < code.length; i++) {
    depth = depths.get(i) ?? depth;
    if (depth === undefined) continue;
    const op = code.op(i);
    if (op === Op.BlockReturnTop) return depth;
    if (op === Op.BlockReturnNil) return depth + 1;
    if (op === Op.NonLocalReturn) {
      if (code.operand(i) === NonLocal.Top && i === code.length - 1) return depth;
      if (i === code.length - 1) return depth + 1;
      depth = undefined;
      continue;
    }
    depth += resultsOf(code, i) - operandsOf(code, i);
    if (op === Op.Jump || op === Op.JumpTrue || op === Op.JumpFalse) depths.set(code.operand(i), depth);
    if (op === Op.Jump || op === Op.JumpBack) depth = undefined;
  }
  return undefined;
}
