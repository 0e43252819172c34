// What the interpreter asks of the layers above it, and what it answers to them.
import type { Behavior } from '../object-memory/behavior';
import type { Context } from '../object-memory/context';
import type { SObject, Value } from '../object-memory/objects';
import type { Fail, Switched } from '../primitives/primitive';
import type { Interpreter } from './interpreter';

/** Why `run` returned. The state is in the image's objects in every case. */
export type RunResult =
  { readonly kind: 'idle' } | { readonly kind: 'preempted' } | { readonly kind: 'yielded' } | StopResult;

/** A stop for the debugger: data, never a callback into it. */
export interface StopResult {
  readonly kind: 'stopped';
  readonly reason: 'breakpoint' | 'step' | 'pause' | 'exception' | 'halt' | 'entry' | 'message';
  readonly context: Context;
  /** Breakpoints that caused it. */
  readonly breakpointIds?: readonly number[];
  /** The Smalltalk exception, where one stopped it. */
  readonly exception?: SObject;
  readonly text?: string;
}

/** Decides at patched instructions whether to stop; null goes on. */
export interface DebugHook {
  atBreak(vm: Interpreter, context: Context): StopResult | null;
  atStep(vm: Interpreter, context: Context): StopResult | null;
}

/** Looks on while a profile is taken. */
export interface TurnObserver {
  /** How much of a turn's fuel is to be given at once. */
  portion(fuel: number): number;
  /** A turn begins or ends; the active Process, if there is one, stands at `vm.context`. */
  atTurn(vm: Interpreter): void;
}

export interface InterpreterHost {
  /**
   * The absence trap: `behavior` has no method for `selector`. FAIL if the receiver is not absent; SWITCHED if its
   * Process waits; a value if the answer is at hand.
   */
  absent(
    vm: Interpreter,
    selector: string,
    stack: Value[],
    base: number,
    argc: number,
    behavior: Behavior,
  ): Value | Switched | Fail;
  /** The class that a purged object has when it is resident; undefined if `o` is not a purged object. */
  classOfAbsent(o: SObject): Behavior | undefined;
  /** Loads a purged object in place; false if `o` is not one. Throws if its contents can't be had. */
  fault(o: SObject): boolean;
  /** A `^` whose home Context is not below `ctx` in its Process; true if the host took it over. */
  returnElsewhere(vm: Interpreter, ctx: Context, home: Context, value: Value): boolean;
  /** The bottom Context of `process` returned `value`. */
  processEnded(vm: Interpreter, process: SObject, value: Value): void;
}
