// Code as it is compared. What compilers may choose freely is taken out of it:
// - where a literal stands in the frame, and whether a bytecode is long or short: operands are the literals themselves;
// - whether a send has a bytecode of its own: a send is its selector, to self's class or above it;
// - code that nothing reaches, such as what follows a return;
// - whether the class of a super send is on the stack, as in blocks of Sista V1: it is the method's own;
// - whether a block is made when the code runs, with or without its outer Context, or is a literal (a clean block);
// - whether a constant is returned by one bytecode or two;
// - calls of the primitive as a bytecode: the method's primitive is compared by itself;
// - which place in the frame, which slot of a temp vector and which copied value of a block a variable has, as long as
//   it is the same one throughout (equivalence.ts); arguments have theirs.
import {
  NonLocal,
  Op,
  closureCopiedMask,
  closureCopiedShift,
  remoteMask,
  remoteShift,
} from '../bytecodes/instructions';
import { Method, SBlock, type MethodLiteral } from '../object-memory/method';
import type { Fields } from '../object-memory/objects';
import { CodeReader } from './codeReader';
import { isSend } from './stackEffects';

export interface NormalInstruction {
  /** Index in the code as decoded. */
  readonly index: number;
  readonly kind: 'plain' | 'temporary' | 'remote' | 'literal' | 'send' | 'jump' | 'closure';
  readonly op: Op;
  /** Of `plain`: its operand; of `temporary`: the place; of `remote`: that of the vector. */
  readonly operand: number;
  readonly slot: number;
  readonly literal: MethodLiteral | undefined;
  readonly selector: string;
  /** Places that a block's values are copied from. */
  readonly copied: readonly number[];
  /** Number of the instruction that is jumped to, in the normal form. */
  target: number;
}

export interface NormalCode {
  readonly method: Method;
  readonly code: CodeReader;
  readonly instructions: readonly NormalInstruction[];
}

export function normalForm(method: Method): NormalCode {
  const code = new CodeReader(method);
  const reached = reachable(code);
  const instructions: NormalInstruction[] = [];
  const numberOf = new Map<number, number>();
  const dropped = operandsBefore(code);
  for (let i = 0; i < code.length; i++) {
    // What is left out stands for what follows.
    numberOf.set(i, instructions.length);
    if (!reached[i] || dropped.has(i) || code.op(i) === Op.Nop) continue;
    const constant = returnedConstant(code, i);
    if (constant !== undefined) instructions.push({ ...normal(code, i), op: constant, operand: 0 });
    instructions.push(normal(code, i));
  }
  numberOf.set(code.length, instructions.length);
  for (const each of instructions)
    if (each.kind === 'jump') each.target = numberOf.get(code.follow(each.operand))!;
  return { method, code, instructions };
}

/** Jumps to the next instruction have no effect: they are left out, too. */
function reachable(code: CodeReader): boolean[] {
  const reached = new Array<boolean>(code.length).fill(false);
  const open = [0];
  while (open.length > 0) {
    let i = open.pop()!;
    while (i < code.length && !reached[i]) {
      reached[i] = true;
      const op = code.op(i);
      if (op === Op.Jump || op === Op.JumpBack) {
        i = code.operand(i);
        continue;
      }
      if (op === Op.JumpTrue || op === Op.JumpFalse) open.push(code.operand(i));
      if (isEnd(op)) break;
      // A BlockContext's code stands behind a jump; its blockCopy: leads into it.
      if (op === Op.Send && isBlockCopy(code, i)) open.push(i + 2);
      i++;
    }
  }
  return reached;
}

function isBlockCopy(code: CodeReader, index: number): boolean {
  return (
    code.instructions.sites[code.operand(index)]?.selector === 'blockCopy:' && code.op(index + 1) === Op.Jump
  );
}

/** What a return of a constant pushes first, written the long way. */
function returnedConstant(code: CodeReader, index: number): Op | undefined {
  switch (code.op(index)) {
    case Op.ReturnSelf:
      return Op.PushSelf;
    case Op.ReturnTrue:
      return Op.PushTrue;
    case Op.ReturnFalse:
      return Op.PushFalse;
    case Op.ReturnNil:
    case Op.BlockReturnNil:
      return Op.PushNil;
    case Op.NonLocalReturn:
      return [undefined, Op.PushSelf, Op.PushTrue, Op.PushFalse, Op.PushNil][code.operand(index)];
    default:
      return undefined;
  }
}

function isEnd(op: Op | -1): boolean {
  switch (op) {
    case Op.ReturnSelf:
    case Op.ReturnTrue:
    case Op.ReturnFalse:
    case Op.ReturnNil:
    case Op.ReturnTop:
    case Op.BlockReturnTop:
    case Op.BlockReturnNil:
    case Op.NonLocalReturn:
      return true;
    default:
      return false;
  }
}

/** Pushes of the values that closures copy, and of the class of a directed super send: they belong to what follows. */
function operandsBefore(code: CodeReader): Set<number> {
  const found = new Set<number>();
  for (let i = 0; i < code.length; i++)
    if (code.op(i) === Op.PushClosure) for (let n = 1; n <= copiedBy(code, i); n++) found.add(i - n);
    else if (code.op(i) === Op.SuperSend && i > 1 && code.pc(i - 1) === code.pc(i))
      found.add(i - 1).add(i - 2);
  return found;
}

function copiedBy(code: CodeReader, index: number): number {
  return (code.operand(index) >> closureCopiedShift) & closureCopiedMask;
}

function normal(code: CodeReader, index: number): NormalInstruction {
  const op = code.op(index) as Op;
  const operand = code.operand(index);
  const { literals, sites } = code.instructions;
  const plain: NormalInstruction = {
    index,
    kind: 'plain',
    op,
    operand,
    slot: 0,
    literal: undefined,
    selector: '',
    copied: [],
    target: -1,
  };
  switch (op) {
    case Op.ReturnSelf:
    case Op.ReturnTrue:
    case Op.ReturnFalse:
    case Op.ReturnNil:
      return { ...plain, op: Op.ReturnTop };
    case Op.BlockReturnNil:
      return { ...plain, op: Op.BlockReturnTop };
    case Op.NonLocalReturn:
      return { ...plain, operand: NonLocal.Top };
    case Op.PushTemp:
    case Op.StoreTemp:
    case Op.PopStoreTemp:
      return { ...plain, kind: 'temporary' };
    case Op.PushRemoteTemp:
    case Op.StoreRemoteTemp:
    case Op.PopStoreRemoteTemp:
      return { ...plain, kind: 'remote', operand: operand >> remoteShift, slot: operand & remoteMask };
    case Op.PushInteger:
      return { ...plain, kind: 'literal', op: Op.PushLiteral, operand: 0, literal: operand };
    case Op.PushLiteral:
    case Op.PushMutableLiteral: {
      const block = blockOfLiteral(literals[operand]);
      if (block) return { ...plain, kind: 'closure', op: Op.PushClosure, operand: 0, literal: block };
      return { ...plain, kind: 'literal', op: Op.PushLiteral, operand: 0, literal: literals[operand] };
    }
    case Op.PushBinding:
    case Op.StoreBinding:
    case Op.PopStoreBinding:
      return { ...plain, kind: 'literal', operand: 0, literal: literals[operand] };
    case Op.Jump:
    case Op.JumpBack:
      return { ...plain, kind: 'jump', op: Op.Jump };
    case Op.JumpTrue:
    case Op.JumpFalse:
      return { ...plain, kind: 'jump' };
    case Op.PushClosure: {
      const count = copiedBy(code, index);
      const copied = Array.from({ length: count }, (_, i) => code.operand(index - count + i));
      const literal = literals[operand & ((1 << closureCopiedShift) - 1)];
      return { ...plain, kind: 'closure', operand: 0, literal, copied };
    }
    default:
      if (!isSend(op)) return plain;
      return {
        ...plain,
        kind: 'send',
        op: op === Op.SuperSend ? op : Op.Send,
        operand: sites[operand]!.argc,
        selector: sites[operand]!.selector,
      };
  }
}

/** The code of a clean block, which is a literal: of a closure without outer Context and copied values. */
export function blockOfLiteral(literal: MethodLiteral | undefined): Method | undefined {
  if (typeof literal !== 'object' || literal instanceof Method || !('$b' in literal)) return undefined;
  const code =
    literal instanceof SBlock
      ? literal.code
      : literal.$b.fieldCount >= 3
        ? (literal as Fields).f1
        : undefined;
  return code instanceof Method && code.isBlock ? code : undefined;
}
