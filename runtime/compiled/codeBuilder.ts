// Bytecodes to JavaScript, block by block: an abstract interpretation that writes the code on its way. What is known of
// values where ways meet is guessed from the first way; where another way refutes that, all is written again. Over 600 lines:
// values, blocks and stops read and change the one state that the code is written in.
import { Op, operandShift, type Instructions } from '../bytecodes/instructions';
import { instructionsOf } from '../bytecodes/decoder';
import type { Kernel } from '../object-memory/kernel';
import { type Method } from '../object-memory/method';
import { type Behavior } from '../object-memory/behavior';
import { ArithmeticWriter } from './arithmeticWriter';
import { BlockWriter } from './blockWriter';
import { FieldWriter } from './fieldWriter';
import { InstructionWriter } from './instructionWriter';
import { orderMoves, type Move } from './parallelMoves';
import { InliningRefused, NotCompilable } from './refusals';
import { SendWriter } from './sendWriter';
import { Block, type Edge } from './block';
import type { ClosureOperand } from './closureOperand';
import { mergePoints, threadedTargets } from './controlFlow';
import { Frame, FrameState } from './frame';
import { InliningPolicy } from './inliningPolicy';
import {
  commonKind,
  constant,
  isConstant,
  isFloatOrNil,
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
  private readonly frameIds = new Map<string, Map<Method, Map<Kind | null, number>>>();
  private frames = 0;
  readonly policy: InliningPolicy;
  private readonly constantIndexes = new Map<unknown, number>();
  readonly constants: unknown[] = [];
  readonly dependencies = new Set<string>();

  isRefuted = false;
  private blocks = new Map<string, Block>();
  private pending: Block[] = [];
  private readonly variables = new Set<string>();
  private sites: SiteDescription[] = [];
  calls = false;
  hasLoops = false;
  copies = 0;
  usesContext = false;
  root!: Frame;
  block!: Block;
  private text: string[] = [];
  state!: FrameState;
  readonly arithmetic: ArithmeticWriter;
  readonly sends: SendWriter;
  readonly closures: BlockWriter;
  readonly fields: FieldWriter;
  readonly instructions: InstructionWriter;

  constructor(
    readonly kernel: Kernel,
    readonly code: Method,
    readonly feedback: Feedback,
    /** The loop's head to begin at, with a Context's state; null for the whole code. */
    readonly loopHead: LoopHead | null,
  ) {
    this.policy = new InliningPolicy(kernel, feedback);
    this.arithmetic = new ArithmeticWriter(this);
    this.sends = new SendWriter(this);
    this.closures = new BlockWriter(this);
    this.fields = new FieldWriter(this);
    this.instructions = new InstructionWriter(this);
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
        if (numCopied < 0) throw new NotCompilable('what it takes along is not known');
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
      if (i < root.instructions.numTemps && !root.isLive(pc, i)) return;
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

  begin(block: Block): void {
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
    if (operand.closure) return this.closures.closureObject(operand.closure);
    switch (operand.form) {
      case 'tagged':
        return operand.isOwned ? `OF(${operand.js})` : operand.js;
      case 'double':
        return operand.literal ?? `FL(${operand.js})`;
      case 'loose':
        return `(typeof ${operand.js} === 'number' ? FL(${operand.js}) : ${operand.js})`;
      case 'condition':
        return `(${operand.js} ? T : F)`;
    }
  }

  /** The operand with a text that may stand more than once, as Smalltalk value; its slot would be `index`. */
  simple(operand: Operand, index: number): Operand {
    if (isSimple(operand) && operand.form === 'tagged') return operand;
    const name = this.frame.slot(index);
    this.saveReadersOf(name);
    return this.assign(name, this.tagged(operand), taggedKind(operand));
  }

  /** The same, but a number stays one. */
  simpleNumber(operand: Operand, index: number): Operand {
    if (operand.isOwned) {
      // Used at once, for its number.
      const name = this.frame.slot(index);
      this.saveReadersOf(name);
      return { ...this.assign(name, operand.js), isOwned: true };
    }
    if (operand.form === 'loose') return operand;
    if (operand.form !== 'double') return this.simple(operand, index);
    if (isSimple(operand)) return operand;
    const name = this.frame.doubleSlot(index);
    this.saveReadersOf(name);
    return this.assign(name, operand.js, 'float', 'double');
  }

  /** Gives what is pending and reads `name` a variable of its own, because `name` is about to change. */
  saveReadersOf(name: string): void {
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

  /** The operand where it can stay at `index`: not in the variable of a slot above, which the next push may set. */
  settled(operand: Operand, index: number): Operand {
    if (operand.closure) return this.simple(operand, index);
    const { frame } = this;
    if (operand.variable === null || frame.placeOf(operand.variable) <= index) return operand;
    return this.copyTo(operand.form === 'double' ? frame.doubleSlot(index) : frame.slot(index), operand);
  }

  /** Evaluates what is pending and reads memory, because memory is about to change. */
  settle(): void {
    const { slots, frame } = this.state;
    slots.forEach((operand, i) => {
      if (operand.readsHeap) slots[i] = this.copyTo(frame.slot(i), operand);
    });
  }

  /**
   * Number of the frame that `code` has in place of the send at `pc`: the same in every pass, and another for other code
   * or another kind of receiver.
   */
  frameId(pc: number, code: Method, receiver: Kind | null): number {
    const key = this.key(this.frame, pc);
    let codes = this.frameIds.get(key);
    if (!codes) this.frameIds.set(key, (codes = new Map<Method, Map<Kind | null, number>>()));
    let ids = codes.get(code);
    if (!ids) codes.set(code, (ids = new Map<Kind | null, number>()));
    let id = ids.get(receiver);
    if (id === undefined) ids.set(receiver, (id = ++this.frames));
    return id;
  }

  // --- Blocks of code and ways between them ---

  key(frame: Frame, pc: number): string {
    return `${frame.id}:${pc}`;
  }

  private readonly merges = new Map<Instructions, ReadonlySet<number>>();

  private isMerge(frame: Frame, pc: number): boolean {
    let merges = this.merges.get(frame.instructions);
    if (!merges) this.merges.set(frame.instructions, (merges = mergePoints(frame.instructions.original)));
    return merges.has(pc) || this.forcedMerges.has(this.key(frame, pc));
  }

  private readonly forcedMerges = new Set<string>();

  /** Lets ways of which the instructions say nothing meet there. */
  forceMerge(frame: Frame, pc: number): void {
    this.forcedMerges.add(this.key(frame, pc));
    for (const target of threadedTargets(frame.instructions.original, pc)) this.forceMerge(frame, target);
  }

  isForcedMerge(frame: Frame, pc: number): boolean {
    return this.forcedMerges.has(this.key(frame, pc));
  }

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
          : !operand.closure &&
            expected.js === operand.js &&
            // The receiver may be known for one class on one way, and for another on another.
            (expected.kind === 'any' || expected.kind === operand.kind);
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
      if (expected.form === 'loose') {
        if (!isFloatOrNil(kind)) this.widen(key, i, state.frame, pc, 'any');
        const js = kind === 'float' ? this.number(operand) : operand.js;
        if (js !== expected.js) moves.push({ to: expected.js, js, reads: operand.variable });
        return;
      }
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
    const isDead = known === undefined && i < frame.instructions.numTemps && !frame.isLive(pc, i);
    const both = known ? commonKind(known.kind, kind) : kind;
    const form = both === 'float' ? 'double' : both === 'floatOrNil' ? 'loose' : 'tagged';
    slots[i] = { form, kind: both, isDead };
    this.isRefuted = true;
  }

  private write(block: Block): void {
    if (block.isWritten) return;
    this.begin(block);
    for (let pc = block.pc, isFirst = true; ; isFirst = false) {
      // What is put in place of a send is another's code.
      const { frame } = this;
      const { original } = frame.instructions;
      if (!isFirst && this.isMerge(frame, pc)) {
        this.jump(pc);
        return;
      }
      if (pc >= original.length) throw new NotCompilable(`${frame.code.printName}: its code has no end`);
      this.settleCondition(original[pc]);
      if (frame.breaksAt(pc)) {
        this.emit(`return ${this.save(pc)};`);
        this.block.exit = { kind: 'end' };
        return;
      }
      const next = this.instructions.instruction(pc, original[pc]);
      if (next === 'end') return;
      pc = next ?? pc + 1;
    }
  }

  private settleCondition(word: number): void {
    const op: Op = word & 0xff;
    const top = this.slots.length - 1;
    if (top < 0 || this.slots[top].form !== 'condition' || op === Op.JumpTrue || op === Op.JumpFalse) return;
    this.slots[top] = this.simple(this.slots[top], top);
  }

  jump(pc: number): void {
    if (!this.jumpThreaded(pc)) this.block.exit = { kind: 'jump', edge: this.edgeTo(pc, this.state) };
  }

  /** Where what is tested at `pc` is known here, or stands here as a condition, the test need not wait for others. */
  private jumpThreaded(pc: number): boolean {
    const { frame, slots } = this.state;
    const { original } = frame.instructions;
    if (frame.code.hasBreakpoints || threadedTargets(original, pc).length === 0) return false;
    const top = slots[slots.length - 1];
    const isKnown = isConstant(top) && top.kind === 'boolean';
    if (!isKnown && top.form !== 'condition') return false;
    this.pop();
    this.test(top, pc);
    return true;
  }

  /** Goes on as the conditional jump at `pc` does for a Boolean that is known or a condition. */
  test(value: Operand, pc: number): void {
    const word = this.frame.instructions.original[pc];
    const target = word >> operandShift;
    const onTrue = (word & 0xff) === (Op.JumpTrue as number);
    if (value.form !== 'condition') {
      this.jump((value.js === 'T') === onTrue ? target : pc + 1);
      return;
    }
    this.settle();
    this.branch(value.js, onTrue ? target : pc + 1, onTrue ? pc + 1 : target);
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
    const indexOfValue = (js: string): number => {
      const known = values.indexOf(js);
      return known >= 0 ? known : values.push(js) - 1;
    };
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
      if (operand.closure) return { kind: 'closure', closure: indexOf(operand.closure) };
      if (operand.global !== undefined) return { kind: 'global', index: operand.global };
      const known = this.valueOf(operand);
      if (known !== undefined) return { kind: 'constant', value: known };
      if (operand.form === 'condition') return { kind: 'value', index: indexOfValue(this.tagged(operand)) };
      const kind = operand.form === 'tagged' ? 'value' : operand.form;
      return { kind, index: indexOfValue(operand.js) };
    };
    chain.forEach((state, i) => {
      const { frame } = state;
      const receiver = source(frame.self);
      const context = frame.contextVariable === null ? -1 : indexOfValue(frame.contextVariable);
      let block: FrameDescription['block'] = null;
      if (frame.closure) block = { kind: 'closure', closure: indexOf(frame.closure) };
      else if (frame.code.isBlock) block = { kind: 'value', index: indexOfValue('block') };
      const next = chain[i + 1] as FrameState | undefined;
      frames.push({
        code: frame.code,
        receiver,
        pc: next ? next.frame.returnPc : pc,
        slots: state.slots.map(source),
        context,
        block,
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

  /** What a constant is; undefined for all else. */
  private valueOf(operand: Operand): unknown {
    const { js, kind, literal } = operand;
    if (kind === 'nil') return this.kernel.nil;
    if (literal !== undefined) return this.constants[Number(literal.slice(1))];
    if (!isConstant(operand)) return undefined;
    if (js === 'T') return this.kernel.true_;
    if (js === 'F') return this.kernel.false_;
    if (/^c\d+$/.test(js)) return this.constants[Number(js.slice(1))];
    return kind === 'integer' && /^\(?-?\d+\)?$/.test(js) ? Number(js.replace(/[()]/g, '')) : undefined;
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

  /** A condition on variables: where the next instruction does not test it, it becomes a value. */
  pushCondition(js: string): void {
    this.push({ js, form: 'condition', kind: 'boolean', variable: null, readsHeap: false });
  }
}

/** What it is as a Smalltalk value. */
function taggedKind({ form, kind }: Operand): Kind {
  if (form === 'tagged') return kind;
  return form === 'double' ? 'float' : form === 'condition' ? 'boolean' : 'any';
}
