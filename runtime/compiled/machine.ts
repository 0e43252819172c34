// The state that all compiled code of a worker shares, and what it calls in it.
import { instructionsOf } from '../bytecodes/decoder';
import { Context, newStack } from '../object-memory/context';
import type { Method } from '../object-memory/method';
import { SBlock } from '../object-memory/method';
import type { Interpreter } from '../interpreter/interpreter';
import type { ObjectMemory } from '../object-memory/objectMemory';
import { released } from '../object-memory/ownFloats';
import type { SObject, Value } from '../object-memory/objects';
import type { Heart } from './heart';
import type { SiteDescription, SlotSource } from './siteDescription';

/** What a compiled function answers when it did not return: its frames are in Contexts, or a `^` is on its way. */
export const UNWINDING = { isUnwinding: true } as const;

/** Program counter of a Context whose code runs as a compiled function: its state is not in it. */
export const runningPc = 0x3fffffff;

/** What is to be done in the interpreter once all frames are Contexts. */
export type Pending =
  /** Run the method, its primitive first. */
  | { readonly kind: 'invoke'; readonly method: Method; readonly operands: Value[] }
  /** Run the method's code: its primitive has failed, or it has none. */
  | { readonly kind: 'activate'; readonly method: Method; readonly operands: Value[] }
  | { readonly kind: 'send'; readonly selector: string; readonly operands: Value[] }
  | { readonly kind: 'block'; readonly block: SBlock; readonly args: readonly Value[] }
  | { readonly kind: 'return'; readonly value: Value };

const noStack: Value[] = [];

export class Machine {
  /**
   * Fuel; the depth that the stack of JavaScript may have, in units of 64 bytes; negative if loops are to look up. The
   * limit is negative if all calls are to.
   */
  poll: Int32Array = new Int32Array([0, 6000, 0]);
  private heart: Heart | null = null;
  private deepest = 6000;
  image!: ObjectMemory;
  slots!: (Value | undefined)[];
  /** Innermost and outermost Context of those made since unwinding began. */
  top: Context | null = null;
  last: Context | null = null;
  pending: Pending | null = null;
  /** Where a `^` on its way goes, and with what. */
  home: Context | null = null;
  private value: Value = 0;
  /** Frames of `ensure:` and `ifCurtailed:` among the running ones. */
  ensures = 0;

  vm!: Interpreter;

  /** From now on compiled code runs on behalf of `vm`, for the image whose turn it is. */
  serve(vm: Interpreter): void {
    this.vm = vm;
    this.poll[1] = this.deepest;
    this.poll[2] = 0;
    this.heart?.keepBeating();
    this.image = vm.image;
    this.slots = vm.image.slots;
    // A fault of the VM may have ended the last turn anywhere.
    this.top = null;
    this.last = null;
    this.pending = null;
    this.home = null;
    this.ensures = 0;
  }

  /** From now on calls need not count: the heart stops them. While no compiled code runs, and before any is made. */
  follow(heart: Heart): void {
    this.heart = heart;
    this.poll = heart.poll;
    this.depthLimit = this.deepest;
  }

  /** Whether code that is made now is told when time has passed. */
  get hasHeart(): boolean {
    return this.heart?.isBeating === true;
  }

  get depthLimit(): number {
    return this.deepest;
  }

  set depthLimit(units: number) {
    this.deepest = units;
    this.poll[1] = units;
  }

  /** Compiled code stops at its next safepoint. */
  interrupt(): void {
    this.poll[0] = 0;
    this.poll[1] = -1;
    this.poll[2] = -1;
  }

  get activeProcess(): Value {
    return this.vm.scheduler.active;
  }

  classObjectOf(v: Value): Value {
    return this.vm.classObjectOf(v);
  }

  /** At a safepoint out of fuel, too deep or after a beat: whether to unwind. */
  mustUnwind(depth: number): boolean {
    this.poll[1] = this.deepest;
    this.poll[2] = 0;
    if (depth > this.deepest || this.vm.pendingResult !== null) return true;
    const fuel = this.vm.refuel();
    this.poll[0] = fuel;
    if (fuel <= 0) return true;
    this.heart?.keepBeating();
    return false;
  }

  /** A Context for a frame that goes on running as a compiled function. */
  runningContext(code: Method, receiver: Value, block: SBlock | null): Context {
    const context = new Context(null, code, receiver, block, noStack);
    context.pc = runningPc;
    context.sp = this.ensures;
    return context;
  }

  /** Begins a `^` from the block; false if that is not among running frames: the interpreter does it then. */
  returnFromBlock(block: SBlock, value: Value): boolean {
    let home = block.outerContext as Context;
    while (home.closure !== null) home = home.closure.outerContext as Context;
    if (home.pc === runningPc && home.sp === this.ensures) {
      this.home = home;
      this.value = value;
      return true;
    }
    this.pending = { kind: 'return', value };
    return false;
  }

  /** The function that saves the frames of a code's sites. */
  saver(sites: readonly SiteDescription[], onRefuted: (site: SiteDescription) => void) {
    return (id: number, ...values: unknown[]): unknown => {
      const site = sites[id];
      if (this.home !== null) return this.passReturn(site, values);
      new Saver(this, site, values).save();
      // The operands are on top of the innermost Context now.
      if (site.assumption !== null) onRefuted(site);
      return UNWINDING;
    };
  }

  /** A `^` passes a function: it ends here if this is its home. */
  private passReturn({ frames }: SiteDescription, values: unknown[]): unknown {
    const [{ context: index }] = frames;
    const context = index < 0 ? null : (values[index] as Context | null);
    if (context === null) return UNWINDING;
    // Dead, unless it goes on in the interpreter to end there. Nobody may return to those in between either.
    context.pc = -1;
    if (context !== this.home) return UNWINDING;
    this.home = null;
    return this.value;
  }
}

/** Makes the Contexts of one site. */
class Saver {
  private readonly contexts: Context[] = [];
  private readonly closures: (SBlock | undefined)[];

  constructor(
    private readonly machine: Machine,
    private readonly site: SiteDescription,
    private readonly values: unknown[],
  ) {
    this.closures = new Array<SBlock | undefined>(site.closures.length);
  }

  save(): void {
    const { machine, site } = this;
    const { nil } = machine.image.kernel;
    const slots: unknown[][] = [];
    const receivers: unknown[] = [];
    const blocks: unknown[] = [];
    // First what is there, then what refers to it.
    for (const frame of site.frames) {
      const receiver = this.take(frame.receiver);
      const existing = frame.context < 0 ? null : (this.values[frame.context] as Context | null);
      const block = frame.block === null ? null : this.take(frame.block);
      const context = existing ?? new Context(null, frame.code, nil, null, noStack);
      this.contexts.push(context);
      receivers.push(receiver);
      blocks.push(block);
      slots.push(frame.slots.map((source) => this.take(source)));
    }
    const described = site.closures.map(({ receiver, copied }) => ({
      receiver: this.take(receiver),
      copied: copied.map((source) => this.take(source)),
    }));
    described.forEach(({ receiver, copied }, i) => {
      const { code, frame } = site.closures[i];
      const outer: SObject = frame < 0 ? nil : this.contexts[frame];
      this.closures[i] = new SBlock(code, outer, receiver as Value, copied as Value[]);
    });
    // A block that another has copied is there only now.
    described.forEach(({ copied }, i) => {
      const block = this.closures[i]! as { receiver: Value; copied: Value[] };
      block.copied.splice(0, copied.length, ...copied.map((value) => this.settled(value)));
      block.receiver = this.settled(described[i].receiver);
    });
    site.frames.forEach((frame, i) => {
      const context = this.contexts[i];
      context.receiver = this.settled(receivers[i]);
      if (frame.block !== null) context.closure = this.settled(blocks[i]) as SBlock;
      context.pc = frame.pc;
      context.sp = slots[i].length;
      const stack = newStack(instructionsOf(frame.code).frameSize, nil);
      for (let n = 0; n < context.sp; n++) stack[n] = this.settled(slots[i][n]);
      context.stack = stack;
      if (i > 0) context.sender = this.contexts[i - 1];
    });
    const top = this.contexts[this.contexts.length - 1];
    if (machine.top === null) machine.top = top;
    else machine.last!.sender = top;
    machine.last = this.contexts[0];
  }

  private take(source: SlotSource): unknown {
    const { image, slots } = this.machine;
    switch (source.kind) {
      case 'constant':
        return source.value;
      case 'double':
        return image.kernel.float(this.values[source.index] as number);
      case 'loose': {
        const value = this.values[source.index] as Value;
        return typeof value === 'number' ? image.kernel.float(value) : value;
      }
      case 'value':
        return released(image.kernel, this.values[source.index] as Value);
      case 'global':
        return slots[source.index] ?? image.materialise(source.index);
      case 'closure':
        return source;
    }
  }

  /** A block stands in for its description. */
  private settled(value: unknown): Value {
    const index = (value as { closure?: number }).closure;
    return typeof index === 'number' ? this.closures[index]! : (value as Value);
  }
}
