// What stands where in the class objects of unmodified images.
import { textIfString } from '../object-memory/literals';
import type { Fields, SArray, SClass, Value } from '../object-memory/objects';

/** Fields of class objects, the same in all Squeaks, Pharo and Cuis; tiny images have fewer. */
export const enum ClassField {
  InstanceVariables = 3,
  ClassPool = 7,
  SharedPools = 8,
}

/** The names of the instance variables that a class declares itself; those of tiny images are not known. */
export function instanceVariableNamesOf(classObject: SClass): string[] {
  const names = (classObject as unknown as Fields)[`f${ClassField.InstanceVariables}`] as Value | undefined;
  if (typeof names !== 'object') return [];
  const array = (names as Partial<SArray>).a;
  if (!Array.isArray(array)) return [];
  return array.map((name) => textIfString(name)).filter((name) => name !== undefined);
}
