// Collects decoded instructions: numbers send sites, turns byte offsets of jumps into instruction indexes.
import type { Method, MethodLiteral } from '../object-memory/method';
import { isMutableLiteral, textIfString } from '../object-memory/literals';
import { isFloatField } from '../object-memory/ownFloats';
import { SlotBinding } from '../object-memory/slotBinding';
import { Op, Quick, closureCopiedShift, operandShift, type Instructions } from './instructions';
import { isQuickPrimitive } from './quickPrimitives';
import { SendSite } from './sendSite';
import { fuse } from './fusion';
import type { SpecialSend } from './specialSelectors';

export class InstructionBuilder {
  private readonly words: number[] = [];
  private readonly bytePcs: number[] = [];
  private readonly sites: SendSite[] = [];
  private readonly literals: MethodLiteral[];
  private readonly jumps: { index: number; op: Op; target: number }[] = [];
  private currentPc = 0;
  private afterPrimitive = -1;
  private furthestTarget = -1;

  constructor(private readonly method: Method) {
    this.literals = [...method.body.literals];
  }

  /** Starts the instruction whose first byte is at `bytePc`. */
  begin(bytePc: number): void {
    this.currentPc = bytePc;
  }

  emit(op: Op, operand: number): void {
    this.words.push((operand << operandShift) | op);
    this.bytePcs.push(this.currentPc);
  }

  /**
   * Whether the code ends before `bytePc`: after an instruction that never goes on to the next, with no jump to there or
   * beyond. What follows in a CompiledMethod is its trailer (CompiledMethodTrailer).
   */
  endsBefore(bytePc: number): boolean {
    const last = this.words.at(-1);
    return last !== undefined && neverGoesOn(last & 0xff) && this.furthestTarget < bytePc;
  }

  jump(op: Op, targetByte: number): void {
    this.furthestTarget = Math.max(this.furthestTarget, targetByte);
    this.jumps.push({ index: this.words.length, op, target: targetByte });
    this.emit(op, 0);
  }

  send(selector: string, argc: number): void {
    this.emit(Op.Send, this.sites.push(new SendSite(selector, argc)) - 1);
  }

  superSend(selector: string, argc: number): void {
    const site = new SendSite(selector, argc, this.method.methodClass);
    this.emit(Op.SuperSend, this.sites.push(site) - 1);
  }

  special(send: SpecialSend): void {
    this.emit(send.op, this.sites.push(new SendSite(send.selector, send.argc)) - 1);
  }

  pushLiteral(index: number): void {
    const literal = this.literalAt(index);
    const isOwn = this.method.image !== null || !isMutableLiteral(literal);
    this.emit(isOwn ? Op.PushLiteral : Op.PushMutableLiteral, index);
  }

  pushVariable(index: number): void {
    this.variable(index, Op.PushSlot, Op.PushBinding);
  }

  storeVariable(index: number): void {
    this.variable(index, Op.StoreSlot, Op.StoreBinding);
  }

  popStoreVariable(index: number): void {
    this.variable(index, Op.PopStoreSlot, Op.PopStoreBinding);
  }

  private variable(index: number, slotOp: Op, bindingOp: Op): void {
    const literal = this.literalAt(index);
    if (literal instanceof SlotBinding) this.emit(slotOp, literal.slot);
    else this.emit(bindingOp, index);
  }

  /** A block whose code is embedded in the method's, with `numCopied` values from the stack. */
  pushEmbeddedClosure(block: Method, numCopied: number): void {
    this.emit(Op.PushClosure, (this.literals.push(block) - 1) | (numCopied << closureCopiedShift));
  }

  pushCharacter(codePoint: number): void {
    this.emit(Op.PushLiteral, this.literals.push(this.method.kernel.character(codePoint)) - 1);
  }

  /** The callPrimitive bytecode: nothing to run; a store behind it wants the error code. */
  callPrimitive(): void {
    this.emit(Op.Nop, 0);
    this.afterPrimitive = this.words.length;
  }

  selectorAt(index: number): string {
    const selector = textIfString(this.literalAt(index));
    if (selector === undefined)
      throw new Error(`${this.method.printName}: literal ${index} is sent as a message, and is no Symbol`);
    return selector;
  }

  private literalAt(index: number): MethodLiteral {
    if (index >= this.method.body.literals.length)
      throw new Error(`${this.method.printName}: there is no literal ${index}`);
    return this.literals[index];
  }

  finish(byteLength: number): Instructions {
    const indexOf = new Map<number, number>();
    for (let i = this.bytePcs.length - 1; i >= 0; i--) indexOf.set(this.bytePcs[i], i);
    indexOf.set(byteLength, this.words.length);
    for (const { index, op, target } of this.jumps) {
      const to = indexOf.get(target);
      if (to === undefined)
        throw new Error(`${this.method.printName}: a jump to byte ${target} hits no bytecode`);
      this.words[index] = (to << operandShift) | op;
    }
    const { body, methodClass } = this.method;
    for (let i = 0; i < this.words.length; i++)
      if ((this.words[i] & 0xff) === Op.PushField && isFloatField(methodClass, this.words[i] >> operandShift))
        this.words[i] = (this.words[i] & ~0xff) | Op.PushFloatField;
    const [quick, quickOperand] = this.quickKind();
    this.bytePcs.push(byteLength);
    const original = Int32Array.from(this.words);
    const instructions: Instructions = {
      code: original.slice(),
      original,
      heat: 0,
      continuations: null,
      stepping: null,
      sites: this.sites,
      literals: this.literals,
      bytePcs: Int32Array.from(this.bytePcs),
      frameSize: body.frameSize,
      numTemps: body.numTemps,
      quick,
      quickOperand,
      errorCodeTemp: this.errorCodeTemp(),
    };
    fuse(instructions);
    return instructions;
  }

  private errorCodeTemp(): number {
    if (this.afterPrimitive < 0) return -1;
    const word = this.words[this.afterPrimitive] ?? 0;
    const op = word & 0xff;
    return op === Op.StoreTemp || op === Op.PopStoreTemp ? word >> operandShift : -1;
  }

  private quickKind(): [Quick, number] {
    const { isBlock, primitive } = this.method;
    if (isBlock || (primitive !== 0 && !isQuickPrimitive(primitive))) return [Quick.No, 0];
    const [first, second] = this.words;
    if ((first & 0xff) === Op.ReturnSelf) return [Quick.Self, 0];
    if (this.words.length >= 2 && (second & 0xff) === Op.ReturnTop) {
      if ((first & 0xff) === Op.PushField) return [Quick.Field, first >> operandShift];
      if ((first & 0xff) === Op.PushLiteral) return [Quick.Literal, first >> operandShift];
    }
    return [Quick.No, 0];
  }
}

function neverGoesOn(op: Op): boolean {
  switch (op) {
    case Op.ReturnSelf:
    case Op.ReturnTrue:
    case Op.ReturnFalse:
    case Op.ReturnNil:
    case Op.ReturnTop:
    case Op.BlockReturnTop:
    case Op.BlockReturnNil:
    case Op.NonLocalReturn:
    case Op.Jump:
    case Op.JumpBack:
      return true;
    default:
      return false;
  }
}
