// What the interpreter and earlier compiled code have learnt about a method, and what the code that is made of it needs
// to be there.
import type { Instructions } from '../bytecodes/instructions';
import type { SendSite } from '../bytecodes/sendSite';
import type { Behavior, MethodEntry } from '../object-memory/behavior';
import type { Method } from '../object-memory/method';
import type { Safepoints } from './safepoints';

/** What an arithmetic instruction is expected to meet: Integers, Floats, both together, or anything. */
export type ArithmeticMode = 'integer' | 'float' | 'mixed' | 'any';

/** What an access to elements is expected to meet. */
export type ElementMode = 'array' | 'string' | 'any';

/** Something that has an entry to call: a method, or what stands for one that images disagree about. */
export interface EntryHolder {
  readonly entry: unknown;
}

export interface Feedback {
  readonly safepoints: Safepoints;
  modeAt(instructions: Instructions, pc: number): ArithmeticMode;
  elementModeAt(instructions: Instructions, pc: number): ElementMode;
  /** The property by which compiled code calls methods of that selector. */
  propertyOf(selector: string): string;
  superTarget(site: SendSite): EntryHolder;
  /** Compiled code is about to make blocks of that code. */
  prepareBlock(code: Method): void;
  /** Floats are stored into the field: it could have one of its own. */
  wantFloatField(definer: Behavior, index: number): void;
  /** The function that makes instances. */
  constructorOf(behavior: Behavior): unknown;
  lookup(behavior: Behavior, selector: string): MethodEntry | null;
  /** Whether its code may run in place of a send. */
  mayInline(method: Method): boolean;
}
