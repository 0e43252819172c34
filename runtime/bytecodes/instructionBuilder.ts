// Collects decoded instructions: numbers send sites, turns byte offsets of jumps into instruction indexes.
import type { Method, MethodLiteral } from '../object-memory/method';
import type { SBytes, SObject } from '../object-memory/objects';
import { textOf } from '../object-memory/literals';
import { Op, Quick, operandShift, type Instructions } from './instructions';
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

  jump(op: Op, targetByte: number): void {
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

  pushCharacter(codePoint: number): void {
    this.emit(Op.PushLiteral, this.literals.push(this.method.kernel.character(codePoint)) - 1);
  }

  /** The callPrimitive bytecode: nothing to run; a store behind it wants the error code. */
  callPrimitive(): void {
    this.emit(Op.Nop, 0);
    this.afterPrimitive = this.words.length;
  }

  selectorAt(index: number): string {
    return textOf(this.literals[index] as SObject as SBytes);
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
    const { body } = this.method;
    const [quick, quickOperand] = this.quickKind();
    this.bytePcs.push(byteLength);
    const original = Int32Array.from(this.words);
    const instructions: Instructions = {
      code: original.slice(),
      original,
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
    if (this.method.isBlock || this.method.primitive !== 0) return [Quick.No, 0];
    const [first, second] = this.words;
    if ((first & 0xff) === Op.ReturnSelf) return [Quick.Self, 0];
    if (this.words.length >= 2 && (second & 0xff) === Op.ReturnTop) {
      if ((first & 0xff) === Op.PushField) return [Quick.Field, first >> operandShift];
      if ((first & 0xff) === Op.PushLiteral) return [Quick.Literal, first >> operandShift];
    }
    return [Quick.No, 0];
  }
}
