// Bytecodes to JavaScript, block by block: an abstract interpretation that writes the code on its way. What is known of
// values where ways meet is guessed from the first way; where another way refutes that, all is written again.
import {
  Op,
  NonLocal,
  closureCopiedMask,
  closureCopiedShift,
  closureNoOuterContext,
  closureReceiverOnStack,
  operandShift,
  remoteMask,
  remoteShift,
  type Instructions,
} from '../bytecodes/instructions';
import { instructionsOf } from '../bytecodes/decoder';
import type { SendSite } from '../bytecodes/sendSite';
import type { Kernel } from '../object-memory/kernel';
import { Method } from '../object-memory/method';
import { Behavior } from '../object-memory/behavior';
import type { SFloat } from '../object-memory/objects';
import { definerOf } from '../object-memory/ownFloats';
import { ArithmeticWriter } from './arithmeticWriter';
import { Block, type Edge } from './block';
import type { ClosureOperand } from './closureOperand';
import { mergePoints } from './controlFlow';
import { Frame, FrameState } from './frame';
import { InliningPolicy } from './inliningPolicy';
import {
  commonKind,
  dotted,
  constant,
  heapRead,
  isSimple,
  variable,
  type Form,
  type Kind,
  type Operand,
} from './operand';
import type { Feedback } from './feedback';
import type {
  Assumption,
  ClosureDescription,
  FrameDescription,
  SiteDescription,
  SlotSource,
} from './siteDescription';

/** What the builder found out about a slot where ways meet: not what the first way said. */
interface Widened {
  readonly form: Form;
  readonly kind: Kind;
  /** Nobody reads it any more. */
  readonly isDead: boolean;
}

/** Where a Context goes on: at the head of a loop. */
export interface LoopHead {
  readonly pc: number;
  readonly sp: number;
  /** What stands in its slots now: others like it are expected. Null if anything may. */
  readonly values: readonly unknown[] | null;
}

/** The code can't be compiled; it stays with the interpreter. */
export class NotCompilable extends Error {
  override readonly name = 'NotCompilable';
}

export interface BuiltCode {
  readonly entry: Block;
  readonly variables: readonly string[];
  readonly sites: readonly SiteDescription[];
  readonly constants: readonly unknown[];
  /** It sends messages, or runs blocks. */
  readonly calls: boolean;
  readonly hasLoops: boolean;
  /** Selectors whose methods it was made of. */
  readonly dependencies: ReadonlySet<string>;
  /** Its Context may be needed while it runs: by the blocks it makes. */
  readonly usesContext: boolean;
}

const maxPasses = 24;

export class CodeBuilder {
  private readonly widened = new Map<string, (Widened | undefined)[]>();
  private readonly frameIds = new Map<string, number>();
  private readonly policy: InliningPolicy;
  private readonly constantIndexes = new Map<unknown, number>();
  readonly constants: unknown[] = [];
  readonly dependencies = new Set<string>();

  private isRefuted = false;
  private blocks = new Map<string, Block>();
  private pending: Block[] = [];
  private readonly variables = new Set<string>();
  private sites: SiteDescription[] = [];
  private calls = false;
  private hasLoops = false;
  private copies = 0;
  private usesContext = false;
  private root!: Frame;
  private block!: Block;
  private text: string[] = [];
  private state!: FrameState;
  private readonly arithmetic: ArithmeticWriter;

  constructor(
    readonly kernel: Kernel,
    private readonly code: Method,
    private readonly feedback: Feedback,
    /** The loop's head to begin at, with a Context's state; null for the whole code. */
    private readonly loopHead: LoopHead | null,
  ) {
    this.policy = new InliningPolicy(kernel, feedback);
    this.arithmetic = new ArithmeticWriter(this);
  }

  build(): BuiltCode {
    for (let pass = 0; pass < maxPasses; pass++) {
      try {
        this.pass();
      } catch (error) {
        if (!(error instanceof InliningRefused)) throw error;
        this.policy.refuse(error.key);
        continue;
      }
      if (!this.isRefuted)
        return {
          entry: this.blocks.get('entry')!,
          variables: [...this.variables],
          sites: this.sites,
          constants: this.constants,
          calls: this.calls,
          hasLoops: this.hasLoops,
          dependencies: this.dependencies,
          usesContext: this.usesContext,
        };
    }
    throw new NotCompilable(`${this.code.printName}: what its values are was not settled`);
  }

  private pass(): void {
    this.isRefuted = false;
    this.blocks = new Map();
    this.pending = [];
    this.variables.clear();
    this.sites = [];
    this.calls = false;
    this.hasLoops = false;
    this.copies = 0;
    this.policy.begin();
    const instructions = instructionsOf(this.code);
    this.root = new Frame(0, this.code, instructions, constant('self'), null, -1, null);
    if (this.loopHead !== null || this.usesContext) this.root.contextVariable = 'context';
    const entry = new Block('entry', 0, new FrameState(this.root, [], null), false);
    this.blocks.set('entry', entry);
    this.begin(entry);
    const slots: Operand[] = [];
    if (this.loopHead) {
      for (let i = 0; i < this.loopHead.sp; i++)
        slots.push(this.assign(this.root.slot(i), `context.stack[${i}]`));
      this.state = new FrameState(this.root, slots, null);
      if (this.loopHead.values !== null) this.expect(this.loopHead.values, this.loopHead.pc);
    } else {
      const { numArgs } = this.code;
      for (let i = 0; i < numArgs; i++) slots.push(variable(this.declare(this.root.slot(i))));
      if (this.code.isBlock) {
        const { numCopied } = this.code.body;
        for (let i = 0; i < numCopied; i++)
          slots.push(this.assign(this.root.slot(numArgs + i), `block.copied[${i}]`));
      }
      for (let i = slots.length; i < instructions.numTemps; i++) slots.push(this.nil);
    }
    this.state = new FrameState(this.root, slots, null);
    const edge = this.edgeTo(this.loopHead?.pc ?? 0, this.state);
    entry.exit = { kind: 'jump', edge };
    for (let block = this.pending.pop(); block; block = this.pending.pop()) this.write(block);
  }

  /** Tests that the slots hold what they held, and knows their kinds from there on. */
  private expect(values: readonly unknown[], pc: number): void {
    const { slots } = this;
    const { root } = this;
    const failures: string[] = [];
    const known: [number, Operand][] = [];
    const { known: classes, true_, false_ } = this.kernel;
    values.forEach((value, i) => {
      const name = root.slot(i);
      if (i < root.instructions.numTemps && !root.liveness.isLive(pc, i)) return;
      if (typeof value === 'number') {
        failures.push(`typeof ${name} !== 'number'`);
        known.push([i, variable(name, 'integer')]);
      } else if (value === true_ || value === false_) {
        failures.push(`${name} !== T && ${name} !== F`);
        known.push([i, variable(name, 'boolean')]);
      } else if ((value as { $b?: Behavior }).$b === classes.Array) {
        failures.push(`${name}.$b !== AB`);
        known.push([i, variable(name, classes.Array)]);
      } else if ((value as { $b?: Behavior }).$b?.format === 'float') {
        failures.push(`${name}.v === undefined`);
        known.push([i, variable(root.doubleSlot(i), 'float', 'double')]);
      }
    });
    if (failures.length === 0) return;
    const assumption = { code: this.code, pc, isEntry: true };
    this.emit(
      `if (${failures.map((failure) => `(${failure})`).join(' || ')}) return ${this.save(pc, assumption)};`,
    );
    for (const [i, operand] of known) {
      if (operand.form === 'double') this.assign(operand.js, `${root.slot(i)}.v`);
      slots[i] = operand;
    }
  }

  private begin(block: Block): void {
    this.block = block;
    block.isWritten = true;
    this.text = block.text;
    this.state = block.entry.copy();
  }

  // --- Values ---

  get nil(): Operand {
    return constant('N', 'nil');
  }

  declare(name: string): string {
    this.variables.add(name);
    return name;
  }

  /** Emits an assignment to a variable that nothing pending reads. */
  assign(name: string, js: string, kind: Kind = 'any', form: Form = 'tagged'): Operand {
    this.emit(`${this.declare(name)} = ${js};`);
    return variable(name, kind, form);
  }

  emit(statement: string): void {
    this.text.push(statement);
  }

  /** Name in the function for something that is no text. */
  embed(value: unknown): string {
    let index = this.constantIndexes.get(value);
    if (index === undefined) {
      index = this.constants.push(value) - 1;
      this.constantIndexes.set(value, index);
    }
    return `c${index}`;
  }

  selector(selector: string): string {
    return JSON.stringify(this.feedback.propertyOf(selector));
  }

  get frame(): Frame {
    return this.state.frame;
  }

  get slots(): Operand[] {
    return this.state.slots;
  }

  push(operand: Operand): void {
    this.slots.push(operand);
  }

  /** The variable of the next slot to be pushed; whatever is pending on it is saved. */
  nextSlot(): string {
    const name = this.frame.slot(this.slots.length);
    this.saveReadersOf(name);
    return name;
  }

  nextDoubleSlot(): string {
    const name = this.frame.doubleSlot(this.slots.length);
    this.saveReadersOf(name);
    return name;
  }

  pushValue(js: string, kind: Kind = 'any'): void {
    const name = this.nextSlot();
    this.push(this.assign(name, js, kind));
  }

  pop(): Operand {
    return this.slots.pop()!;
  }

  /** As a JavaScript expression for a Smalltalk value, that may stand once. */
  tagged(operand: Operand): string {
    if (operand.closure) return this.closureObject(operand.closure);
    switch (operand.form) {
      case 'tagged':
        return operand.isOwned ? `OF(${operand.js})` : operand.js;
      case 'double':
        return operand.literal ?? `FL(${operand.js})`;
      case 'condition':
        return `(${operand.js} ? T : F)`;
    }
  }

  /** The operand with a text that may stand more than once, as Smalltalk value; its slot would be `index`. */
  simple(operand: Operand, index: number): Operand {
    if (isSimple(operand) && operand.form === 'tagged') return operand;
    const name = this.frame.slot(index);
    this.saveReadersOf(name);
    const kind =
      operand.form === 'double' ? 'float' : operand.form === 'condition' ? 'boolean' : operand.kind;
    return this.assign(name, this.tagged(operand), kind);
  }

  /** The same, but a double stays one. */
  simpleNumber(operand: Operand, index: number): Operand {
    if (operand.isOwned) {
      // Used at once, for its number.
      const name = this.frame.slot(index);
      this.saveReadersOf(name);
      return { ...this.assign(name, operand.js), isOwned: true };
    }
    if (operand.form !== 'double') return this.simple(operand, index);
    if (isSimple(operand)) return operand;
    const name = this.frame.doubleSlot(index);
    this.saveReadersOf(name);
    return this.assign(name, operand.js, 'float', 'double');
  }

  /** Gives what is pending and reads `name` a variable of its own, because `name` is about to change. */
  private saveReadersOf(name: string): void {
    for (let state: FrameState | null = this.state; state !== null; state = state.caller)
      state.slots.forEach((operand, i) => {
        if (operand.variable !== name) return;
        const own = operand.form === 'double' ? state.frame.doubleSlot(i) : state.frame.slot(i);
        if (own !== name) state.slots[i] = this.copyTo(own, operand);
      });
  }

  private copyTo(name: string, operand: Operand): Operand {
    this.saveReadersOf(name);
    if (operand.form === 'condition') return this.assign(name, this.tagged(operand), 'boolean');
    if (operand.isOwned) return this.assign(name, this.tagged(operand), operand.kind);
    return this.assign(name, operand.js, operand.kind, operand.form);
  }

  /** Evaluates what is pending and reads memory, because memory is about to change. */
  settle(): void {
    const { slots, frame } = this.state;
    slots.forEach((operand, i) => {
      if (operand.readsHeap) slots[i] = this.copyTo(frame.slot(i), operand);
    });
  }

  // --- Blocks of code and ways between them ---

  private key(frame: Frame, pc: number): string {
    return `${frame.id}:${pc}`;
  }

  private readonly merges = new Map<Instructions, ReadonlySet<number>>();

  private isMerge(frame: Frame, pc: number): boolean {
    let merges = this.merges.get(frame.instructions);
    if (!merges) this.merges.set(frame.instructions, (merges = mergePoints(frame.instructions.original)));
    return merges.has(pc) || this.forcedMerges.has(this.key(frame, pc));
  }

  private readonly forcedMerges = new Set<string>();

  /** The way from here to `pc` of the state's frame. */
  edgeTo(pc: number, state: FrameState): Edge {
    const key = this.key(state.frame, pc);
    if (!this.isMerge(state.frame, pc) && !(this.loopHead?.pc === pc && state.frame.id === 0)) {
      const block = new Block(key, pc, state.copy(), false);
      this.pending.push(block);
      return { to: block, moves: '' };
    }
    let block = this.blocks.get(key);
    if (!block) {
      block = new Block(key, pc, this.mergedState(key, state), true);
      this.blocks.set(key, block);
      this.pending.push(block);
    } else if (block.entry.slots.length !== state.slots.length)
      throw new NotCompilable(`${this.code.printName}: its stack has different heights at ${pc}`);
    return { to: block, moves: this.moves(state, block) };
  }

  /** What holds at a merge, as the first way there has it. */
  private mergedState(key: string, { frame, slots, caller }: FrameState): FrameState {
    const widened = this.widened.get(key);
    const merged = slots.map((operand, i): Operand => {
      const known = widened?.[i];
      if (known?.isDead) return this.nil;
      if (known) return this.slotOperand(frame, i, known.form, known.kind);
      if (operand.closure || isConstant(operand)) return operand;
      if (operand.form === 'condition') return this.slotOperand(frame, i, 'tagged', 'boolean');
      return this.slotOperand(frame, i, operand.form, operand.kind);
    });
    // The frames below wait: their slots are what they were.
    return new FrameState(frame, merged, caller ? caller.copy() : null);
  }

  private slotOperand(frame: Frame, i: number, form: Form, kind: Kind): Operand {
    const name = form === 'double' ? frame.doubleSlot(i) : frame.slot(i);
    return variable(this.declare(name), kind, form);
  }

  private moves(state: FrameState, { key, pc, entry }: Block): string {
    const moves: Move[] = [];
    entry.slots.forEach((expected, i) => {
      const operand = state.slots[i];
      if (this.widened.get(key)?.[i]?.isDead) return;
      if (expected.closure || isConstant(expected)) {
        const isSame = expected.closure
          ? expected.closure === operand.closure
          : !operand.closure && expected.js === operand.js;
        if (!isSame)
          this.widen(
            key,
            i,
            state.frame,
            pc,
            operand.closure || expected.closure ? 'any' : commonKind(expected.kind, operand.kind),
          );
        return;
      }
      const kind = operand.closure ? 'any' : operand.kind;
      const isFloat = expected.form === 'double';
      if (isFloat ? kind !== 'float' : expected.kind !== 'any' && expected.kind !== kind) {
        this.widen(key, i, state.frame, pc, commonKind(expected.kind, kind));
        return;
      }
      // What was a Float of the heap on one way is a number on another.
      if (!isFloat && expected.kind === 'float' && operand.form === 'double') {
        this.widen(key, i, state.frame, pc, 'float');
        return;
      }
      const js = isFloat ? this.number(operand) : this.tagged(operand);
      if (js !== expected.js) moves.push({ to: expected.js, js, reads: operand.variable });
    });
    return orderMoves(moves, (name) => this.declare(name));
  }

  /** The number of what is known to be a Float. */
  number(operand: Operand): string {
    return operand.form === 'double' ? operand.js : `${operand.js}.v`;
  }

  private widen(key: string, i: number, frame: Frame, pc: number, kind: Kind): void {
    let slots = this.widened.get(key);
    if (!slots) this.widened.set(key, (slots = []));
    const known = slots[i];
    const isDead = known === undefined && i < frame.instructions.numTemps && !frame.liveness.isLive(pc, i);
    const both = known ? commonKind(known.kind, kind) : kind;
    slots[i] = { form: both === 'float' ? 'double' : 'tagged', kind: both, isDead };
    this.isRefuted = true;
  }

  private write(block: Block): void {
    if (block.isWritten) return;
    this.begin(block);
    const { frame } = this;
    const { original } = frame.instructions;
    for (let pc = block.pc; ; pc++) {
      if (pc > block.pc && this.isMerge(frame, pc)) {
        this.jump(pc);
        return;
      }
      if (pc >= original.length) throw new NotCompilable(`${frame.code.printName}: its code has no end`);
      this.settleCondition(original[pc]);
      const end = this.instruction(pc, original[pc]);
      if (end === 'end') return;
      if (typeof end === 'number') pc = end - 1;
    }
  }

  private settleCondition(word: number): void {
    const op: Op = word & 0xff;
    const top = this.slots.length - 1;
    if (top < 0 || this.slots[top].form !== 'condition' || op === Op.JumpTrue || op === Op.JumpFalse) return;
    this.slots[top] = this.simple(this.slots[top], top);
  }

  jump(pc: number): void {
    this.block.exit = { kind: 'jump', edge: this.edgeTo(pc, this.state) };
  }

  branch(condition: string, yesPc: number, noPc: number): void {
    this.block.exit = {
      kind: 'branch',
      condition,
      yes: this.edgeTo(yesPc, this.state),
      no: this.edgeTo(noPc, this.state),
    };
  }

  // --- Stops ---

  /** The call that saves the frames; they go on at `pc`. Afterwards the state is as it is now. */
  save(pc: number, assumption: Assumption | null = null): string {
    const frames: FrameDescription[] = [];
    const closures: ClosureDescription[] = [];
    const closureIndexes = new Map<ClosureOperand, number>();
    const values: string[] = [];
    const chain = this.state.chain;
    const indexOf = (closure: ClosureOperand): number => {
      let index = closureIndexes.get(closure);
      if (index === undefined) {
        index = closureIndexes.size;
        closureIndexes.set(closure, index);
      }
      return index;
    };
    const source = (operand: Operand): SlotSource => {
      if (operand.closure) return { closure: indexOf(operand.closure) };
      if (operand.kind === 'nil') return 'nil';
      values.push(operand.form === 'condition' ? this.tagged(operand) : operand.js);
      return operand.form === 'double' ? 'double' : 'value';
    };
    chain.forEach((state, i) => {
      const { frame } = state;
      const receiver = source(frame.self);
      const hasContext = frame.contextVariable !== null;
      if (hasContext) values.push(frame.contextVariable!);
      let closure: FrameDescription['closure'] = null;
      if (frame.closure) closure = { closure: indexOf(frame.closure) };
      else if (frame.code.isBlock) {
        closure = 'value';
        values.push('block');
      }
      const next = chain[i + 1] as FrameState | undefined;
      frames.push({
        code: frame.code,
        receiver,
        pc: next ? next.frame.returnPc : pc,
        slots: state.slots.map(source),
        hasContext,
        closure,
      });
    });
    const frameIndex = new Map(chain.map(({ frame }, i) => [frame, i]));
    // Those that are described name more on their way.
    for (let i = 0; i < closureIndexes.size; i++) {
      const closure = [...closureIndexes.keys()][i];
      closures.push({
        code: closure.code,
        receiver: source(closure.receiver),
        frame: closure.hasOuterContext ? frameIndex.get(closure.frame)! : -1,
        copied: closure.copied.map(source),
      });
    }
    const id = this.sites.push({ frames, closures, assumption }) - 1;
    return `R(${[id, ...values].join(', ')})`;
  }

  /** Emits that what stands in `name` is the sentinel if the call did not return. */
  checkUnwinding(name: string, pc: number): void {
    this.emit(`if (${name} === U) return ${this.save(pc)};`);
  }

  /** Emits that the interpreter goes on with the instruction at `pc` if `condition` holds. */
  assume(condition: string, pc: number, operands: readonly Operand[]): void {
    const { slots } = this.state;
    slots.push(...operands);
    const assumption = { code: this.frame.code, pc };
    this.emit(`if (${condition}) return ${this.save(pc, assumption)};`);
    slots.length -= operands.length;
  }

  /** A message may be sent. */
  noteCall(): void {
    this.calls = true;
  }

  elementMode(pc: number): ReturnType<Feedback['elementModeAt']> {
    return this.feedback.elementModeAt(this.frame.instructions, pc);
  }

  mode(pc: number): ReturnType<Feedback['modeAt']> {
    return this.feedback.modeAt(this.frame.instructions, pc);
  }

  // --- Sends ---

  /** Emits a send whose operands are on the stack; its answer takes their place. */
  send(site: SendSite, pc: number): void {
    const { argc } = site;
    const base = this.slots.length - argc - 1;
    const operands = this.slots.splice(base);
    const js = operands.map((operand) => this.tagged(operand));
    if (operands.some((o) => o.closure || o.readsHeap)) this.settleOrder(operands, js, base);
    this.settle();
    this.calls = true;
    const name = this.nextSlot();
    this.emit(
      `${this.declare(name)} = ${js[0]}[${this.selector(site.selector)}](${['E', ...js.slice(1)].join(', ')});`,
    );
    this.checkUnwinding(name, pc + 1);
    this.push(variable(name));
  }

  /** Blocks are made before the call, and what is read from memory before them. */
  private settleOrder(operands: readonly Operand[], js: string[], base: number): void {
    const lastClosure = operands.findLastIndex((o) => o.closure);
    for (let i = 0; i <= lastClosure; i++) {
      if (isSimple(operands[i]) && operands[i].form === 'tagged') continue;
      const name = this.frame.slot(base + i);
      this.saveReadersOf(name);
      this.emit(`${this.declare(name)} = ${js[i]};`);
      js[i] = name;
    }
  }

  superSend(site: SendSite, pc: number): void {
    const base = this.slots.length - site.argc - 1;
    const operands = this.slots.splice(base);
    const js = operands.map((operand) => this.tagged(operand));
    if (operands.some((o) => o.closure || o.readsHeap)) this.settleOrder(operands, js, base);
    this.settle();
    this.calls = true;
    const name = this.nextSlot();
    this.dependencies.add(site.selector);
    const holder = this.embed(this.feedback.superTarget(site));
    this.emit(`${this.declare(name)} = ${holder}.entry.call(${[js[0], 'E', ...js.slice(1)].join(', ')});`);
    this.checkUnwinding(name, pc + 1);
    this.push(variable(name));
  }

  /** `value`, `value:`… to something that may be a block. */
  valueSend(site: SendSite, pc: number): boolean {
    const { argc } = site;
    const base = this.slots.length - argc - 1;
    const receiver = this.slots[base];
    if (receiver.closure?.code.numArgs === argc && this.inlineBlock(receiver.closure, pc)) return true;
    const operands = this.slots.splice(base);
    const rcvr = this.simple(operands[0], base);
    const js = operands.slice(1).map((operand) => this.tagged(operand));
    if (operands.slice(1).some((o) => o.closure || o.readsHeap)) {
      const all = [rcvr.js, ...js];
      this.settleOrder([rcvr, ...operands.slice(1)], all, base);
      js.splice(0, js.length, ...all.slice(1));
    }
    this.settle();
    this.calls = true;
    this.declare('f');
    const name = this.nextSlot();
    this.declare(name);
    const args = js.length > 0 ? `, ${js.join(', ')}` : '';
    // The name may be the receiver's own variable: the answer is stored last.
    this.emit(
      `${name} = (f = ${dotted(rcvr)}.code) !== undefined && (f = f.entry${argc}) !== null ? f(E, ${rcvr.js}${args}) : ${rcvr.js}[${this.selector(site.selector)}](E${args});`,
    );
    this.checkUnwinding(name, pc + 1);
    this.push(variable(name));
    return false;
  }

  // --- Blocks as objects ---

  /** An expression that makes the block. */
  private closureObject(closure: ClosureOperand): string {
    const { frame } = closure;
    if (closure.receiver.closure) throw new InliningRefused(this.policyKey(frame));
    if (closure.hasOuterContext) {
      if (frame.id !== 0 && hasNonLocalReturn(closure.code) && frame.home?.id !== 0)
        throw new InliningRefused(this.policyKey(frame));
      this.needContext(frame);
    }
    const outer = closure.hasOuterContext ? this.contextOf(frame) : 'N';
    const copied = closure.copied.map((operand) => this.tagged(operand)).join(', ');
    this.feedback.prepareBlock(closure.code);
    return `new SB(${this.embed(closure.code)}, ${outer}, ${closure.receiver.js}, [${copied}])`;
  }

  /** A block that was not made has no fields. */
  private refuseClosureSelf(): void {
    if (this.frame.self.closure) throw new InliningRefused(this.policyKey(this.frame));
  }

  private policyKey(frame: Frame): string {
    let f = frame;
    while (f.closure !== null && f.caller !== null) f = f.caller;
    return `${f.caller?.id ?? 0}:${f.returnPc}`;
  }

  private get isUnwindMarked(): boolean {
    return this.code.isUnwindMarked && this.loopHead === null;
  }

  private needContext(frame: Frame): void {
    if (frame.contextVariable !== null) return;
    if (frame.id === 0) {
      frame.contextVariable = 'context';
      this.usesContext = true;
      this.isRefuted = true;
      return;
    }
    throw new InliningRefused(this.policyKey(frame));
  }

  private contextOf(frame: Frame): string {
    const name = frame.contextVariable!;
    if (this.loopHead !== null) return name;
    const block = this.code.isBlock ? 'block' : 'null';
    return `(${name} ??= CX(${this.embed(frame.code)}, self, ${block}))`;
  }

  private pushClosure(operandBits: number): void {
    const { frame, slots } = this;
    const code = frame.instructions.literals[operandBits & 0xfff] as Method;
    const count = (operandBits >> closureCopiedShift) & closureCopiedMask;
    let receiver = frame.self;
    if (operandBits & closureReceiverOnStack) receiver = this.simple(this.pop(), slots.length - 1);
    const base = slots.length - count;
    const copied = slots.splice(base).map((operand, i) => this.kept(operand, base + i));
    this.push({
      js: '',
      form: 'tagged',
      kind: 'any',
      variable: null,
      readsHeap: false,
      closure: { code, frame, hasOuterContext: !(operandBits & closureNoOuterContext), receiver, copied },
    });
  }

  /** The operand as something that no later assignment changes. */
  private kept(operand: Operand, index: number): Operand {
    if (operand.closure) return this.simple(operand, index);
    if (operand.form !== 'condition' && isConstant(operand)) return operand;
    const name = `k${this.copies++}`;
    if (operand.form === 'double') return this.assign(name, operand.js, 'float', 'double');
    return this.assign(name, this.tagged(operand), operand.kind);
  }

  // --- Putting code in place of sends ---

  private newFrame(code: Method, self: Operand, pc: number, closure: ClosureOperand | null): Frame {
    const key = `${this.frame.id}:${pc}:${closure ? 'b' : 'm'}`;
    let id = this.frameIds.get(key);
    if (id === undefined) this.frameIds.set(key, (id = this.frameIds.size + 1));
    return new Frame(id, code, instructionsOf(code), self, this.frame, pc + 1, closure);
  }

  /** Enters a frame in place of a call; the operands have left the stack. */
  private enter(frame: Frame, slots: Operand[]): void {
    while (slots.length < frame.instructions.numTemps) slots.push(this.nil);
    this.forcedMerges.add(this.key(this.frame, frame.returnPc));
    const state = new FrameState(frame, slots, this.state);
    this.block.exit = { kind: 'jump', edge: this.edgeTo(0, state) };
  }

  private inlineBlock(closure: ClosureOperand, pc: number): boolean {
    if (!this.policy.allowsBlock(this.frame, closure.code)) return false;
    const base = this.slots.length - closure.code.numArgs - 1;
    const args = this.slots.splice(base).slice(1);
    const slots = args.map((arg, i) => this.argument(arg, base + 1 + i));
    this.settle();
    slots.push(...closure.copied);
    this.enter(this.newFrame(closure.code, closure.receiver, pc, closure), slots);
    return true;
  }

  /** An argument as the callee's slot: the caller does not change its variables meanwhile. */
  private argument(operand: Operand, index: number): Operand {
    if (operand.closure) return operand;
    return operand.form === 'double' ? this.simpleNumber(operand, index) : this.simple(operand, index);
  }

  /** Puts the method in place of the send; false if that should not be. */
  private inlineSend(site: SendSite, pc: number): boolean {
    const base = this.slots.length - site.argc - 1;
    const target = this.policy.target(this.frame, site, this.slots.slice(base), pc);
    if (target === null) return false;
    const { method, behavior } = target;
    const operands = this.slots.splice(base);
    const receiver = operands[0].closure ? operands[0] : this.simple(operands[0], base);
    const args = operands.slice(1).map((arg, i) => this.argument(arg, base + 1 + i));
    this.settle();
    this.dependencies.add(site.selector);
    const guard = this.classGuard(receiver, behavior);
    if (guard !== null && !site.metOthers) {
      // It was always of that class.
      this.assume(guard, pc, [receiver, ...args]);
      this.refine(receiver, behaviorKind(behavior, this.kernel));
    }
    const self: Operand = receiver.closure
      ? receiver
      : { ...receiver, kind: behaviorKind(behavior, this.kernel) };
    const frame = this.newFrame(method, self, pc, null);
    this.forcedMerges.add(this.key(this.frame, pc + 1));
    const callee = new FrameState(frame, [...args], this.state);
    while (callee.slots.length < frame.instructions.numTemps) callee.slots.push(this.nil);
    if (guard === null || !site.metOthers) {
      this.block.exit = { kind: 'jump', edge: this.edgeTo(0, callee) };
      return true;
    }
    const yes = this.edgeTo(0, callee);
    // Otherwise it is sent.
    const other = new Block(`${this.key(this.frame, pc)}:send`, pc, this.state.copy(), false);
    this.block.exit = { kind: 'branch', condition: guard, yes: { to: other, moves: '' }, no: yes };
    this.begin(other);
    this.slots.push(receiver, ...args);
    this.send(site, pc);
    this.jump(pc + 1);
    return true;
  }

  /** The variable's value is of that kind from here on. */
  refine({ variable: name }: Operand, kind: Kind): void {
    if (name === null) return;
    for (let state: FrameState | null = this.state; state !== null; state = state.caller)
      state.slots.forEach((operand, i) => {
        if (
          operand.variable === name &&
          operand.form === 'tagged' &&
          !operand.readsHeap &&
          operand.js === name
        )
          state.slots[i] = { ...operand, kind };
      });
  }

  /** A method that only answers or sets a field, or answers a constant: in place, as an expression. False for others. */
  private inlineAccessor(site: SendSite, pc: number): boolean {
    const base = this.slots.length - site.argc - 1;
    const target = this.policy.accessor(this.frame, site, this.slots[base]);
    if (target === null) return false;
    const { method, behavior, access } = target;
    const operands = this.slots.splice(base);
    const receiver = this.simple(operands[0], base);
    const args = operands.slice(1).map((arg, i) => this.argument(arg, base + 1 + i));
    this.dependencies.add(method.selector);
    const guard = this.classGuard(receiver, behavior);
    if (guard !== null) {
      this.assume(guard, pc, [receiver, ...args]);
      this.refine(receiver, behaviorKind(behavior, this.kernel));
    }
    switch (access.kind) {
      case 'self':
        this.push({ ...receiver, kind: behaviorKind(behavior, this.kernel) });
        break;
      case 'field':
        this.pushField(receiver, behavior, access.index);
        break;
      case 'literal':
        this.pushLiteral(access.literal);
        break;
      case 'setter': {
        this.storeField(receiver, behavior, access.index, args[0], base + 1);
        this.push(receiver);
        break;
      }
    }
    return true;
  }

  /** When the receiver is of another class; null if it can't be. */
  private classGuard(receiver: Operand, behavior: Behavior): string | null {
    if (receiver.closure) return null;
    if (behavior === this.kernel.known.SmallInteger)
      return receiver.kind === 'integer' ? null : `typeof ${receiver.js} !== 'number'`;
    return receiver.kind === behavior ? null : `${receiver.js}.$b !== ${this.embed(behavior)}`;
  }

  /** `value` is what the frame's code answers. */
  private returnFrom(frame: Frame, value: Operand): void {
    if (frame.caller === null) {
      if (this.isUnwindMarked) this.emit('M.ensures--;');
      const js = this.tagged(value);
      const kill = this.root.contextVariable !== null && this.loopHead === null;
      if (!kill) this.emit(`return ${js};`);
      else {
        const result = isSimple(value) && value.form === 'tagged' ? js : this.assign('r', js).js;
        this.emit(`if (context !== null) context.pc = -1;`);
        this.emit(`return ${result};`);
      }
      this.block.exit = { kind: 'end' };
      return;
    }
    let state: FrameState = this.state;
    while (state.frame !== frame) state = state.caller!;
    const caller = state.caller!;
    let operand = value;
    if (operand.closure) operand = this.assign('r', this.tagged(operand));
    this.state = caller.copy();
    this.slots.push(operand);
    this.jump(frame.returnPc);
  }

  // --- Instructions ---

  /** Writes one; answers where to go on if that is not the next. */
  private instruction(pc: number, word: number): 'end' | number | undefined {
    const operand = word >> operandShift;
    const { frame, slots } = this;
    const { instructions } = frame;
    const { literals, sites } = instructions;
    switch ((word & 0xff) as Op) {
      case Op.PushTemp: {
        const value = slots[operand];
        this.push(isSimple(value) || value.closure ? value : (slots[operand] = this.simple(value, operand)));
        return undefined;
      }
      case Op.PushField:
      case Op.PushFloatField:
        this.refuseClosureSelf();
        this.pushField(frame.self, this.classOfSelf, operand);
        return undefined;
      case Op.PushLiteral: {
        this.pushLiteral(literals[operand]);
        return undefined;
      }
      case Op.PushMutableLiteral:
        this.pushValue(`M.image.literalCopy(${this.embed(literals[operand])})`);
        return undefined;
      case Op.PushSlot:
        this.declare('v');
        this.push(
          heapRead(`((v = M.slots[${operand}]) !== undefined ? v : M.image.materialise(${operand}))`, null),
        );
        return undefined;
      case Op.PushBinding:
        this.push(heapRead(`${this.embed(literals[operand])}.f1`, null));
        return undefined;
      case Op.PushSelf:
        this.push(frame.self);
        return undefined;
      case Op.PushTrue:
        this.push(constant('T', 'boolean'));
        return undefined;
      case Op.PushFalse:
        this.push(constant('F', 'boolean'));
        return undefined;
      case Op.PushNil:
        this.push(this.nil);
        return undefined;
      case Op.PushInteger:
        this.push(constant(operand < 0 ? `(${operand})` : String(operand), 'integer'));
        return undefined;
      case Op.PushProcess:
        this.push(heapRead('M.activeProcess', null));
        return undefined;
      case Op.Dup: {
        const top = slots.length - 1;
        if (!isSimple(slots[top])) slots[top] = this.simple(slots[top], top);
        this.push(slots[top]);
        return undefined;
      }
      case Op.Pop: {
        // Reading memory has no effect.
        this.pop();
        return undefined;
      }
      case Op.Nop:
        return undefined;
      case Op.ReturnSelf:
        this.returnFrom(frame, frame.self);
        return 'end';
      case Op.ReturnTrue:
        this.returnFrom(frame, constant('T', 'boolean'));
        return 'end';
      case Op.ReturnFalse:
        this.returnFrom(frame, constant('F', 'boolean'));
        return 'end';
      case Op.ReturnNil:
      case Op.BlockReturnNil:
        this.returnFrom(frame, this.nil);
        return 'end';
      case Op.ReturnTop:
      case Op.BlockReturnTop:
        this.returnFrom(frame, this.pop());
        return 'end';
      case Op.NonLocalReturn:
        this.nonLocalReturn(operand, pc);
        return 'end';
      case Op.Send:
        return this.anySend(sites[operand], pc);
      case Op.Value0:
      case Op.Value1:
        return this.valueSend(sites[operand], pc) ? 'end' : undefined;
      case Op.SuperSend:
        this.superSend(sites[operand], pc);
        return undefined;
      case Op.Jump:
        if (operand <= pc) this.loopBack(operand);
        this.jump(operand);
        return 'end';
      case Op.JumpBack:
        this.loopBack(operand);
        this.jump(operand);
        return 'end';
      case Op.JumpTrue:
      case Op.JumpFalse:
        this.conditionalJump(pc, operand, (word & 0xff) === (Op.JumpTrue as number));
        return 'end';
      case Op.StoreField:
      case Op.PopStoreField: {
        this.refuseClosureSelf();
        const index = slots.length - 1;
        let value = this.pop();
        const isKept = (word & 0xff) === (Op.StoreField as number);
        if (isKept && !isSimple(value)) value = this.simpleNumber(value, index);
        value = this.storeField(frame.self, this.classOfSelf, operand, value, index);
        if (isKept) this.push(value);
        return undefined;
      }
      case Op.StoreSlot:
      case Op.PopStoreSlot:
        this.storeInto(`M.slots[${operand}]`, (word & 0xff) === (Op.StoreSlot as number));
        return undefined;
      case Op.StoreBinding:
      case Op.PopStoreBinding:
        this.storeInto(`${this.embed(literals[operand])}.f1`, (word & 0xff) === (Op.StoreBinding as number));
        return undefined;
      case Op.StoreTemp:
        this.storeTemp(operand);
        this.push(slots[operand]);
        return undefined;
      case Op.PopStoreTemp:
        this.storeTemp(operand);
        return undefined;
      case Op.PushRemoteTemp:
        this.push(heapRead(this.remote(operand), slots[operand >> remoteShift].variable));
        return undefined;
      case Op.StoreRemoteTemp:
      case Op.PopStoreRemoteTemp:
        this.storeInto(this.remote(operand), (word & 0xff) === (Op.StoreRemoteTemp as number));
        return undefined;
      case Op.NewArray:
        this.pushValue(`NA([${new Array(operand).fill('N').join(', ')}])`, this.kernel.known.Array);
        return undefined;
      case Op.NewArrayOf: {
        const base = slots.length - operand;
        const elements = slots.splice(base);
        const js = elements.map((element) => this.tagged(element));
        if (elements.some((o) => o.closure)) this.settleOrder(elements, js, base);
        this.pushValue(`NA([${js.join(', ')}])`, this.kernel.known.Array);
        return undefined;
      }
      case Op.PushClosure:
        this.pushClosure(operand);
        return undefined;
      case Op.Class:
        this.pushClassOf();
        return undefined;
      case Op.Identical:
      case Op.NotIdentical:
        this.identical((word & 0xff) === (Op.Identical as number), slots.length - 2);
        return undefined;
      default:
        // The operand of another is no site.
        if (!isArithmetic(word & 0xff)) throw new NotCompilable(interpretersAlone(frame.code, word & 0xff));
        if (this.isOrdinary(sites[operand] as SendSite | undefined)) return this.anySend(sites[operand], pc);
        if (this.arithmetic.write(word & 0xff, sites[operand] as SendSite | undefined, pc)) return undefined;
        throw new NotCompilable(interpretersAlone(frame.code, word & 0xff));
    }
  }

  private pushLiteral(literal: unknown): void {
    if (typeof literal === 'number')
      this.push(constant(literal < 0 ? `(${literal})` : String(literal), 'integer'));
    else if (this.kindOfLiteral(literal) === 'float') {
      const { v } = literal as SFloat;
      const js = Object.is(v, -0) ? '(-0)' : v < 0 ? `(${v})` : String(v);
      this.push({ ...constant(js, 'float'), form: 'double', literal: this.embed(literal) });
    } else this.push(constant(this.embed(literal), this.kindOfLiteral(literal)));
  }

  private kindOfLiteral(literal: unknown): Kind {
    const behavior = (literal as { $b?: Behavior }).$b;
    if (behavior === undefined) return 'any';
    if (behavior.format === 'float') return 'float';
    return behavior.format === 'character' || behavior.format === 'bytes' ? behavior : 'any';
  }

  private remote(operand: number): string {
    const vector = this.slots[operand >> remoteShift];
    return `${vector.js}.a[${operand & remoteMask}]`;
  }

  private anySend(site: SendSite, pc: number): 'end' | undefined {
    const base = this.slots.length - site.argc - 1;
    if (isValueSelector(site.selector) && !this.hasOtherReceivers(site))
      return this.valueSend(site, pc) ? 'end' : undefined;
    if (this.writeIntrinsic(site, pc, base)) return undefined;
    if (this.inlineAccessor(site, pc)) return undefined;
    if (this.inlineSend(site, pc)) return 'end';
    this.send(site, pc);
    return undefined;
  }

  /** Sends whose method is a primitive that can be an expression. */
  private writeIntrinsic(site: SendSite, pc: number, base: number): boolean {
    const receiver = this.slots[base];
    const behavior = this.policy.receiverClass(site, receiver);
    if (behavior === null) return false;
    const method = this.feedback.lookup(behavior, site.selector);
    if (!(method instanceof Method) || !this.feedback.mayInline(method)) return false;
    if (receiver.kind === 'float' && site.argc === 0) {
      const operation = floatFunctions.get(method.primitive);
      if (operation === undefined) return false;
      this.dependencies.add(site.selector);
      const number = this.number(this.simpleNumber(this.pop(), base));
      const name = this.nextDoubleSlot();
      this.push(this.assign(name, operation.replace('?', number), 'float', 'double'));
      return true;
    }
    if (method.primitive === 71 && site.argc === 1) return this.writeNewSized(site, pc, base, behavior);
    if (method.primitive !== 70 || !behavior.isMeta || method.isBlock || site.metOthers) return false;
    const instance = behavior.counterpart;
    if (!['normal', 'variable', 'weak', 'bytes', 'words'].includes(instance.format)) return false;
    this.dependencies.add(site.selector);
    const rcvr = this.simple(this.pop(), base);
    const guard = this.classGuard(rcvr, behavior);
    if (guard !== null) this.assume(guard, pc, [rcvr]);
    this.pushValue(`${this.embed(this.feedback.constructorOf(instance))}(0)`, instance);
    return true;
  }

  /** `new: n` of indexable pointers, with few elements. */
  private writeNewSized(site: SendSite, pc: number, base: number, behavior: Behavior): boolean {
    const instance = behavior.counterpart;
    if (!behavior.isMeta || instance.format !== 'variable' || site.metOthers) return false;
    this.dependencies.add(site.selector);
    const size = this.simple(this.pop(), base + 1);
    const rcvr = this.simple(this.pop(), base);
    const guard = this.classGuard(rcvr, behavior);
    const notSize = `${size.kind === 'integer' ? '' : `typeof ${size.js} !== 'number' || `}!(${size.js} >= 0 && ${size.js} <= 10000)`;
    this.assume(guard === null ? notSize : `${guard} || ${notSize}`, pc, [rcvr, size]);
    this.pushValue(`${this.embed(this.feedback.constructorOf(instance))}(${size.js})`, instance);
    return true;
  }

  /** An operation with a fast way that has met one class that the fast way is not for. */
  private isOrdinary(site: SendSite | undefined): boolean {
    if (site === undefined || site.class0 === null || site.class1 !== null) return false;
    return site.class0 !== this.kernel.known.SmallInteger && !site.metFloats && !site.metOthers;
  }

  private hasOtherReceivers(site: SendSite): boolean {
    return (
      site.class0 !== null &&
      !isBlockClass(site.class0) &&
      (site.class1 === null || !isBlockClass(site.class1))
    );
  }

  private storeTemp(index: number): void {
    const value = this.pop();
    const { frame, slots } = this;
    if (value.form === 'double') {
      const name = frame.doubleSlot(index);
      if (value.js !== name) {
        this.saveReadersOf(name);
        this.assign(name, value.js);
      }
      slots[index] = variable(name, 'float', 'double');
      return;
    }
    const name = frame.slot(index);
    const kind = value.form === 'condition' ? 'boolean' : value.kind;
    const js = this.tagged(value);
    if (js !== name) {
      this.saveReadersOf(name);
      this.assign(name, js);
    }
    slots[index] = variable(name, kind);
  }

  private storeInto(place: string, isKept: boolean): void {
    const index = this.slots.length - 1;
    let value = this.pop();
    if (isKept || !isSimple(value) || value.form !== 'tagged') value = this.simple(value, index);
    this.settle();
    this.emit(`${place} = ${value.js};`);
    if (isKept) this.push(value);
  }

  private pushField(receiver: Operand, behavior: Behavior, index: number): void {
    const read = heapRead(`${receiver.js}.f${index}`, receiver.variable);
    const definer = definerOf(behavior, index);
    this.dependencies.add(fieldKey(definer, index));
    this.push(definer.floatFields?.has(index) ? { ...read, isOwned: true } : read);
  }

  /** A number that overwrites a Float goes into it, if the field may have a Float of its own. */
  private storeField(
    receiver: Operand,
    behavior: Behavior,
    index: number,
    value: Operand,
    slot: number,
  ): Operand {
    const place = `${receiver.js}.f${index}`;
    const definer = definerOf(behavior, index);
    if (value.form === 'double' && !this.kernel.hasImmediateFloats()) {
      this.dependencies.add(fieldKey(definer, index));
      if (definer.floatFields?.has(index)) {
        const number = this.simpleNumber(value, slot);
        this.settle();
        this.declare('b');
        this.emit(
          `if ((b = ${place}).h === -1) b.v = ${number.js}; else ${place} = b.v !== undefined ? OW(${number.js}) : FL(${number.js});`,
        );
        return number;
      }
      this.feedback.wantFloatField(definer, index);
    }
    const tagged = this.simple(value, slot);
    this.settle();
    this.emit(`${place} = ${tagged.js};`);
    return tagged;
  }

  /** The class that the running code knows its receiver's fields by. */
  private get classOfSelf(): Behavior {
    return this.frame.code.home.methodClass;
  }

  private pushClassOf(): void {
    const index = this.slots.length - 1;
    const value = this.simple(this.pop(), index);
    this.pushValue(`M.classObjectOf(${value.js})`);
  }

  private identical(isSame: boolean, base: number): void {
    const y = this.simpleNumber(this.slots.pop()!, base + 1);
    const x = this.simpleNumber(this.slots.pop()!, base);
    let js: string;
    if (x.form === 'double' || y.form === 'double' || x.kind === 'float' || y.kind === 'float')
      js = `SV(${this.tagged(x)}, ${this.tagged(y)})`;
    else if (this.isPlain(x) || this.isPlain(y)) js = `${x.js} === ${y.js}`;
    else js = `(${x.js} === ${y.js} || ${x.js}.v !== undefined && SV(${x.js}, ${y.js}))`;
    if (!isSame) js = `!(${js})`;
    this.pushCondition(js);
  }

  /** A condition on variables: where the next instruction does not test it, it becomes a value. */
  pushCondition(js: string): void {
    this.push({ js, form: 'condition', kind: 'boolean', variable: null, readsHeap: false });
  }

  /** Equal only to itself. */
  private isPlain({ kind, js }: Operand): boolean {
    if (kind === 'nil' || kind === 'boolean' || kind === 'integer') return true;
    if (kind instanceof Behavior) return kind.format !== 'float';
    const { self, code } = this.frame;
    return js === self.js && !this.kernel.known.BoxedFloat64.isOrInheritsFrom(code.home.methodClass);
  }

  private loopBack(pc: number): void {
    this.hasLoops = true;
    this.settle();
    this.emit(`if (++w > 255 && (w = 0, (P[0] -= 256) < 0) && X(E)) return ${this.save(pc)};`);
  }

  private conditionalJump(pc: number, target: number, onTrue: boolean): void {
    const index = this.slots.length - 1;
    const value = this.pop();
    let condition: string;
    if (value.form === 'condition') condition = value.js;
    else {
      const tested = this.simple(value, index);
      if (tested.kind !== 'boolean') {
        this.slots.push(tested);
        this.emit(`if (${tested.js} !== T && ${tested.js} !== F) return ${this.save(pc)};`);
        this.slots.pop();
      }
      condition = `${tested.js} === T`;
    }
    this.settle();
    if (target <= pc) {
      this.hasLoops = true;
      this.emit(
        `if (++w > 255 && (w = 0, (P[0] -= 256) < 0) && X(E)) return ${this.saveWithBoolean(pc, condition)};`,
      );
    }
    this.branch(condition, onTrue ? target : pc + 1, onTrue ? pc + 1 : target);
  }

  private saveWithBoolean(pc: number, condition: string): string {
    this.slots.push({ js: condition, form: 'condition', kind: 'boolean', variable: null, readsHeap: false });
    const text = this.save(pc);
    this.slots.pop();
    return text;
  }

  private nonLocalReturn(kind: NonLocal, pc: number): void {
    const { frame } = this;
    let value: Operand;
    if (kind === NonLocal.Top) value = this.pop();
    else if (kind === NonLocal.Self) value = frame.self;
    else
      value =
        kind === NonLocal.True
          ? constant('T', 'boolean')
          : kind === NonLocal.False
            ? constant('F', 'boolean')
            : this.nil;
    const { home } = frame;
    if (home !== null) {
      this.returnFrom(home, value);
      return;
    }
    const js = this.simple(value, this.slots.length).js;
    this.calls = true;
    this.emit(`if (NL(block, ${js})) return U;`);
    this.emit(`return ${this.save(pc + 1)};`);
    this.block.exit = { kind: 'end' };
  }
}

/** Primitives of Floats without arguments that are functions of JavaScript. */
const floatFunctions: ReadonlyMap<number, string> = new Map([
  [40, '?'],
  [55, 'Math.sqrt(?)'],
  [555, 'Math.sqrt(?)'],
]);

/** What code depends on that knows how a field is read. */
export function fieldKey(definer: Behavior, index: number): string {
  return `field ${definer.id}:${index}`;
}

function interpretersAlone(code: Method, op: number): string {
  return `${code.printName}: operation ${op} is the interpreter's alone`;
}

/** The send at that place must be one. */
class InliningRefused extends Error {
  constructor(readonly key: string) {
    super(key);
  }
}

function isConstant(operand: Operand): boolean {
  return operand.variable === null && !operand.readsHeap && operand.form === 'tagged' && !operand.closure;
}

function behaviorKind(behavior: Behavior, kernel: Kernel): Kind {
  return behavior === kernel.known.SmallInteger ? 'integer' : behavior;
}

/** It has a message to send where its operands are no numbers, or no collections. */
function isArithmetic(op: Op): boolean {
  return op >= Op.Add && op <= Op.Size;
}

function isBlockClass({ name }: Behavior): boolean {
  return name === 'BlockClosure' || name === 'FullBlockClosure';
}

export function isValueSelector(selector: string): boolean {
  return /^value(:value)*:?$/.test(selector);
}

/** Whether a `^` in the block, or in one inside it, leaves its method. */
export function hasNonLocalReturn(code: Method): boolean {
  const { original, literals } = instructionsOf(code);
  if (original.some((word) => (word & 0xff) === (Op.NonLocalReturn as number))) return true;
  return literals.some(
    (literal) => literal instanceof Method && literal.isBlock && hasNonLocalReturn(literal),
  );
}

interface Move {
  readonly to: string;
  readonly js: string;
  readonly reads: string | null;
}

/** Assignments that happen at once, as a sequence: none overwrites what a later one reads. */
function orderMoves(moves: readonly Move[], declare: (name: string) => string): string {
  let text = '';
  const left = [...moves];
  while (left.length > 0) {
    const free = left.findIndex((move) => !left.some((other) => other !== move && other.reads === move.to));
    if (free >= 0) {
      const [move] = left.splice(free, 1);
      text += `${move.to} = ${move.js}; `;
      continue;
    }
    // A cycle: one value waits in a variable of its own.
    const move = left[0];
    const name = declare(`m${left.length}`);
    text += `${name} = ${move.js}; `;
    left[0] = { to: move.to, js: name, reads: name };
  }
  return text;
}
