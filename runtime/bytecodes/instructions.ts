// The one instruction model that all bytecode sets decode into and both tiers read. An instruction is one 32-bit
// word: the operation in the low 8 bits, its operand (signed, 24 bits) above.
import type { Entry, MethodLiteral } from '../object-memory/method';
import type { SendSite } from './sendSite';

/** Operations. Sends of special selectors have operations of their own; their operand is the slow path's send site. */
export const enum Op {
  PushTemp,
  PushField,
  PushLiteral,
  PushMutableLiteral,
  PushSlot,
  PushBinding,
  PushSelf,
  PushTrue,
  PushFalse,
  PushNil,
  PushInteger,
  PushContext,
  PushProcess,
  Dup,
  Pop,
  ReturnSelf,
  ReturnTrue,
  ReturnFalse,
  ReturnNil,
  ReturnTop,
  BlockReturnTop,
  BlockReturnNil,
  NonLocalReturn,
  Send,
  SuperSend,
  Jump,
  JumpBack,
  JumpTrue,
  JumpFalse,
  StoreField,
  PopStoreField,
  StoreSlot,
  PopStoreSlot,
  StoreBinding,
  PopStoreBinding,
  StoreTemp,
  PopStoreTemp,
  PushRemoteTemp,
  StoreRemoteTemp,
  PopStoreRemoteTemp,
  NewArray,
  NewArrayOf,
  PushClosure,
  Nop,
  Add,
  Subtract,
  Less,
  Greater,
  LessOrEqual,
  GreaterOrEqual,
  Equal,
  NotEqual,
  Multiply,
  Divide,
  Modulo,
  BitShift,
  IntegerDivide,
  BitAnd,
  BitOr,
  At,
  AtPut,
  Size,
  Identical,
  NotIdentical,
  Class,
  Value0,
  Value1,
  // Fused instructions (fusion.ts), named after what they do; the comment has the sequence.
  /** PushTemp, PushTemp. */
  PushTemps,
  /** PushTemp, PushTemp, a comparison, JumpFalse. */
  CompareTemps,
  /** PushTemp, PushInteger, a comparison, JumpFalse. */
  CompareTempInteger,
  /** PushTemp, PushInteger, Add or Subtract, then perhaps PopStoreTemp, then perhaps JumpBack. */
  AddTempInteger,
  /** PushField, PushTemp, At. */
  FieldAtTemp,
  /** PushTemp, PushTemp, At. */
  TempAtTemp,
  /** PushSelf, PushTemp, At. */
  SelfAtTemp,
  /** PushField, PushField. */
  PushFields,
  /** PopStoreTemp, JumpBack. */
  PopStoreTempJumpBack,
  /** PushField of a field whose Floats may be its own: a copy is pushed. */
  PushFloatField,
  /** A breakpoint stands here: the table of breakpoints has the operation it replaced. */
  Break,
  /** Every operation of a method being stepped: `Instructions.code` has the real one. */
  Step,
  Trap,
  /** The interpreter's own: looks for compiled code that goes on with a loop. */
  EnterLoop,
  /** In BlockContexts: temporaries of the home Context. */
  PushHomeTemp,
  StoreHomeTemp,
  PopStoreHomeTemp,
}

/** What NonLocalReturn answers. */
export const enum NonLocal {
  Top,
  Self,
  True,
  False,
  Nil,
}

/** A method that only answers something: run without an activation. */
export const enum Quick {
  No,
  Self,
  Field,
  Literal,
}

export interface Instructions {
  /** What runs: with fused instructions, or, once it has breakpoints, without them and with those patched in. */
  readonly code: Int32Array;
  /** As decoded: never patched. */
  readonly original: Int32Array;
  /** Activations and loop rounds in the interpreter. */
  heat: number;
  /** Compiled code that goes on at the head of a loop, by the instruction there; null while there is none. */
  continuations: (Entry | undefined)[] | null;
  /** All operations replaced by Step; made when the method is first stepped. */
  stepping: Int32Array | null;
  readonly sites: readonly SendSite[];
  readonly literals: readonly MethodLiteral[];
  /** Offset in bytes, from the first bytecode, of each instruction; one more entry at the end. */
  readonly bytePcs: Int32Array;
  readonly frameSize: number;
  readonly numTemps: number;
  /** `No` while breakpoints stand in the method: they are for its activation. */
  quick: Quick;
  readonly quickOperand: number;
  /** The method stores its primitive's error code in this temporary; -1 if it does not. */
  readonly errorCodeTemp: number;
}

export const operandShift = 8;
export const remoteShift = 12;
export const remoteMask = 0xfff;
/** PushClosure's operand: literal index (12 bits), copied values (6), then the flags. */
export const closureCopiedShift = 12;
export const closureCopiedMask = 0x3f;
export const closureNoOuterContext = 1 << 18;
export const closureReceiverOnStack = 1 << 19;

/** The code with every operation replaced by Step, operands kept. */
export function steppingCode(instructions: Instructions): Int32Array {
  return (instructions.stepping ??= instructions.original.map((word) => (word & ~0xff) | Op.Step));
}

/** Index of the instruction that starts at or before `bytePc`. */
export function instructionAt(instructions: Instructions, bytePc: number): number {
  const { bytePcs } = instructions;
  let low = 0;
  let high = bytePcs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (bytePcs[middle] <= bytePc) low = middle;
    else high = middle - 1;
  }
  return low;
}
