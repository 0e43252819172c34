// Blocks: literals that are only made when somebody needs the object, and the Contexts that they know.
import {
  closureCopiedMask,
  closureCopiedShift,
  closureNoOuterContext,
  closureReceiverOnStack,
} from '../bytecodes/instructions';
import type { Method } from '../object-memory/method';
import type { ClosureOperand } from './closureOperand';
import { hasNonLocalReturn, type Frame } from './frame';
import { isConstant, type Operand } from './operand';
import { InliningRefused } from './refusals';
import type { CodeBuilder } from './codeBuilder';

export class BlockWriter {
  constructor(private readonly code: CodeBuilder) {}

  // --- Blocks as objects ---

  /** An expression that makes the block. */
  closureObject(closure: ClosureOperand): string {
    const { frame } = closure;
    if (closure.receiver.closure) throw new InliningRefused(this.policyKey(frame));
    if (closure.hasOuterContext) {
      if (frame.id !== 0 && hasNonLocalReturn(closure.code) && frame.home?.id !== 0)
        throw new InliningRefused(this.policyKey(frame));
      this.needContext(frame);
    }
    const outer = closure.hasOuterContext ? this.contextOf(frame) : 'N';
    const copied = closure.copied.map((operand) => this.code.tagged(operand)).join(', ');
    this.code.feedback.prepareBlock(closure.code);
    return `new SB(${this.code.embed(closure.code)}, ${outer}, ${closure.receiver.js}, [${copied}])`;
  }

  /** A block that was not made has no fields. */
  refuseClosureSelf(): void {
    if (this.code.frame.self.closure) throw new InliningRefused(this.policyKey(this.code.frame));
  }

  private policyKey(frame: Frame): string {
    let f = frame;
    while (f.closure !== null && f.caller !== null) f = f.caller;
    return `${f.caller?.id ?? 0}:${f.returnPc}`;
  }

  private needContext(frame: Frame): void {
    if (frame.contextVariable !== null) return;
    if (frame.id === 0) {
      frame.contextVariable = 'context';
      this.code.usesContext = true;
      this.code.isRefuted = true;
      return;
    }
    throw new InliningRefused(this.policyKey(frame));
  }

  private contextOf(frame: Frame): string {
    const name = frame.contextVariable!;
    if (this.code.loopHead !== null) return name;
    const block = this.code.code.isBlock ? 'block' : 'null';
    return `(${name} ??= CX(${this.code.embed(frame.code)}, self, ${block}))`;
  }

  pushClosure(operandBits: number): void {
    const { frame, slots } = this.code;
    const code = frame.instructions.literals[operandBits & 0xfff] as Method;
    const count = (operandBits >> closureCopiedShift) & closureCopiedMask;
    let receiver = frame.self;
    if (operandBits & closureReceiverOnStack) receiver = this.code.simple(this.code.pop(), slots.length - 1);
    const base = slots.length - count;
    const copied = slots.splice(base).map((operand) => this.kept(operand));
    this.code.push({
      js: '',
      form: 'tagged',
      kind: 'any',
      variable: null,
      readsHeap: false,
      closure: { code, frame, hasOuterContext: !(operandBits & closureNoOuterContext), receiver, copied },
    });
  }

  /** The operand as something that no later assignment changes. */
  private kept(operand: Operand): Operand {
    if (operand.closure) return operand;
    if (operand.form !== 'condition' && isConstant(operand)) return operand;
    const name = `k${this.code.copies++}`;
    if (operand.form === 'double' || operand.form === 'loose')
      return this.code.assign(name, operand.js, operand.kind, operand.form);
    return this.code.assign(name, this.code.tagged(operand), operand.kind);
  }
}
