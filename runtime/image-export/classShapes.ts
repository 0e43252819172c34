// How the classes of our own kernel look in an image file: what their instances have beside what they declare, and the
// places of the class table at which virtual machines look for some (SpurMemoryManager's compact class indices).
import type { Behavior } from '../object-memory/behavior';
import type { Format } from '../object-memory/objects';
import { Spur } from '../image-files/specifications';

/** Fields that a stock virtual machine, or its Smalltalk, knows by place; here the virtual machine keeps them. */
const hiddenFields: Readonly<Record<string, readonly string[]>> = {
  Behavior: ['superclass', 'methodDict', 'format'],
  ClassDescription: ['instanceVariables', 'organization'],
  Class: ['subclasses', 'name', 'classPool', 'sharedPools', 'environment', 'category'],
  Metaclass: ['thisClass'],
  Context: ['sender', 'pc', 'stackp', 'method', 'closureOrNil', 'receiver'],
  SystemDictionary: ['tally', 'array'],
  BlockClosure: ['outerContext', 'startpc', 'numArgs'],
  FullBlockClosure: ['receiver'],
};

/** Of a class object that is no metaclass: those of Behavior, ClassDescription and Class. */
export const classFieldCount = 11;

/** Instance variables that the class itself declares in an image file. */
export function ownFieldNames(behavior: Behavior): readonly string[] {
  return [...(hiddenFields[behavior.printName] ?? []), ...behavior.instanceVariableNames];
}

/** Named fields of an instance in an image file, inherited ones included. */
export function fieldCountOf(behavior: Behavior): number {
  let count = 0;
  for (let b: Behavior | null = behavior; b !== null; b = b.superclass) count += ownFieldNames(b).length;
  return count;
}

const specifications: Partial<Record<Format, number>> = {
  variable: Spur.Variable,
  weak: 4,
  bytes: Spur.Bits8,
  largeInt: Spur.Bits8,
  shorts: Spur.Bits16,
  words: Spur.Bits32,
  longs: Spur.Bits64,
  character: 7,
};
const specificationsByName: Readonly<Record<string, number>> = {
  SmallInteger: 7,
  SmallFloat64: 7,
  BoxedFloat64: Spur.Bits32,
  Context: Spur.Variable,
  BlockClosure: Spur.Variable,
  FullBlockClosure: Spur.Variable,
  CompiledCode: Spur.Method,
  CompiledMethod: Spur.Method,
  CompiledBlock: Spur.Method,
};

/** The word that a class has for the layout of its instances (Behavior>>format). */
export function formatWordOf(behavior: Behavior): number {
  const fields = fieldCountOf(behavior);
  let specification = specificationsByName[behavior.printName] ?? specifications[behavior.format];
  if (specification === undefined) specification = fields === 0 ? 0 : 1;
  if (specification === Spur.Variable && fields === 0) specification = 2;
  return (specification << 16) | fields;
}
