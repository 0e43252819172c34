// Breakpoints in code: which instructions are replaced by Break, and for whom. The only place that patches.
import { instructionsOf } from '../bytecodes/decoder';
import { fuse, unfuse } from '../bytecodes/fusion';
import { Op } from '../bytecodes/instructions';
import type { Context } from '../object-memory/context';
import type { Method } from '../object-memory/method';
import type { ObjectMemory } from '../object-memory/objectMemory';
import type { Breakpoint } from './breakpoint';

interface Patch {
  readonly breakpoints: Set<Breakpoint>;
  /** Contexts in which a step waits to go on. */
  readonly contexts: Set<Context>;
}

export class CodePatches {
  private readonly byMethod = new Map<Method, Map<number, Patch>>();

  private patch(method: Method, index: number): Patch {
    let patches = this.byMethod.get(method);
    if (!patches) {
      this.byMethod.set(method, (patches = new Map()));
      unfuse(instructionsOf(method));
    }
    let patch = patches.get(index);
    if (!patch) {
      patches.set(index, (patch = { breakpoints: new Set(), contexts: new Set() }));
      const { code } = instructionsOf(method);
      code[index] = (code[index] & ~0xff) | Op.Break;
    }
    return patch;
  }

  private removeIfEmpty(method: Method, index: number): void {
    const patches = this.byMethod.get(method);
    const patch = patches?.get(index);
    if (!patches || !patch || patch.breakpoints.size > 0 || patch.contexts.size > 0) return;
    patches.delete(index);
    const instructions = instructionsOf(method);
    instructions.code[index] = instructions.original[index];
    if (patches.size > 0) return;
    this.byMethod.delete(method);
    fuse(instructions);
  }

  add(method: Method, index: number, breakpoint: Breakpoint): void {
    this.patch(method, index).breakpoints.add(breakpoint);
  }

  /** Takes the breakpoint out of all code. */
  remove(breakpoint: Breakpoint): void {
    for (const [method, patches] of [...this.byMethod])
      for (const [index, patch] of [...patches])
        if (patch.breakpoints.delete(breakpoint)) this.removeIfEmpty(method, index);
  }

  /** Stops `context` when it goes on, or when it comes to the instruction `index`. */
  watch(context: Context, index = context.pc): void {
    if (!context.isDead) this.patch(context.method, index).contexts.add(context);
  }

  unwatch(contexts: Iterable<Context>): void {
    const gone = new Set(contexts);
    for (const [method, patches] of [...this.byMethod])
      for (const [index, patch] of [...patches]) {
        let changed = false;
        for (const context of patch.contexts)
          if (gone.has(context)) changed = patch.contexts.delete(context) || changed;
        if (changed) this.removeIfEmpty(method, index);
      }
  }

  isWatched(context: Context): boolean {
    return this.byMethod.get(context.method)?.get(context.pc)?.contexts.has(context) ?? false;
  }

  /** Breakpoints where `context` stands that are meant for `image`. */
  breakpointsAt(context: Context, image: ObjectMemory): readonly Breakpoint[] {
    const { method } = context;
    if (method.image !== null && method.image !== image) return [];
    return [...(this.byMethod.get(method)?.get(context.pc)?.breakpoints ?? [])];
  }
}
