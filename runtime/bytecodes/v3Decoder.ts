// V3, the bytecodes of Squeak up to 4.x and of most Spur images, to instructions: the Blue Book's set (ch. 28) with
// Squeak's extended sends, and since 6504 closures (Miranda, "Closures part III: the bytecodes"), whose code is
// embedded in the method's.
import type { Method } from '../object-memory/method';
import { embeddedBlock } from './embeddedBlock';
import type { InstructionBuilder } from './instructionBuilder';
import { NonLocal, Op, remoteShift } from './instructions';
import { v3SpecialSends } from './specialSelectors';

const integers = [-1, 0, 1, 2];
/** Bytecode 129 stores without popping; before a failed primitive's code it takes the error code. */
const extendedStore = 129;

/** Decodes the bytes of `method` into `builder`. Throws on a bytecode that is not in the set. */
export function decodeV3(method: Method, bytes: Uint8Array, builder: InstructionBuilder): void {
  const { hasTrailer = false, hasHomeTemps = false, specialSends = v3SpecialSends } = method.body;
  const pushTemp = hasHomeTemps ? Op.PushHomeTemp : Op.PushTemp;
  const storeTemp = hasHomeTemps ? Op.StoreHomeTemp : Op.StoreTemp;
  const popStoreTemp = hasHomeTemps ? Op.PopStoreHomeTemp : Op.PopStoreTemp;
  let pc = 0;
  const operand = (): number => {
    if (pc >= bytes.length) throw new Error(`${method.printName}: its last bytecode is incomplete`);
    return bytes[pc++];
  };
  const send = (index: number, argc: number): void => builder.send(builder.selectorAt(index), argc);
  const superSend = (index: number, argc: number): void => builder.superSend(builder.selectorAt(index), argc);
  const methodReturn = (op: Op, kind: NonLocal): void =>
    method.isBlock ? builder.emit(Op.NonLocalReturn, kind) : builder.emit(op, 0);
  const illegal = (byte: number): Error =>
    new Error(`${method.printName}: bytecode ${byte} at ${pc - 1} is not in the V3 set`);
  /** 128–130: two bits choose the kind of variable, six its index. */
  const extended = (
    byte: number,
    fieldOp: Op,
    tempOp: Op,
    onLiteral: (() => void) | null,
    onVariable: () => void,
  ): void => {
    const operandByte = operand();
    extendedIndex = operandByte & 63;
    const kind = operandByte >> 6;
    if (kind === 0) builder.emit(fieldOp, extendedIndex);
    else if (kind === 1) builder.emit(tempOp, extendedIndex);
    else if (kind === 3) onVariable();
    else if (onLiteral) onLiteral();
    else throw illegal(byte);
  };
  let extendedIndex = 0;

  if (!method.isBlock && method.primitive !== 0 && bytes[0] === extendedStore) {
    // Before Spur the primitive's number is in the header; what takes the error code then comes first.
    builder.begin(0);
    builder.callPrimitive();
  }
  while (pc < bytes.length) {
    if (hasTrailer && builder.endsBefore(pc)) return;
    builder.begin(pc);
    const byte = bytes[pc++];
    if (byte < 16) builder.emit(Op.PushField, byte);
    else if (byte < 32) builder.emit(pushTemp, byte & 15);
    else if (byte < 64) builder.pushLiteral(byte & 31);
    else if (byte < 96) builder.pushVariable(byte & 31);
    else if (byte < 104) builder.emit(Op.PopStoreField, byte & 7);
    else if (byte < 112) builder.emit(popStoreTemp, byte & 7);
    else if (byte >= 208) send(byte & 15, (byte - 208) >> 4);
    else if (byte >= 176) builder.special(specialSends[byte - 176]);
    else if (byte >= 144 && byte < 152) builder.jump(Op.Jump, pc + (byte & 7) + 1);
    else if (byte >= 152 && byte < 160) builder.jump(Op.JumpFalse, pc + (byte & 7) + 1);
    else if (byte >= 160 && byte < 168) {
      const distance = ((byte & 7) - 4) * 256 + operand();
      builder.jump(distance < 0 ? Op.JumpBack : Op.Jump, pc + distance);
    } else if (byte >= 168 && byte < 176) {
      const distance = (byte & 3) * 256 + operand();
      builder.jump(byte < 172 ? Op.JumpTrue : Op.JumpFalse, pc + distance);
    } else if (byte >= 116 && byte < 120) builder.emit(Op.PushInteger, integers[byte - 116]);
    else
      switch (byte) {
        case 112:
          builder.emit(Op.PushSelf, 0);
          break;
        case 113:
          builder.emit(Op.PushTrue, 0);
          break;
        case 114:
          builder.emit(Op.PushFalse, 0);
          break;
        case 115:
          builder.emit(Op.PushNil, 0);
          break;
        case 120:
          methodReturn(Op.ReturnSelf, NonLocal.Self);
          break;
        case 121:
          methodReturn(Op.ReturnTrue, NonLocal.True);
          break;
        case 122:
          methodReturn(Op.ReturnFalse, NonLocal.False);
          break;
        case 123:
          methodReturn(Op.ReturnNil, NonLocal.Nil);
          break;
        case 124:
          methodReturn(Op.ReturnTop, NonLocal.Top);
          break;
        case 125:
          builder.emit(Op.BlockReturnTop, 0);
          break;
        case 128:
          extended(
            byte,
            Op.PushField,
            pushTemp,
            () => builder.pushLiteral(extendedIndex),
            () => builder.pushVariable(extendedIndex),
          );
          break;
        case extendedStore:
          extended(byte, Op.StoreField, storeTemp, null, () => builder.storeVariable(extendedIndex));
          break;
        case 130:
          extended(byte, Op.PopStoreField, popStoreTemp, null, () => builder.popStoreVariable(extendedIndex));
          break;
        case 131: {
          const what = operand();
          send(what & 31, what >> 5);
          break;
        }
        case 132:
          doubleExtended(operand(), operand());
          break;
        case 133: {
          const what = operand();
          superSend(what & 31, what >> 5);
          break;
        }
        case 134: {
          const what = operand();
          send(what & 63, what >> 6);
          break;
        }
        case 135:
          builder.emit(Op.Pop, 0);
          break;
        case 136:
          builder.emit(Op.Dup, 0);
          break;
        case 137:
          builder.emit(Op.PushContext, 0);
          break;
        case 138: {
          const size = operand();
          builder.emit(size > 127 ? Op.NewArrayOf : Op.NewArray, size & 127);
          break;
        }
        case 139:
          operand();
          operand();
          builder.callPrimitive();
          break;
        case 140:
          remoteTemp(Op.PushRemoteTemp, operand(), operand());
          break;
        case 141:
          remoteTemp(Op.StoreRemoteTemp, operand(), operand());
          break;
        case 142:
          remoteTemp(Op.PopStoreRemoteTemp, operand(), operand());
          break;
        case 143:
          closure(operand(), operand() * 256 + operand());
          break;
        default:
          throw illegal(byte);
      }
  }

  function remoteTemp(op: Op, slot: number, vector: number): void {
    builder.emit(op, slot | (vector << remoteShift));
  }

  function doubleExtended(first: number, index: number): void {
    const low = first & 31;
    switch (first >> 5) {
      case 0:
        return send(index, low);
      case 1:
        return superSend(index, low);
      case 2:
        return builder.emit(Op.PushField, index);
      case 3:
        return builder.pushLiteral(index);
      case 4:
        return builder.pushVariable(index);
      case 5:
        return builder.emit(Op.StoreField, index);
      case 6:
        return builder.emit(Op.PopStoreField, index);
      default:
        return builder.storeVariable(index);
    }
  }

  /** The code that follows is the block's: it becomes a block of its own, as Sista's are. */
  function closure(counts: number, size: number): void {
    if (pc + size > bytes.length) throw new Error(`${method.printName}: a block runs over its end`);
    const block = embeddedBlock(method, bytes.subarray(pc, pc + size), pc, counts & 15, counts >> 4);
    builder.pushEmbeddedClosure(block, counts >> 4);
    pc += size;
  }
}
