// Where compiled code can stop, and what the Contexts look like then: made with the code, read when it unwinds.
import type { Method } from '../object-memory/method';

/**
 * Where a slot's value comes from: the argument of that number, which is a value, a Float's number, or such a number or
 * nil; the code itself, because it never changes; a global; or a block not yet made.
 */
export type SlotSource =
  | { readonly kind: 'value' | 'double' | 'loose'; readonly index: number }
  | { readonly kind: 'constant'; readonly value: unknown }
  | { readonly kind: 'global'; readonly index: number }
  | ClosureSource;

export interface ClosureSource {
  readonly kind: 'closure';
  /** Its place among the site's closures. */
  readonly closure: number;
}

export interface FrameDescription {
  readonly code: Method;
  readonly receiver: SlotSource;
  /** The instruction to go on with. */
  readonly pc: number;
  readonly slots: readonly SlotSource[];
  /** Its Context may exist already, and is the argument of that number; -1 if it can't. */
  readonly context: number;
  /** The block it runs; null in a method's frame. */
  readonly block: SlotSource | null;
}

export interface ClosureDescription {
  readonly code: Method;
  readonly receiver: SlotSource;
  /** Place of its frame among the site's; -1 where the block does not know it. */
  readonly frame: number;
  readonly copied: readonly SlotSource[];
}

/** Frames from the outermost. */
export interface SiteDescription {
  readonly frames: readonly FrameDescription[];
  readonly closures: readonly ClosureDescription[];
  /** Set where the code expected something else: what the instruction did not get. */
  readonly assumption: Assumption | null;
}

/** What was taken for granted of an instruction, and can be held against it. */
export interface Assumption {
  readonly code: Method;
  readonly pc: number;
  /** The kinds of a Context's values, where code goes on with it. */
  readonly isEntry?: boolean;
  /** Nothing: it was seldom to come here. */
  readonly isUnmet?: boolean;
}
