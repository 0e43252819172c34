// Where compiled code can stop, and what the Contexts look like then: made with the code, read when it unwinds.
import type { Method } from '../object-memory/method';

/**
 * How a slot's value comes: as itself, as a Float's number, as such a number or nil, not at all (it is nil), or as a block
 * not yet made.
 */
export type SlotSource = 'value' | 'double' | 'loose' | 'nil' | { readonly closure: number };

export interface FrameDescription {
  readonly code: Method;
  readonly receiver: SlotSource;
  /** The instruction to go on with. */
  readonly pc: number;
  readonly slots: readonly SlotSource[];
  /** Its Context may exist already, and comes along. */
  readonly hasContext: boolean;
  /** The block it runs: one that comes along, or one not yet made. Null in a method's frame. */
  readonly closure: 'value' | { readonly closure: number } | null;
}

export interface ClosureDescription {
  readonly code: Method;
  readonly receiver: SlotSource;
  /** Place of its frame among the site's; -1 where the block does not know it. */
  readonly frame: number;
  readonly copied: readonly SlotSource[];
}

/** Values come frame by frame from the outermost: receiver, Context, block, slots; then the closures': receiver, copied. */
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
