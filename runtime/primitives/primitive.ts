// The calling convention of primitives. A primitive that fails has changed nothing: the method's body then runs.
import type { Interpreter } from '../interpreter/interpreter';
import type { Value } from '../object-memory/objects';

/** Answered by a primitive that can't do its work; see Blue Book ch. 29 (primitiveFail). */
export const FAIL = Symbol('primitive failure');
/** Answered by a primitive that has switched Context or Process itself and left no value to push. */
export const SWITCHED = Symbol('context switched');

export type Fail = typeof FAIL;
export type Switched = typeof SWITCHED;

/** Receiver at `stack[rcvr]`, arguments above it. Neither is popped: the interpreter does that on success. */
export type Primitive = (
  vm: Interpreter,
  stack: Value[],
  rcvr: number,
  argc: number,
) => Value | Fail | Switched;

/** Primitives that belong together, by Squeak's number and by `module.name`. */
export interface PrimitiveFamily {
  readonly numbered?: Readonly<Record<number, Primitive>>;
  readonly named?: Readonly<Record<string, Primitive>>;
}
