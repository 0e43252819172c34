// Sends: as calls of compiled code, or the called code in their place.
import type { Op } from '../bytecodes/instructions';
import type { SendSite } from '../bytecodes/sendSite';
import { instructionsOf } from '../bytecodes/decoder';
import { Behavior } from '../object-memory/behavior';
import type { Kernel } from '../object-memory/kernel';
import { Method } from '../object-memory/method';
import { integerChecks, takesFloats } from './arithmeticWriter';
import { Block } from './block';
import type { ClosureOperand } from './closureOperand';
import { Frame, FrameState } from './frame';
import { constant, dotted, isConstant, isSimple, variable, type Kind, type Operand } from './operand';
import type { CodeBuilder } from './codeBuilder';

export class SendWriter {
  constructor(private readonly code: CodeBuilder) {}

  // --- Sends ---

  /** Emits a send whose operands are on the stack; its answer takes their place. */
  send(site: SendSite, pc: number): void {
    const { argc } = site;
    const base = this.code.slots.length - argc - 1;
    if (site.class0 === null && !site.isMegamorphic && site.patience > 0) this.outrunPatience(site, pc);
    const operands = this.code.slots.splice(base);
    const js = operands.map((operand) => this.code.tagged(operand));
    if (operands.some((o) => o.closure || o.readsHeap)) this.settleOrder(operands, js, base);
    this.code.settle();
    this.code.calls = true;
    const name = this.code.nextSlot();
    this.code.emit(
      `${this.code.declare(name)} = ${js[0]}[${this.code.selector(site.selector)}](${['E', ...js.slice(1)].join(', ')});`,
    );
    this.code.checkUnwinding(name, pc + 1);
    this.code.push(variable(name));
  }

  /** Nothing is known of what is sent here: if it is sent often, the interpreter finds out. */
  private outrunPatience(site: SendSite, pc: number): void {
    const { code } = this;
    const saved = code.save(pc, { code: code.frame.code, pc, isUnmet: true });
    code.emit(`if (--${code.embed(site)}.patience === 0) return ${saved};`);
  }

  /** Blocks are made before the call, and what is read from memory before them. */
  settleOrder(operands: readonly Operand[], js: string[], base: number): void {
    const lastClosure = operands.findLastIndex((o) => o.closure);
    for (let i = 0; i <= lastClosure; i++) {
      if (isSimple(operands[i]) && operands[i].form === 'tagged') continue;
      const name = this.code.frame.slot(base + i);
      this.code.saveReadersOf(name);
      this.code.emit(`${this.code.declare(name)} = ${js[i]};`);
      js[i] = name;
    }
  }

  superSend(site: SendSite, pc: number): void {
    const base = this.code.slots.length - site.argc - 1;
    const operands = this.code.slots.splice(base);
    const js = operands.map((operand) => this.code.tagged(operand));
    if (operands.some((o) => o.closure || o.readsHeap)) this.settleOrder(operands, js, base);
    this.code.settle();
    this.code.calls = true;
    const name = this.code.nextSlot();
    this.code.dependencies.add(site.selector);
    const holder = this.code.embed(this.code.feedback.superTarget(site));
    this.code.emit(
      `${this.code.declare(name)} = ${holder}.entry.call(${[js[0], 'E', ...js.slice(1)].join(', ')});`,
    );
    this.code.checkUnwinding(name, pc + 1);
    this.code.push(variable(name));
  }

  /** `value`, `value:`… to something that may be a block. */
  valueSend(site: SendSite, pc: number): number | undefined {
    const { argc } = site;
    const base = this.code.slots.length - argc - 1;
    const receiver = this.code.slots[base];
    if (receiver.closure?.code.numArgs === argc && this.inlineBlock(receiver.closure, pc)) return 0;
    const operands = this.code.slots.splice(base);
    const rcvr = this.code.simple(operands[0], base);
    const js = operands.slice(1).map((operand) => this.code.tagged(operand));
    if (operands.slice(1).some((o) => o.closure || o.readsHeap)) {
      const all = [rcvr.js, ...js];
      this.settleOrder([rcvr, ...operands.slice(1)], all, base);
      js.splice(0, js.length, ...all.slice(1));
    }
    this.code.settle();
    this.code.calls = true;
    this.code.declare('f');
    const name = this.code.nextSlot();
    this.code.declare(name);
    const args = js.length > 0 ? `, ${js.join(', ')}` : '';
    // The name may be the receiver's own variable: the answer is stored last.
    this.code.emit(
      `${name} = (f = ${dotted(rcvr)}.code) !== undefined && (f = f.entry${argc}) !== null ? f(E, ${rcvr.js}${args}) : ${rcvr.js}[${this.code.selector(site.selector)}](E${args});`,
    );
    this.code.checkUnwinding(name, pc + 1);
    this.code.push(variable(name));
    return undefined;
  }

  // --- Putting code in place of sends ---

  private newFrame(code: Method, self: Operand, pc: number, closure: ClosureOperand | null): Frame {
    const id = this.code.frameId(pc, code, closure === null ? self.kind : null);
    return new Frame(id, code, instructionsOf(code), self, this.code.frame, pc + 1, closure);
  }

  /** Enters a frame in place of a call, at its first instruction; the operands have left the stack. */
  private enter(frame: Frame, slots: readonly Operand[]): void {
    if (!frame.returnsOnce) this.code.forceMerge(this.code.frame, frame.returnPc);
    this.code.state = this.stateIn(frame, slots);
  }

  /** At the beginning of a frame that the current one calls. */
  private stateIn(frame: Frame, args: readonly Operand[]): FrameState {
    const slots = [...args];
    while (slots.length < frame.instructions.numTemps) slots.push(this.code.nil);
    return new FrameState(frame, slots, this.code.state);
  }

  private inlineBlock(closure: ClosureOperand, pc: number): boolean {
    if (!this.code.policy.allowsBlock(this.code.frame, closure.code)) return false;
    const base = this.code.slots.length - closure.code.numArgs - 1;
    const args = this.code.slots.splice(base).slice(1);
    const slots = args.map((arg, i) => this.argument(arg, base + 1 + i));
    this.code.settle();
    slots.push(...closure.copied);
    this.enter(this.newFrame(closure.code, closure.receiver, pc, closure), slots);
    return true;
  }

  /** An argument as the callee's slot: the caller does not change its variables meanwhile. */
  private argument(operand: Operand, index: number): Operand {
    if (operand.closure) return operand;
    return operand.form === 'double' || operand.form === 'loose'
      ? this.code.simpleNumber(operand, index)
      : this.code.simple(operand, index);
  }

  /** Puts the method in place of the send, and answers where its code goes on; undefined if that should not be. */
  private inlineSend(site: SendSite, pc: number): 'end' | number | undefined {
    const base = this.code.slots.length - site.argc - 1;
    const target = this.code.policy.target(this.code.frame, site, this.code.slots.slice(base), pc);
    if (target === null) return undefined;
    const { method, behavior } = target;
    const operands = this.code.slots.splice(base);
    const receiver = operands[0].closure ? operands[0] : this.code.simple(operands[0], base);
    const args = operands.slice(1).map((arg, i) => this.argument(arg, base + 1 + i));
    this.code.settle();
    this.code.dependencies.add(site.selector);
    const guard = this.classGuard(receiver, behavior);
    if (guard !== null && !site.metOthers) {
      // It was always of that class.
      this.code.assume(guard, pc, [receiver, ...args]);
      this.code.refine(receiver, behaviorKind(behavior, this.code.kernel));
    }
    const self: Operand = receiver.closure
      ? receiver
      : { ...receiver, kind: behaviorKind(behavior, this.code.kernel) };
    const frame = this.newFrame(method, self, pc, null);
    if (guard === null || !site.metOthers) {
      this.enter(frame, args);
      return 0;
    }
    this.code.forceMerge(this.code.frame, pc + 1);
    const yes = this.code.edgeTo(0, this.stateIn(frame, args));
    // Otherwise it is sent.
    const other = new Block(`${this.code.key(this.code.frame, pc)}:send`, pc, this.code.state.copy(), false);
    this.code.block.exit = { kind: 'branch', condition: guard, yes: { to: other, moves: '' }, no: yes };
    this.code.begin(other);
    this.code.slots.push(receiver, ...args);
    this.send(site, pc);
    this.code.jump(pc + 1);
    return 'end';
  }

  /** Puts the methods of several classes in place of the send; false if that should not be. */
  private inlinePolymorphic(site: SendSite, pc: number): boolean {
    const { code } = this;
    const base = code.slots.length - site.argc - 1;
    const { targets, areAll } = code.policy.targets(code.frame, site, code.slots.slice(base), pc);
    if (targets.length === 0) return false;
    const operands = code.slots.splice(base);
    const receiver = code.simple(operands[0], base);
    const args = operands.slice(1).map((arg, i) => this.argument(arg, base + 1 + i));
    code.settle();
    code.dependencies.add(site.selector);
    code.forceMerge(code.frame, pc + 1);
    const isComplete = areAll && !site.metOthers;
    targets.forEach(({ method, behavior }, i) => {
      const guard = this.classGuard(receiver, behavior)!;
      const isLast = isComplete && i === targets.length - 1;
      if (isLast) code.assume(guard, pc, [receiver, ...args]);
      const state = code.state.copy();
      const kind = behaviorKind(behavior, code.kernel);
      code.refine(receiver, kind);
      const frame = this.newFrame(method, { ...receiver, kind }, pc, null);
      const edge = code.edgeTo(0, this.stateIn(frame, args));
      code.state = state;
      if (isLast) {
        code.block.exit = { kind: 'jump', edge };
        return;
      }
      const other = new Block(`${code.key(code.frame, pc)}:other${i}`, pc, code.state.copy(), false);
      code.block.exit = { kind: 'branch', condition: guard, yes: { to: other, moves: '' }, no: edge };
      code.begin(other);
    });
    if (isComplete) return true;
    code.slots.push(receiver, ...args);
    this.send(site, pc);
    code.jump(pc + 1);
    return true;
  }

  /** A method that only answers or sets a field, or answers a constant: in place, as an expression. False for others. */
  private inlineAccessor(site: SendSite, pc: number): boolean {
    const base = this.code.slots.length - site.argc - 1;
    const target = this.code.policy.accessor(this.code.frame, site, this.code.slots[base]);
    if (target === null) return false;
    const { method, behavior, access } = target;
    const operands = this.code.slots.splice(base);
    const receiver = this.code.simple(operands[0], base);
    const args = operands.slice(1).map((arg, i) => this.argument(arg, base + 1 + i));
    this.code.dependencies.add(method.selector);
    const guard = this.classGuard(receiver, behavior);
    if (guard !== null) {
      this.code.assume(guard, pc, [receiver, ...args]);
      this.code.refine(receiver, behaviorKind(behavior, this.code.kernel));
    }
    switch (access.kind) {
      case 'self':
        this.code.push({ ...receiver, kind: behaviorKind(behavior, this.code.kernel) });
        break;
      case 'field':
        this.code.fields.pushField(receiver, behavior, access.index);
        break;
      case 'literal':
        this.code.instructions.pushLiteral(access.literal);
        break;
      case 'setter': {
        this.code.fields.storeField(receiver, behavior, access.index, args[0], base + 1);
        this.code.push(receiver);
        break;
      }
    }
    return true;
  }

  /** When the receiver is of another class; null if it can't be. */
  private classGuard(receiver: Operand, behavior: Behavior): string | null {
    if (receiver.closure) return null;
    if (behavior === this.code.kernel.known.SmallInteger)
      return receiver.kind === 'integer' ? null : `typeof ${receiver.js} !== 'number'`;
    if (behavior === this.code.kernel.nil.$b) return receiver.kind === 'nil' ? null : `${receiver.js} !== N`;
    return receiver.kind === behavior ? null : `${receiver.js}.$b !== ${this.code.embed(behavior)}`;
  }

  /** Answers where to go on: in what was put in place of the send, or behind it. */
  anySend(site: SendSite, pc: number): 'end' | number | undefined {
    const base = this.code.slots.length - site.argc - 1;
    if (
      site.argc <= mostBlockArguments &&
      isValueSelector(site.selector) &&
      !this.hasOtherReceivers(site, this.code.slots[base])
    )
      return this.valueSend(site, pc);
    if (this.writeIntrinsic(site, pc, base)) return undefined;
    if (this.inlineAccessor(site, pc)) return undefined;
    const inlined = this.inlineSend(site, pc);
    if (inlined !== undefined) return inlined;
    if (this.inlinePolymorphic(site, pc)) return 'end';
    this.send(site, pc);
    return undefined;
  }

  /** Sends whose method is a primitive that can be an expression. */
  private writeIntrinsic(site: SendSite, pc: number, base: number): boolean {
    const receiver = this.code.slots[base];
    const behavior = this.code.policy.receiverClass(site, receiver);
    if (behavior === null) return false;
    const method = this.code.feedback.lookup(behavior, site.selector);
    if (!(method instanceof Method) || !this.code.feedback.mayInline(method)) return false;
    if (receiver.kind === 'float' && site.argc === 0) {
      const operation = floatFunctions.get(method.primitive);
      if (operation === undefined || site.metOthers) return false;
      this.code.dependencies.add(site.selector);
      const operand = this.code.simpleNumber(this.code.pop(), base);
      const number = this.code.number(operand);
      if (operation.fails) this.code.assume(operation.fails.replace('?', number), pc, [operand]);
      const name = this.code.nextDoubleSlot();
      this.code.push(this.code.assign(name, operation.js.replace('?', number), 'float', 'double'));
      return true;
    }
    if (method.primitive === codeOfCharacter && behavior === this.code.kernel.known.Character) {
      if (site.metOthers) return false;
      this.code.dependencies.add(site.selector);
      const rcvr = this.popGuarded(behavior, pc, base);
      this.code.pushValue(`${rcvr.js}.value`, 'integer');
      return true;
    }
    if (method.primitive === exclusiveOr && behavior === this.code.kernel.known.SmallInteger)
      return this.writeExclusiveOr(site, pc, base);
    if (method.primitive === characterOfCode && site.argc === 1)
      return this.writeCharacter(site, pc, base, behavior);
    if (method.primitive === sizePrimitive && site.argc === 0)
      return this.writeSize(site, pc, base, behavior);
    if (method.primitive === 71 && site.argc === 1) return this.writeNewSized(site, pc, base, behavior);
    if (method.primitive !== 70 || !behavior.isMeta || method.isBlock || site.metOthers) return false;
    const instance = behavior.counterpart;
    if (!['normal', 'variable', 'weak', 'bytes', 'words'].includes(instance.format)) return false;
    this.code.dependencies.add(site.selector);
    const rcvr = this.code.simple(this.code.pop(), base);
    const guard = this.classGuard(rcvr, behavior);
    if (guard !== null) this.code.assume(guard, pc, [rcvr]);
    this.code.pushValue(`${this.code.embed(this.code.feedback.constructorOf(instance))}(0)`, instance);
    this.code.push({ ...this.code.pop(), isNew: true });
    return true;
  }

  /** The receiver, which leaves the stack at `base`: it is of that class from here on. */
  private popGuarded(behavior: Behavior, pc: number, base: number): Operand {
    const rcvr = this.code.simple(this.code.pop(), base);
    const guard = this.classGuard(rcvr, behavior);
    if (guard !== null) {
      this.code.assume(guard, pc, [rcvr]);
      this.code.refine(rcvr, behavior);
    }
    return rcvr;
  }

  private writeExclusiveOr(site: SendSite, pc: number, base: number): boolean {
    if (site.metOthers) return false;
    this.code.dependencies.add(site.selector);
    const y = this.code.simple(this.code.pop(), base + 1);
    const x = this.code.simple(this.code.pop(), base);
    const notSmall = [x, y].map(({ js }) => `(${js} | 0) !== ${js}`);
    this.code.assume([...integerChecks(x, y), ...notSmall].join(' || '), pc, [x, y]);
    this.code.pushValue(`${x.js} ^ ${y.js}`, 'integer');
    return true;
  }

  /** The Character of a literal code point is a constant. */
  private writeCharacter(site: SendSite, pc: number, base: number, behavior: Behavior): boolean {
    const { kernel } = this.code;
    const argument = this.code.slots[base + 1];
    const codePoint = Number(argument.js);
    if (!behavior.isMeta || behavior.counterpart !== kernel.known.Character || site.metOthers) return false;
    if (!isConstant(argument) || argument.kind !== 'integer' || !(codePoint >= 0 && codePoint < 256))
      return false;
    this.code.dependencies.add(site.selector);
    this.code.pop();
    const rcvr = this.code.simple(this.code.pop(), base);
    const guard = this.classGuard(rcvr, behavior);
    if (guard !== null) this.code.assume(guard, pc, [rcvr, argument]);
    this.code.push(constant(this.code.embed(kernel.character(codePoint)), kernel.known.Character));
    return true;
  }

  /** Of a String of bytes, also where it is not a special operation. */
  private writeSize(site: SendSite, pc: number, base: number, behavior: Behavior): boolean {
    if (behavior !== this.code.kernel.known.ByteString || site.metOthers) return false;
    this.code.dependencies.add(site.selector);
    const rcvr = this.popGuarded(behavior, pc, base);
    this.code.pushValue(`SZ(${rcvr.js})`, 'integer');
    return true;
  }

  /** `new: n` of indexable pointers, with few elements. */
  private writeNewSized(site: SendSite, pc: number, base: number, behavior: Behavior): boolean {
    const instance = behavior.counterpart;
    if (!behavior.isMeta || instance.format !== 'variable' || site.metOthers) return false;
    this.code.dependencies.add(site.selector);
    const size = this.code.simple(this.code.pop(), base + 1);
    const rcvr = this.code.simple(this.code.pop(), base);
    const guard = this.classGuard(rcvr, behavior);
    const notSize = `${size.kind === 'integer' ? '' : `typeof ${size.js} !== 'number' || `}!(${size.js} >= 0 && ${size.js} <= 10000)`;
    this.code.assume(guard === null ? notSize : `${guard} || ${notSize}`, pc, [rcvr, size]);
    this.code.pushValue(
      `${this.code.embed(this.code.feedback.constructorOf(instance))}(${size.js})`,
      instance,
    );
    return true;
  }

  /** An operation with a fast way that has met one class that the fast way is not for. */
  isOrdinary(op: Op, site: SendSite | undefined): boolean {
    if (site === undefined || site.class0 === null || site.isMegamorphic) return false;
    const { SmallInteger } = this.code.kernel.known;
    const met = [site.class0, site.class1, site.class2, site.class3];
    if (met.includes(SmallInteger)) return false;
    if (takesFloats(op) && met.some((behavior) => behavior?.format === 'float')) return false;
    return !site.metFloats && (site.class1 !== null || !site.metOthers);
  }

  private hasOtherReceivers(site: SendSite, { kind, closure }: Operand): boolean {
    if (closure) return false;
    if (kind instanceof Behavior) return !isBlockClass(kind);
    return (
      site.class0 !== null &&
      !isBlockClass(site.class0) &&
      (site.class1 === null || !isBlockClass(site.class1))
    );
  }
}

/** Primitives of Floats without arguments that are functions of JavaScript, and when they fail. */
const floatFunctions: ReadonlyMap<number, { readonly js: string; readonly fails?: string }> = new Map([
  [40, { js: '?' }],
  [55, { js: 'Math.sqrt(?)', fails: '? < 0' }],
  [555, { js: 'Math.sqrt(?)', fails: '? < 0' }],
]);

function behaviorKind(behavior: Behavior, kernel: Kernel): Kind {
  return behavior === kernel.known.SmallInteger ? 'integer' : behavior;
}

function isBlockClass({ name }: Behavior): boolean {
  return name === 'BlockClosure' || name === 'FullBlockClosure';
}

/** Primitive 171: the code point of a Character. */
const codeOfCharacter = 171;

/** Primitive 16. */
const exclusiveOr = 16;

/** Primitive 170: the Character of a code point. */
const characterOfCode = 170;

const sizePrimitive = 62;

/** Blocks with more have no entries by their number of arguments. */
const mostBlockArguments = 4;

export function isValueSelector(selector: string): boolean {
  return /^value(:value)*:?$/.test(selector);
}
