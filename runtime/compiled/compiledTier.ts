// The faster tier: decides what is compiled and when, and runs it for the interpreter. One for all images of a thread.
// Over 600 lines: running, making and discarding share the entries of each method, which nobody else may set.
import { instructionsOf } from '../bytecodes/decoder';
import { operandShift, type Instructions } from '../bytecodes/instructions';
import type { SendSite } from '../bytecodes/sendSite';
import { floorModulo, floorQuotient } from '../interpreter/flooring';
import type { Interpreter } from '../interpreter/interpreter';
import type { Tier } from '../interpreter/tier';
import type { Behavior } from '../object-memory/behavior';
import type { Context } from '../object-memory/context';
import type { Kernel } from '../object-memory/kernel';
import { Method, SBlock, type Entry } from '../object-memory/method';
import type { SArray, SBytes, SFloat, Value } from '../object-memory/objects';
import { ownedHash } from '../object-memory/ownFloats';
import { resolveEntry, Trampoline } from '../object-memory/trampoline';
import { FAIL, SWITCHED, type Switched } from '../primitives/primitive';
import { isPure } from '../primitives/purity';
import { CodeBuilder, type LoopHead } from './codeBuilder';
import { fieldKey } from './fieldWriter';
import { readFloatField } from './floatFieldReads';
import { NotCompilable } from './refusals';
import { codeStatistics, type Discard } from './codeStatistics';
import type { ArithmeticMode, ElementMode, EntryHolder, Feedback } from './feedback';
import { DirectEntries } from './directEntries';
import { functionText, type Beginning } from './functionText';
import { KernelCode } from './kernelCode';
import { Machine, UNWINDING, runningPc } from './machine';
import { counting, listening, type Safepoints } from './safepoints';
import type { SiteDescription } from './siteDescription';

/** Wrong expectations that a code may have had before it is made without any. */
const maxRefutations = 12;

class CompiledTier implements Tier, Feedback {
  heatLimit = 100;
  /** Characters of compiled code that are kept, over all images of the thread. */
  budget = 24 * 2 ** 20;
  /** Activations in the interpreter before code that others call is compiled. */
  private readonly warmth = 12;
  loopHeatMask = 255;
  /** Set where a fault of the compiler itself is to be seen. */
  throwsFaults = false;
  readonly machine = new Machine();
  private readonly directEntries = new DirectEntries(this.machine, (method) => this.prepare(method));
  private readonly codes = new WeakMap<Kernel, KernelCode>();
  private readonly refutations = new WeakMap<Method, number>();
  /** Codes whose loops were begun with values of other kinds than those they were compiled for. */
  private readonly untypedLoops = new WeakSet<Method>();
  private readonly uncompilable = new WeakSet<Method>();

  /** Characters of compiled code that there are. */
  get codeSize(): number {
    return this.codes.get(this.machine.vm.kernel)?.sizes.total ?? 0;
  }

  serve(vm: Interpreter): void {
    this.machine.serve(vm);
    this.refresh(vm);
  }

  private hasDiscarded = false;
  private readonly wantedFloatFields: {
    readonly kernel: Kernel;
    readonly definer: Behavior;
    readonly index: number;
  }[] = [];

  wantFloatField(definer: Behavior, index: number): void {
    this.wantedFloatFields.push({ kernel: this.compilingKernel, definer, index });
  }

  /** While no compiled code runs: from now on the fields may have Floats of their own. */
  private makeFloatFields(): void {
    for (const { kernel, definer, index } of this.wantedFloatFields.splice(0)) {
      if (definer.floatFields?.has(index)) continue;
      (definer.floatFields ??= new Set()).add(index);
      readFloatField(definer, index);
      this.discardDependents(this.codeOf(kernel), fieldKey(definer, index));
    }
  }

  /** What is still hot is soon made again. */
  private keepBudget({ sizes }: KernelCode): void {
    if (sizes.total > this.budget) for (const code of sizes.codes()) this.discard(code);
  }

  /** Lets go of all that belongs to a kernel. */
  private releaseKernel(kernel: Kernel): void {
    this.codes.delete(kernel);
    kernel.watcher = null;
  }

  private refresh(vm: Interpreter): void {
    this.hasDiscarded = false;
    if (this.wantedFloatFields.length > 0) this.makeFloatFields();
    const code = this.codes.get(vm.kernel);
    if (code === undefined) return;
    this.keepBudget(code);
    code.serve();
    if (code.hasStale) code.refresh();
  }

  heated(_vm: Interpreter, code: Method): void {
    this.compile(code);
  }

  interrupt(): void {
    this.machine.interrupt();
  }

  /** How much of JavaScript's stack compiled code may take before its frames go to the heap. */
  setStackBytes(bytes: number): void {
    this.machine.depthLimit = bytes / 64;
  }

  // --- Running ---

  run(vm: Interpreter, entry: Entry, stack: Value[], base: number, argc: number): Value | Switched {
    const { machine } = this;
    const { poll } = machine;
    poll[0] = vm.fuel;
    const receiver = stack[base];
    let result: unknown;
    switch (argc) {
      case 0:
        result = entry.call(receiver, 0);
        break;
      case 1:
        result = entry.call(receiver, 0, stack[base + 1]);
        break;
      case 2:
        result = entry.call(receiver, 0, stack[base + 1], stack[base + 2]);
        break;
      default:
        result = entry.call(receiver, 0, ...stack.slice(base + 1, base + 1 + argc));
    }
    vm.fuel = poll[0];
    return result === UNWINDING ? this.goOn(vm) : (result as Value);
  }

  runBlock(
    vm: Interpreter,
    block: SBlock,
    entry: Entry,
    args: readonly Value[],
    from: number,
  ): Value | Switched {
    const { machine } = this;
    const { poll } = machine;
    poll[0] = vm.fuel;
    let result: unknown;
    switch (block.code.numArgs) {
      case 0:
        result = entry.call(undefined, 0, block);
        break;
      case 1:
        result = entry.call(undefined, 0, block, args[from]);
        break;
      default:
        result = entry.call(undefined, 0, block, ...args.slice(from, from + block.code.numArgs));
    }
    vm.fuel = poll[0];
    return result === UNWINDING ? this.goOn(vm) : (result as Value);
  }

  runContinuation(vm: Interpreter, context: Context, entry: Entry): Value | Switched {
    const { machine } = this;
    const { poll } = machine;
    poll[0] = vm.fuel;
    const { pc, sp } = context;
    context.pc = runningPc;
    context.sp = 0;
    // It ends as a Context of the interpreter does: what it returns is returned from there.
    const result = entry.call(undefined, 0, context, pc, sp);
    vm.fuel = poll[0];
    if (result === UNWINDING) return this.goOn(vm);
    context.sp = sp;
    context.pc = pc;
    return result as Value;
  }

  /** Compiled code has unwound: its Contexts get their sender, and what it waits for is done. */
  private goOn(vm: Interpreter): Switched {
    const { machine } = this;
    let result: unknown = UNWINDING;
    while (result === UNWINDING) {
      if (machine.home !== null)
        throw new Error('A return from a block passed the frame that it returns from');
      this.link(vm);
      // What was discarded would be called again.
      if (this.hasDiscarded || this.wantedFloatFields.length > 0) this.refresh(vm);
      const { pending } = machine;
      machine.pending = null;
      if (pending === null) return SWITCHED;
      if ((pending.kind === 'activate' || pending.kind === 'invoke') && this.canRun(vm, pending.method)) {
        // On JavaScript's stack anew: it had become too deep.
        const { method, operands } = pending;
        machine.poll[0] = vm.fuel;
        const [receiver, ...args] = operands;
        result = method.compiled!.call(receiver, 0, ...args);
        vm.fuel = machine.poll[0];
        continue;
      }
      if (pending.kind === 'block' && vm.fuel > 0 && pending.block.code.compiled !== null && !vm.stepping) {
        machine.poll[0] = vm.fuel;
        result = pending.block.code.compiled.call(undefined, 0, pending.block, ...pending.args);
        vm.fuel = machine.poll[0];
        continue;
      }
      vm.entersCompiled = false;
      try {
        switch (pending.kind) {
          case 'invoke':
            result = vm.invoke(pending.method, pending.operands, 0, pending.operands.length - 1);
            break;
          case 'activate':
            vm.activate(pending.method, pending.operands, 0, pending.operands.length - 1);
            result = SWITCHED;
            break;
          case 'send':
            result = vm.send(pending.selector, pending.operands, 0, pending.operands.length - 1);
            break;
          case 'block':
            result = vm.runBlock(pending.block, pending.args, 0, pending.args.length);
            break;
          case 'return':
            vm.returnFromBlock(vm.context!, pending.value);
            result = SWITCHED;
            break;
        }
      } finally {
        vm.entersCompiled = true;
      }
    }
    if (result !== SWITCHED) {
      const context = vm.context!;
      context.stack[context.sp++] = result as Value;
    }
    return SWITCHED;
  }

  /** At its beginning a function was out of fuel or too deep, or a beat came. */
  private beginAnew(code: Method, depth: number, limit: number, operands: Value[]): unknown {
    const { machine } = this;
    const [first, ...args] = operands;
    const { compiled } = code;
    if (compiled !== null && !machine.mustUnwind(limit))
      return code.isBlock
        ? compiled.call(undefined, depth, ...operands)
        : compiled.call(first, depth, ...args);
    machine.pending = code.isBlock
      ? { kind: 'block', block: first as SBlock, args }
      : { kind: 'activate', method: code, operands };
    return UNWINDING;
  }

  private canRun(vm: Interpreter, method: Method): boolean {
    return vm.fuel > 0 && method.compiled !== null && !vm.stepping && vm.pendingResult === null;
  }

  private link(vm: Interpreter): void {
    const { machine } = this;
    machine.ensures = 0;
    if (machine.top === null) return;
    // A continuation's outermost Context is the one that it went on with.
    if (machine.last !== vm.context) machine.last!.sender = vm.context;
    vm.context = machine.top;
    machine.top = null;
    machine.last = null;
  }

  // --- Compiling ---

  private codeOf(kernel: Kernel): KernelCode {
    let code = this.codes.get(kernel);
    if (!code) {
      code = new KernelCode(
        kernel,
        this.machine,
        (method) => this.prepare(method),
        (of, selector) => this.discardDependents(of, selector),
        (of) => this.discardAllDependents(of),
        (method) => this.codeChanged(method),
        () => this.releaseKernel(kernel),
      );
      this.codes.set(kernel, code);
      kernel.watcher = code;
    }
    return code;
  }

  /** Its entry: compiled code, or what compiles it when it is called first. */
  private prepare(method: Method): Entry {
    if (method.entry !== null) return method.entry;
    const tier = this;
    const { machine } = this;
    const pend = function (this: unknown, _depth: number, ...args: unknown[]): unknown {
      machine.pending = { kind: 'invoke', method, operands: [this, ...args] as Value[] };
      return UNWINDING;
    };
    const { primitive } = method;
    if (!method.isBlock && !method.hasBreakpoints && valuePrimitives.has(primitive))
      return (method.entry = function (depth, ...args) {
        const entry = tier.entryOfBlock(this, args.length);
        return entry ? entry.call(undefined, depth, this, ...args) : pend.call(this, depth, ...args);
      });
    if (!method.isBlock && !method.hasBreakpoints && arrayPrimitives.has(primitive))
      return (method.entry = function (depth, array) {
        const { a } = array as Partial<SArray>;
        const entry = a === undefined ? null : tier.entryOfBlock(this, a.length);
        return entry ? entry.call(undefined, depth, this, ...a!) : pend.call(this, depth, array);
      });
    if (!this.mayCompile(method))
      return (method.entry =
        (method.hasBreakpoints ? null : this.directEntries.entryOf(method, pend)) ?? pend);
    method.entry = function (depth, ...args) {
      if (tier.isCold(method)) return pend.call(this, depth, ...args);
      const compiled = tier.compile(method);
      if (compiled !== null) return compiled.call(this, depth, ...args);
      if (method.compiled === null) tier.setEntry(method, pend);
      return pend.call(this, depth, ...args);
    };
    return method.entry;
  }

  /** What runs the block with so many arguments; null where that is the interpreter's. */
  private entryOfBlock(block: unknown, argc: number): Entry | null {
    const { code } = block as Partial<SBlock>;
    if (!(code instanceof Method) || code.numArgs !== argc) return null;
    const slot = blockSlot(code);
    if (slot === undefined) return code.compiled ?? this.compile(code);
    if (code[slot] === null) this.prepareBlock(code);
    return code[slot];
  }

  /** Whether the interpreter has to see it run first, to learn what it meets. */
  private isCold(method: Method): boolean {
    const { heat, sites } = instructionsOf(method);
    return (
      heat < Math.min(this.heatLimit - 1, this.warmth) &&
      sites.length > 0 &&
      method.primitiveFunction === null
    );
  }

  prepareBlock(code: Method): void {
    const slot = blockSlot(code);
    if (slot === undefined || code[slot] !== null) return;
    const tier = this;
    const { machine } = this;
    const pend: Entry = function (_depth, block, ...args) {
      machine.pending = { kind: 'block', block: block as SBlock, args: args as Value[] };
      return UNWINDING;
    };
    code[slot] = function (depth, ...args) {
      if (tier.isCold(code)) return pend.call(undefined, depth, ...args);
      const compiled = tier.compile(code);
      if (compiled !== null) return compiled.call(undefined, depth, ...args);
      if (code.compiled === null) code[slot] = pend;
      return pend.call(undefined, depth, ...args);
    };
  }

  private setEntry(method: Method, entry: Entry): void {
    method.entry = entry;
    this.codeOf(method.kernel).entryChanged(method);
  }

  private mayCompile(method: Method): boolean {
    if (this.uncompilable.has(method)) return false;
    if (method.primitiveFunction === null || method.isBlock) return true;
    return !method.hasBreakpoints && isPure(method);
  }

  mayInline(method: Method): boolean {
    return !method.hasBreakpoints && !this.uncompilable.has(method);
  }

  /** Compiles a method or block; null if it stays with the interpreter. */
  private compile(code: Method): Entry | null {
    if (code.compiled !== null) return code.compiled;
    if (!this.mayCompile(code)) return null;
    const compiled = this.make(code, null, code.isBlock ? 'block' : 'method');
    if (compiled === null) return null;
    code.compiled = compiled;
    if (code.isBlock) {
      const slot = blockSlot(code);
      if (slot !== undefined) code[slot] = compiled;
    } else this.setEntry(code, compiled);
    return compiled;
  }

  continuation(_vm: Interpreter, context: Context): Entry | undefined {
    const { method, pc, sp } = context;
    const instructions = instructionsOf(method);
    const known = instructions.continuations?.[pc];
    if (known) return known;
    if (this.uncompilable.has(method)) return undefined;
    if (instructions.continuations !== null && pc in instructions.continuations) return undefined;
    const values = this.untypedLoops.has(method) ? null : context.stack.slice(0, sp);
    const made = this.make(method, { pc, sp, values }, 'loop');
    instructions.continuations ??= [];
    instructions.continuations[pc] = made ?? undefined;
    return made ?? undefined;
  }

  private make(code: Method, loopHead: LoopHead | null, beginning: Beginning): Entry | null {
    try {
      if (code.body.hasHomeTemps) throw new NotCompilable('it runs on the temporaries of its home');
      const builder = new CodeBuilder(code.kernel, code, this, loopHead);
      const built = builder.build();
      const text = functionText(code, built, beginning, this.safepoints);
      if (text === undefined) throw new NotCompilable('its jumps have no structure');
      for (const selector of built.dependencies) {
        const { dependents } = this.codeOf(code.kernel);
        const known = dependents.get(selector);
        if (known) known.add(code);
        else dependents.set(selector, new Set([code]));
      }
      const factory = new Function('environment', 'constants', text) as (
        e: object,
        c: readonly unknown[],
      ) => Entry;
      this.codeOf(code.kernel).sizes.add(code, text.length);
      return factory(this.environment(code, built.sites), built.constants);
    } catch (error) {
      // Code of a damaged image can be anything: the interpreter finds out what is wrong with it, if it gets there.
      if (!(error instanceof NotCompilable) && this.throwsFaults) throw error;
      this.uncompilable.add(code);
      codeStatistics.noteRefused(code, (error as Error).message);
      return null;
    }
  }

  private environment(code: Method, sites: readonly SiteDescription[]): object {
    const { machine } = this;
    const { kernel } = code;
    const { known } = kernel;
    const newArray = constructorOf(known.Array);
    const newFloat = kernel.hasImmediateFloats()
      ? (v: number) => kernel.float(v)
      : constructorOf(known.BoxedFloat64);
    const primitive = code.primitiveFunction;
    return {
      U: UNWINDING,
      P: machine.poll,
      M: machine,
      N: kernel.nil,
      T: kernel.true_,
      F: kernel.false_,
      MAX: kernel.maxSmallInteger,
      AB: known.Array,
      SB8: known.ByteString,
      FAIL,
      SB: SBlock,
      X: (depth: number) => machine.mustUnwind(depth),
      CX: (c: Method, self: Value, block: SBlock | null) => machine.runningContext(c, self, block),
      NL: (block: SBlock, value: Value) => machine.returnFromBlock(block, value),
      SV: isSameValue,
      FL: newFloat,
      OF: (v: SFloat) => (v.h === ownedHash ? newFloat(v.v) : v),
      OW: (v: number) => {
        const float = newFloat(v);
        float.h = ownedHash;
        return float;
      },
      NA: newArray,
      CA: (string: SBytes, index: number) => {
        const byte = string.s !== null ? string.s.charCodeAt(index - 1) : string.b![index - 1];
        return byte >= 0 ? kernel.character(byte) : undefined;
      },
      SZ: (string: SBytes) => (string.s !== null ? string.s.length : string.b!.length),
      MOD: floorModulo,
      DIV: floorQuotient,
      SHIFT: shift,
      R: machine.saver(sites, (site) => this.refuted(code, site)),
      Q: (depth: number, limit: number, ...operands: Value[]) => this.beginAnew(code, depth, limit, operands),
      PR: (...operands: Value[]) => {
        const result = primitive!(machine.vm, operands, 0, code.numArgs);
        if (result !== FAIL || code.numArgs === 0 || !machine.vm.faultArguments(operands, 0, code.numArgs))
          return result;
        return primitive!(machine.vm, operands, 0, code.numArgs);
      },
    };
  }

  // --- Feedback ---

  get safepoints(): Safepoints {
    return this.machine.hasHeart ? listening : counting;
  }

  propertyOf(selector: string): string {
    return this.codeOf(this.compilingKernel).propertyOf(selector);
  }

  private get compilingKernel(): Kernel {
    return this.machine.vm.kernel;
  }

  elementModeAt({ original, sites }: Instructions, pc: number): ElementMode {
    const site = sites[original[pc] >> operandShift];
    if (site.metOthers || site.class0 !== null) return 'any';
    return site.metFloats ? 'string' : 'array';
  }

  modeAt({ original, sites }: Instructions, pc: number): ArithmeticMode {
    const site = sites[original[pc] >> operandShift];
    if (site.metOthers) return 'any';
    if (site.metFloats) return site.metMixed ? 'mixed' : 'float';
    if (site.class0?.format === 'float') return 'mixed';
    return site.class0 === null || site.class0 === this.compilingKernel.known.SmallInteger
      ? 'integer'
      : 'any';
  }

  superTarget(site: SendSite): EntryHolder {
    const above = site.superOf!.superclass;
    const entry = above === null ? null : above.lookup(site.selector);
    if (entry instanceof Method) {
      this.prepare(entry);
      return entry;
    }
    const { machine } = this;
    const tier = this;
    return {
      entry(this: unknown, depth: number, ...args: unknown[]) {
        const method = entry instanceof Trampoline ? resolveEntry(entry, machine.image) : null;
        if (method !== null) return tier.prepare(method).call(this, depth, ...args);
        machine.pending = { kind: 'send', selector: site.selector, operands: [this, ...args] as Value[] };
        return UNWINDING;
      },
    };
  }

  constructorOf(behavior: Behavior): unknown {
    return constructorOf(behavior);
  }

  lookup(behavior: Behavior, selector: string): ReturnType<Behavior['lookup']> {
    return behavior.lookup(selector);
  }

  // --- What does not hold any more ---

  /** An instruction met something that the code was not made for. */
  private refuted(code: Method, { assumption }: SiteDescription): void {
    if (assumption!.isEntry) {
      this.untypedLoops.add(code);
      this.discard(code);
      return;
    }
    if (assumption!.isUnmet) {
      codeStatistics.note(code, { kind: 'unmet' });
      this.discard(code);
      return;
    }
    const { sites, original } = instructionsOf(assumption!.code);
    const site = sites[original[assumption!.pc] >> operandShift];
    codeStatistics.noteRefuted(
      code,
      assumption!,
      this.machine.top,
      (v) => this.machine.vm.classOf(v).printName,
    );
    const count = (this.refutations.get(code) ?? 0) + 1;
    this.refutations.set(code, count);
    if (site.class0 !== null || site.metMixed || count > maxRefutations) site.metOthers = true;
    else if (site.metFloats) site.metMixed = true;
    else site.metFloats = true;
    this.discard(code);
  }

  private discardDependents({ dependents }: KernelCode, selector: string): void {
    const codes = dependents.get(selector);
    if (!codes) return;
    dependents.delete(selector);
    for (const code of codes) this.discard(code, { kind: 'redefined', selector });
  }

  private discardAllDependents(code: KernelCode): void {
    for (const selector of [...code.dependents.keys()]) this.discardDependents(code, selector);
  }

  /** A method or block itself is another now, or its breakpoints came or went. */
  private codeChanged(code: Method): void {
    this.uncompilable.delete(code);
    this.refutations.delete(code);
    this.discard(code, { kind: 'changed' });
    if (code.instructions) code.instructions.heat = 0;
    // A block's code may be part of what encloses it, and all of it of what its method was called by.
    for (let { outer } = code; outer !== null; outer = outer.outer) this.discard(outer, { kind: 'changed' });
    this.discardDependents(this.codeOf(code.kernel), code.home.selector);
    // Who may run it is decided anew, too.
    if (code.isBlock) this.renewBlock(code);
    else if (code.entry !== null) this.renewEntry(code);
  }

  /** Drops the compiled code; it is made again when it is called next. */
  discard(code: Method, why?: Discard): void {
    const { instructions } = code;
    if (why && (code.compiled !== null || instructions?.continuations)) codeStatistics.note(code, why);
    this.codes.get(code.kernel)?.sizes.forget(code);
    if (instructions) {
      instructions.continuations = null;
      if (code.compiled !== null) instructions.heat = 0;
    }
    if (code.compiled === null) return;
    code.compiled = null;
    if (code.isBlock) this.renewBlock(code);
    else this.renewEntry(code);
  }

  /** Lets go of all compiled code, which is made again where it is hot: a profiler sees inside code made after its start. */
  renewAll(): void {
    for (const code of codeStatistics.compiledCodes()) this.discard(code);
  }

  /** Why a method or block is not compiled however hot it is; undefined if it may be. */
  whyInterpreted(code: Method): string | undefined {
    if (this.uncompilable.has(code)) return codeStatistics.refusalOf(code) ?? 'it has no compiled form';
    if (this.mayCompile(code)) return undefined;
    if (code.hasBreakpoints) return 'its primitive waits behind breakpoints';
    return 'its primitive looks at Contexts or switches Processes';
  }

  private renewBlock(code: Method): void {
    const slot = blockSlot(code);
    if (slot === undefined || code[slot] === null) return;
    code[slot] = null;
    this.prepareBlock(code);
  }

  private renewEntry(code: Method): void {
    code.entry = null;
    this.setEntry(code, this.prepare(code));
    this.hasDiscarded = true;
  }
}

/** The function that makes instances: its first call defines it. */
function constructorOf(behavior: Behavior): Behavior['instantiate'] {
  behavior.instantiate(0);
  return behavior.instantiate;
}

/** Those that run a block with the message's arguments, where it takes as many. */
const valuePrimitives: ReadonlySet<number> = new Set([81, 201, 202, 203, 204, 205, 207, 209, 221, 222]);
/** Those that run it with the elements of an Array. */
const arrayPrimitives: ReadonlySet<number> = new Set([82, 206, 208]);

type BlockSlot = 'entry0' | 'entry1' | 'entry2' | 'entry3' | 'entry4';
const blockSlots: readonly BlockSlot[] = ['entry0', 'entry1', 'entry2', 'entry3', 'entry4'];

function blockSlot(code: Method): BlockSlot | undefined {
  return blockSlots[code.numArgs];
}

function isSameValue(x: unknown, y: unknown): boolean {
  if (x === y) return true;
  const a = (x as SFloat).v as number | undefined;
  return a !== undefined && Object.is(a, (y as SFloat).v) && !Number.isNaN(a);
}

/** NaN where the interpreter has to do it. */
function shift(x: number, y: number): number {
  if (y <= -32 || y >= 31) return NaN;
  if (y < 0) return (x | 0) === x ? x >> -y : NaN;
  const shifted = x * (1 << y);
  return shifted <= Number.MAX_SAFE_INTEGER && shifted >= -Number.MAX_SAFE_INTEGER ? shifted : NaN;
}

/** The thread's. */
export const compiledTier = new CompiledTier();
