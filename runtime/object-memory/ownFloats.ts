// Floats that one field of one object has for itself: compiled code stores the next number into them in place. What
// reads such a field takes a copy; the fields are known by their class, so that other code need not ask.
import type { Behavior } from './behavior';
import type { Kernel } from './kernel';
import type { SFloat, Value } from './objects';

/** In place of a hash: the Float belongs to the field that it stands in. The same hidden class as of all Floats. */
export const ownedHash = -1;

/** The class that has brought in the field at `index`. */
export function definerOf(behavior: Behavior, index: number): Behavior {
  let definer = behavior;
  while (definer.superclass !== null && definer.superclass.fieldCount > index) definer = definer.superclass;
  return definer;
}

/** Whether a Float in that field of an instance may be the field's own. */
export function isFloatField(behavior: Behavior, index: number): boolean {
  return definerOf(behavior, index).floatFields?.has(index) === true;
}

/** What stood in such a field, as a value for everybody. */
export function released(kernel: Kernel, v: Value): Value {
  return typeof v === 'object' && v.h === ownedHash ? kernel.float((v as SFloat).v) : v;
}
