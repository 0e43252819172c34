// Method dictionaries and dictionaries of bindings, as Smalltalk and stock virtual machines search them: by identity
// hash, on to the next place until there is nothing.
import type { ImageMemory } from '../image-files/imageMemory';
import type { Fields, SArray, SObject, Value } from '../object-memory/objects';

const smallest = 8;

function place(table: Value[], start: number, nil: SObject, element: Value): number {
  let at = start % table.length;
  while (table[at] !== nil) at = (at + 1) % table.length;
  table[at] = element;
  return at;
}

/** tally and an array of methods, then the selectors: as many places as a power of two. */
export function fillMethodDictionary(
  memory: ImageMemory,
  dictionary: SObject,
  methods: readonly (readonly [SObject, Value])[],
): void {
  const { nil } = memory.kernel;
  let size = smallest;
  while (size * 3 < methods.length * 4 + 4) size *= 2;
  const keys = new Array<Value>(size).fill(nil);
  const values = new Array<Value>(size).fill(nil);
  for (const [selector, method] of methods)
    values[place(keys, memory.identityHash(selector) & (size - 1), nil, selector)] = method;
  const fields = dictionary as SArray & Fields;
  fields.f0 = methods.length;
  fields.f1 = memory.kernel.array(values);
  fields.a = keys;
}

/** Makes `o` an IdentityDictionary of bindings, whose keys are Symbols. */
export function fillDictionary(memory: ImageMemory, o: SObject, bindings: readonly SObject[]): SObject {
  const { nil } = memory.kernel;
  const dictionary = o as Fields;
  const table = new Array<Value>(Math.max(smallest, Math.ceil((bindings.length * 3) / 2) + 1)).fill(nil);
  for (const binding of bindings)
    place(table, memory.identityHash((binding as Fields).f0 as SObject), nil, binding);
  dictionary.f0 = bindings.length;
  dictionary.f1 = memory.kernel.array(table);
  return dictionary;
}
