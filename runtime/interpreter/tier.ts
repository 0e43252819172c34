// What the interpreter asks of a faster tier, if there is one.
import type { Context } from '../object-memory/context';
import type { Entry, Method, SBlock } from '../object-memory/method';
import type { Value } from '../object-memory/objects';
import type { Switched } from '../primitives/primitive';
import type { Interpreter } from './interpreter';

export interface Tier {
  /** Activations in the interpreter before a method is worth to be looked at. */
  readonly heatLimit: number;
  /** Rounds of loops in the interpreter, less one, before compiled code is looked for: a power of two less one. */
  readonly loopHeatMask: number;
  /** A turn begins. */
  serve(vm: Interpreter): void;
  /** A method or block was activated so often. */
  heated(vm: Interpreter, code: Method): void;
  /** Compiled code that runs stops at its next safepoint. */
  interrupt(): void;
  /** Runs compiled code; its operands have left the running Context's stack. */
  run(vm: Interpreter, entry: Entry, stack: Value[], base: number, argc: number): Value | Switched;
  runBlock(
    vm: Interpreter,
    block: SBlock,
    entry: Entry,
    args: readonly Value[],
    from: number,
  ): Value | Switched;
  /** Code that goes on at the loop's head where `context` stands; undefined if it stays with the interpreter. */
  continuation(vm: Interpreter, context: Context): Entry | undefined;
  /** Runs the rest of the running Context's code, and answers what that returns. */
  runContinuation(vm: Interpreter, context: Context, entry: Entry): Value | Switched;
}
