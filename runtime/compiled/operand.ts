// What the compiler knows of a value while it writes code: how to name it in JavaScript, in which form it is there, and
// what it can be.
import type { Behavior } from '../object-memory/behavior';
import type { ClosureOperand } from './closureOperand';

/**
 * How a value is held: as a Smalltalk value, as a JavaScript number for a Float, as such a number or nil, or as a
 * JavaScript condition.
 */
export type Form = 'tagged' | 'double' | 'loose' | 'condition';

/** `integer` is a JavaScript number; `float` a Float in either form; a Behavior: exactly of that class. */
export type Kind = 'any' | 'integer' | 'float' | 'floatOrNil' | 'boolean' | 'nil' | Behavior;

export interface Operand {
  readonly js: string;
  readonly form: Form;
  readonly kind: Kind;
  /** The variable that it reads; null if its text means the same value wherever it stands. */
  readonly variable: string | null;
  /** It reads memory that sends and stores may change. */
  readonly readsHeap: boolean;
  /** The object of a literal that is held as its number. */
  readonly literal?: string;
  /** The global slot that it reads. */
  readonly global?: number;
  /** A Float there may belong to the field that it was read from: everybody else gets a copy. */
  readonly isOwned?: boolean;
  /** An object that was made just now: its fields hold nothing yet. A hint, no promise. */
  readonly isNew?: boolean;
  /** A block that was not made yet: it only will be if somebody needs it as an object. */
  readonly closure?: ClosureOperand;
}

/** A text that means one value in all of the function. */
export function constant(js: string, kind: Kind = 'any'): Operand {
  return { js, form: 'tagged', kind, variable: null, readsHeap: false };
}

export function variable(js: string, kind: Kind = 'any', form: Form = 'tagged'): Operand {
  return { js, form, kind, variable: js, readsHeap: false };
}

/** Read when it is used, and at the latest before memory changes. */
export function heapRead(js: string, reads: string | null): Operand {
  return { js, form: 'tagged', kind: 'any', variable: reads, readsHeap: true };
}

/** Whether its text may stand more than once. */
export function isSimple(operand: Operand): boolean {
  return (
    !operand.readsHeap && operand.form !== 'condition' && operand.closure === undefined && !operand.isOwned
  );
}

/** What both can be. */
export function commonKind(a: Kind, b: Kind): Kind {
  if (a === b) return a;
  return isFloatOrNil(a) && isFloatOrNil(b) ? 'floatOrNil' : 'any';
}

export function isFloatOrNil(kind: Kind): boolean {
  return kind === 'float' || kind === 'nil' || kind === 'floatOrNil';
}

/** Its text where a point follows. */
export function dotted({ js }: Operand): string {
  return /^[0-9]/.test(js) ? `(${js})` : js;
}

/** Means one value wherever it stands. */
export function isConstant(operand: Operand): boolean {
  return operand.variable === null && !operand.readsHeap && operand.form === 'tagged' && !operand.closure;
}
