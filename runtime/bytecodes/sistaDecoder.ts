// Sista V1 (Béra & Miranda, "A bytecode set for adaptive optimizations", and Squeak's EncoderForSistaV1) to
// instructions.
import type { Method } from '../object-memory/method';
import { embeddedBlock } from './embeddedBlock';
import {
  Op,
  NonLocal,
  closureCopiedShift,
  closureNoOuterContext,
  closureReceiverOnStack,
  remoteShift,
} from './instructions';
import { type InstructionBuilder } from './instructionBuilder';
import { sistaSpecialSends } from './specialSelectors';

/** Decodes the bytes of `method` into `builder`. Throws on a bytecode that is not in the set. */
export function decodeSista(method: Method, bytes: Uint8Array, builder: InstructionBuilder): void {
  const { hasTrailer = false, specialSends = sistaSpecialSends } = method.body;
  const inBlock = method.isBlock;
  let extA = 0;
  let extB = 0;

  const send = (index: number, argc: number): void => builder.send(builder.selectorAt(index), argc);
  const methodReturn = (op: Op, kind: NonLocal): void =>
    inBlock ? builder.emit(Op.NonLocalReturn, kind) : builder.emit(op, 0);
  const jump = (op: Op, distance: number, next: number): void => builder.jump(op, next + distance);

  for (let pc = 0; pc < bytes.length;) {
    // Extensions belong to what follows them, which may be where a jump leads.
    if (hasTrailer && extA === 0 && extB === 0 && builder.endsBefore(pc)) return;
    const start = pc;
    const byte = bytes[pc++];
    // Extensions belong to the instruction they precede.
    if (byte !== 0xe0 && byte !== 0xe1 && extA === 0 && extB === 0) builder.begin(start);
    if (byte < 16) builder.emit(Op.PushField, byte);
    else if (byte < 32) builder.pushVariable(byte - 16);
    else if (byte < 64) builder.pushLiteral(byte - 32);
    else if (byte < 76) builder.emit(Op.PushTemp, byte - 64);
    else if (byte < 96)
      switch (byte) {
        case 76:
          builder.emit(Op.PushSelf, 0);
          break;
        case 77:
          builder.emit(Op.PushTrue, 0);
          break;
        case 78:
          builder.emit(Op.PushFalse, 0);
          break;
        case 79:
          builder.emit(Op.PushNil, 0);
          break;
        case 80:
          builder.emit(Op.PushInteger, 0);
          break;
        case 81:
          builder.emit(Op.PushInteger, 1);
          break;
        case 82:
          builder.emit(extB === 1 ? Op.PushProcess : Op.PushContext, 0);
          break;
        case 83:
          builder.emit(Op.Dup, 0);
          break;
        case 88:
          methodReturn(Op.ReturnSelf, NonLocal.Self);
          break;
        case 89:
          methodReturn(Op.ReturnTrue, NonLocal.True);
          break;
        case 90:
          methodReturn(Op.ReturnFalse, NonLocal.False);
          break;
        case 91:
          methodReturn(Op.ReturnNil, NonLocal.Nil);
          break;
        case 92:
          methodReturn(Op.ReturnTop, NonLocal.Top);
          break;
        case 93:
          builder.emit(Op.BlockReturnNil, 0);
          break;
        case 94:
          builder.emit(Op.BlockReturnTop, 0);
          break;
        case 95:
          builder.emit(Op.Nop, 0);
          break;
        default:
          throw unknownBytecode(method, byte, start);
      }
    else if (byte < 128) builder.special(specialSends[byte - 96]);
    else if (byte < 176) send(byte & 15, (byte - 128) >> 4);
    else if (byte < 184) jump(Op.Jump, (byte & 7) + 1, pc);
    else if (byte < 192) jump(Op.JumpTrue, (byte & 7) + 1, pc);
    else if (byte < 200) jump(Op.JumpFalse, (byte & 7) + 1, pc);
    else if (byte < 208) builder.emit(Op.PopStoreField, byte & 7);
    else if (byte < 216) builder.emit(Op.PopStoreTemp, byte & 7);
    else if (byte === 216) builder.emit(Op.Pop, 0);
    else if (byte === 217) builder.emit(Op.Trap, 0);
    else if (byte === 224) {
      if (extA === 0 && extB === 0) builder.begin(start);
      extA = (extA << 8) | bytes[pc++];
      continue;
    } else if (byte === 225) {
      if (extA === 0 && extB === 0) builder.begin(start);
      const value = bytes[pc++];
      extB = extB === 0 && value > 127 ? value - 256 : (extB << 8) | value;
      continue;
    } else if (byte < 248) {
      const operand = bytes[pc++];
      const index = operand + (extA << 8);
      switch (byte) {
        case 226:
          builder.emit(Op.PushField, index);
          break;
        case 227:
          builder.pushVariable(index);
          break;
        case 228:
          builder.pushLiteral(index);
          break;
        case 229:
          builder.emit(Op.PushTemp, operand);
          break;
        case 231:
          builder.emit(operand > 127 ? Op.NewArrayOf : Op.NewArray, operand & 127);
          break;
        case 232:
          builder.emit(Op.PushInteger, operand + (extB << 8));
          break;
        case 233:
          builder.pushCharacter(operand + (extB << 8));
          break;
        case 234:
          send((operand >> 3) + (extA << 5), (operand & 7) + (extB << 3));
          break;
        case 235: {
          // An extension B of 64 or more means a directed super send: the class, which compilers always make the
          // method's own, is on the stack.
          if (extB >= 64) builder.emit(Op.Pop, 0);
          builder.superSend(
            builder.selectorAt((operand >> 3) + (extA << 5)),
            (operand & 7) + ((extB & 63) << 3),
          );
          break;
        }
        case 237: {
          const distance = operand + (extB << 8);
          jump(distance < 0 ? Op.JumpBack : Op.Jump, distance, pc);
          break;
        }
        case 238:
          jump(Op.JumpTrue, operand + (extB << 8), pc);
          break;
        case 239:
          jump(Op.JumpFalse, operand + (extB << 8), pc);
          break;
        case 240:
          builder.emit(Op.PopStoreField, index);
          break;
        case 241:
          builder.popStoreVariable(index);
          break;
        case 242:
          builder.emit(Op.PopStoreTemp, operand);
          break;
        case 243:
          builder.emit(Op.StoreField, index);
          break;
        case 244:
          builder.storeVariable(index);
          break;
        case 245:
          builder.emit(Op.StoreTemp, operand);
          break;
        default:
          throw unknownBytecode(method, byte, start);
      }
    } else {
      const first = bytes[pc++];
      const second = bytes[pc++];
      switch (byte) {
        case 248:
          // With that bit it is an operation of Cog's optimizer, which no compiler emits.
          if (second & 0x80) throw unknownBytecode(method, byte, start);
          builder.callPrimitive();
          break;
        case 249: {
          const flags =
            (second & 0x40 ? closureNoOuterContext : 0) | (second & 0x80 ? closureReceiverOnStack : 0);
          builder.emit(Op.PushClosure, (first + (extA << 8)) | ((second & 63) << closureCopiedShift) | flags);
          break;
        }
        case 250: {
          const numArgs = (first & 7) + (extA & 15) * 8;
          const numCopied = ((first >> 3) & 7) + (extA >> 4) * 8;
          const size = second + (extB << 8);
          const block = embeddedBlock(method, bytes.subarray(pc, pc + size), pc, numArgs, numCopied);
          builder.pushEmbeddedClosure(block, numCopied);
          pc += size;
          break;
        }
        case 251:
          builder.emit(Op.PushRemoteTemp, first | (second << remoteShift));
          break;
        case 252:
          builder.emit(Op.StoreRemoteTemp, first | (second << remoteShift));
          break;
        case 253:
          builder.emit(Op.PopStoreRemoteTemp, first | (second << remoteShift));
          break;
        default:
          throw unknownBytecode(method, byte, start);
      }
    }
    extA = 0;
    extB = 0;
  }
}

function unknownBytecode(method: Method, byte: number, pc: number): Error {
  return new Error(`${method.printName}: bytecode ${byte} at ${pc} is not in the Sista V1 set`);
}
