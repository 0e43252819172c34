// Breakpoints in code: which instructions are replaced by Break, and for whom. The only place that patches.
import { instructionsOf } from '../bytecodes/decoder';
import { fuse, unfuse } from '../bytecodes/fusion';
import { Op, Quick } from '../bytecodes/instructions';
import type { Interpreter } from '../interpreter/interpreter';
import type { Context } from '../object-memory/context';
import type { Method } from '../object-memory/method';
import type { ObjectMemory } from '../object-memory/objectMemory';
import { FAIL, SWITCHED, type Primitive } from '../primitives/primitive';
import type { Breakpoint } from './breakpoint';

interface Patch {
  readonly breakpoints: Set<Breakpoint>;
  /** Contexts in which a step waits to go on. */
  readonly contexts: Set<Context>;
}

/** What a patched method was before: it is activated now, though it only answers a field or has a primitive. */
interface PatchedMethod {
  readonly at: Map<number, Patch>;
  readonly quick: Quick;
}

/** A primitive that waits behind its method's breakpoints. */
interface HeldPrimitive {
  readonly primitive: Primitive;
  readonly breakpoints: Set<Breakpoint>;
  /** Activations that have stopped before it: it is theirs still when the breakpoints are gone. */
  readonly waiting: Set<Context>;
}

const failing: Primitive = () => FAIL;

export class CodePatches {
  private readonly byMethod = new Map<Method, PatchedMethod>();
  private readonly heldPrimitives = new Map<Method, HeldPrimitive>();

  private patch(method: Method, index: number): Patch {
    let patches = this.byMethod.get(method);
    const instructions = instructionsOf(method);
    if (!patches) {
      this.byMethod.set(method, (patches = { at: new Map(), quick: instructions.quick }));
      unfuse(instructions);
      instructions.quick = Quick.No;
      method.hasBreakpoints = true;
    }
    let patch = patches.at.get(index);
    if (!patch) {
      patches.at.set(index, (patch = { breakpoints: new Set(), contexts: new Set() }));
      const { code } = instructions;
      code[index] = (code[index] & ~0xff) | Op.Break;
      method.kernel.watcher?.codeChanged(method);
    }
    return patch;
  }

  private removeIfEmpty(method: Method, index: number): void {
    const patches = this.byMethod.get(method);
    const patch = patches?.at.get(index);
    if (!patches || !patch || patch.breakpoints.size > 0 || patch.contexts.size > 0) return;
    patches.at.delete(index);
    const instructions = instructionsOf(method);
    instructions.code[index] = instructions.original[index];
    if (patches.at.size === 0) {
      this.byMethod.delete(method);
      instructions.quick = patches.quick;
      fuse(instructions);
      method.hasBreakpoints = false;
    }
    method.kernel.watcher?.codeChanged(method);
  }

  add(method: Method, index: number, breakpoint: Breakpoint): void {
    for (const code of method.codes) this.patch(code, index).breakpoints.add(breakpoint);
  }

  /** Where every activation of the method comes by, before its primitive is tried. */
  addAtEntry(method: Method, breakpoint: Breakpoint): void {
    this.add(method, entryIndex(method), breakpoint);
    const held = this.heldPrimitives.get(method);
    if (held) held.breakpoints.add(breakpoint);
    else if (method.primitiveFunction) {
      const primitive = method.primitiveFunction;
      this.heldPrimitives.set(method, {
        primitive,
        breakpoints: new Set([breakpoint]),
        waiting: new Set(),
      });
      method.primitiveFunction = failing;
    }
  }

  /** Takes the breakpoint out of all code. */
  remove(breakpoint: Breakpoint): void {
    for (const [method, patches] of [...this.byMethod])
      for (const [index, patch] of [...patches.at])
        if (patch.breakpoints.delete(breakpoint)) this.removeIfEmpty(method, index);
    for (const [method, { breakpoints, waiting }] of [...this.heldPrimitives]) {
      if (!breakpoints.delete(breakpoint)) continue;
      const ended = [...waiting].filter((context) => context.isDead);
      for (const context of ended) waiting.delete(context);
      this.unwatch(ended);
      this.releasePrimitive(method);
    }
  }

  /** Gives the method its primitive back unless somebody waits before it. */
  private releasePrimitive(method: Method): void {
    const { primitive, breakpoints, waiting } = this.heldPrimitives.get(method)!;
    if (breakpoints.size > 0 || waiting.size > 0) return;
    this.heldPrimitives.delete(method);
    method.primitiveFunction = primitive;
    method.kernel.watcher?.codeChanged(method);
  }

  /** The activation has stopped where it stands: a primitive that it has not tried yet waits for it. */
  holdPrimitive(context: Context): void {
    const held = this.heldPrimitives.get(context.method);
    if (!held || context.pc !== entryIndex(context.method)) return;
    held.waiting.add(context);
    this.watch(context);
  }

  /**
   * Runs the primitive that waits behind the breakpoints where `context` stands, if one does: where it succeeds the
   * activation ends with its answer, else the method's body runs, as it would without breakpoints.
   */
  runHeldPrimitive(vm: Interpreter, context: Context): void {
    const { method } = context;
    const held = this.heldPrimitives.get(method);
    if (!held || context.pc !== entryIndex(method) || context.sender === null) return;
    if (held.waiting.delete(context)) {
      this.unwatch([context]);
      this.releasePrimitive(method);
    }
    const operands = [context.receiver, ...context.stack.slice(0, method.numArgs)];
    vm.context = context.sender;
    const answer = held.primitive(vm, operands, 0, method.numArgs);
    if (answer === FAIL) vm.context = context;
    else if (answer === SWITCHED) context.markDead();
    else vm.returnTo(context.sender, answer, context);
  }

  /** Stops `context` when it goes on, or when it comes to the instruction `index`. */
  watch(context: Context, index = context.pc): void {
    if (!context.isDead) this.patch(context.method, index).contexts.add(context);
  }

  unwatch(contexts: Iterable<Context>): void {
    const gone = new Set(contexts);
    for (const [method, patches] of [...this.byMethod])
      for (const [index, patch] of [...patches.at]) {
        let changed = false;
        for (const context of patch.contexts)
          if (gone.has(context)) changed = patch.contexts.delete(context) || changed;
        if (changed) this.removeIfEmpty(method, index);
      }
  }

  isWatched(context: Context): boolean {
    return this.byMethod.get(context.method)?.at.get(context.pc)?.contexts.has(context) ?? false;
  }

  /** Breakpoints where `context` stands that are meant for `image`. */
  breakpointsAt(context: Context, image: ObjectMemory): readonly Breakpoint[] {
    const { method } = context;
    if (method.image !== null && method.image !== image) return [];
    const here = [...(this.byMethod.get(method)?.at.get(context.pc)?.breakpoints ?? [])];
    return here.filter(({ onlyIn }) => onlyIn === null || onlyIn === image);
  }
}

/** The first instruction that an activation runs: one that takes its primitive's error code starts behind that. */
function entryIndex(method: Method): number {
  return method.primitiveFunction !== null && instructionsOf(method).errorCodeTemp >= 0 ? 2 : 0;
}
