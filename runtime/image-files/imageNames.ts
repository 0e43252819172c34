// What names mean in an unmodified image: its globals, class pools and shared pools, as bindings (Associations) that
// code shares with the dictionaries. All of it is read from the image's own objects, whenever it is asked for.
import type { Behavior } from '../object-memory/behavior';
import { isSymbol, textIfString, textOf } from '../object-memory/literals';
import type { Fields, SArray, SObject, Value } from '../object-memory/objects';
import { ImageBehavior } from './imageBehavior';
import type { ImageMemory } from './imageMemory';
import { Special } from './rawImage';

/** An Association: key and value. */
export type Binding = SObject & { f0: Value; f1: Value };

/** Fields of class objects, the same in all Squeaks, Pharo and Cuis; tiny images have fewer. */
const enum ClassField {
  ClassPool = 7,
  SharedPools = 8,
}

export class ImageNames {
  /** The dictionary of globals; null where the image has none. */
  private dictionary: Fields | null | undefined;

  constructor(private readonly memory: ImageMemory) {}

  /** The binding of a name in methods of `behavior`: class variable, pool variable or global. */
  binding(behavior: Behavior | null, name: string): Binding | undefined {
    for (let b = behavior?.instanceSide ?? null; b instanceof ImageBehavior; b = b.superclass) {
      const fields = b.classObject as unknown as Fields;
      const found =
        bindingIn(fields[`f${ClassField.ClassPool}`], name) ??
        inPools(fields[`f${ClassField.SharedPools}`], name);
      if (found) return found;
    }
    return this.global(name);
  }

  global(name: string): Binding | undefined {
    return bindingIn(this.globals(), name);
  }

  /** Adds a global to the dictionary, which has room for a quarter more than it holds; undefined without one. */
  addGlobal(name: string, value: Value): Binding | undefined {
    const dictionary = this.globals() as Fields | undefined;
    const { kernel } = this.memory;
    if (!dictionary || !kernel.known.Association.isPointers) return undefined;
    const binding = kernel.known.Association.instantiate(0) as Binding;
    binding.f0 = kernel.symbol(name);
    binding.f1 = value;
    const table = (dictionary.f1 as SArray).a;
    const tally = (dictionary.f0 as number) + 1;
    dictionary.f0 = tally;
    if (tally * 4 < table.length * 3) this.place(table, binding);
    else {
      const larger = new Array<Value>(table.length * 2).fill(kernel.nil);
      for (const one of [...bindingsOf(dictionary), binding]) this.place(larger, one);
      (dictionary.f1 as SArray).a = larger;
    }
    return binding;
  }

  /** By identity hash, as in an IdentityDictionary. */
  private place(table: Value[], binding: Binding): void {
    let at = this.memory.identityHash(binding.f0 as SObject) % table.length;
    while (table[at] !== this.memory.kernel.nil) at = (at + 1) % table.length;
    table[at] = binding;
  }

  /** Names of all globals. */
  *globalNames(): Iterable<string> {
    for (const { f0 } of bindingsOf(this.globals())) {
      const name = textIfString(f0);
      if (name !== undefined) yield name;
    }
  }

  /**
   * Every image has the binding of Processor among its special objects: the dictionary of globals is the largest that
   * holds it.
   */
  private globals(): Value | undefined {
    if (this.dictionary === undefined) this.dictionary = this.findGlobals();
    return this.dictionary ?? undefined;
  }

  private findGlobals(): Fields | null {
    const scheduler = this.memory.specialObjects.a[Special.SchedulerAssociation];
    const objects = this.memory.reachable();
    const arrays = new Set<Value>();
    for (const o of objects) if ((o as Partial<SArray>).a?.includes(scheduler)) arrays.add(o);
    let best: Fields | null = null;
    for (const o of objects) {
      const fields = o as Fields;
      if (o.$b.fieldCount >= 2 && typeof fields.f0 === 'number' && arrays.has(fields.f1))
        if (best === null || (best.f0 as number) < fields.f0) best = fields;
    }
    return best;
  }
}

function inPools(pools: Value | undefined, name: string): Binding | undefined {
  if (typeof pools !== 'object') return undefined;
  const array =
    (pools as Partial<SArray>).a ?? ((pools as Fields).f0 as Partial<SArray> | undefined)?.a ?? [];
  for (const pool of array) {
    const isClass = pool !== undefined && typeof pool === 'object' && 'behavior' in pool;
    const found = bindingIn(isClass ? (pool as unknown as Fields)[`f${ClassField.ClassPool}`] : pool, name);
    if (found) return found;
  }
  return undefined;
}

/** In a Dictionary (tally, array of Associations). */
function bindingIn(dictionary: Value | undefined, name: string): Binding | undefined {
  for (const binding of bindingsOf(dictionary)) {
    const key = binding.f0;
    if (typeof key === 'object' && key.$b.format === 'bytes' && isSymbol(key) && textOf(key) === name)
      return binding;
  }
  return undefined;
}

function* bindingsOf(dictionary: Value | undefined): Iterable<Binding> {
  if (typeof dictionary !== 'object') return;
  const array = ((dictionary as Fields).f1 as Partial<SArray> | undefined)?.a;
  if (!Array.isArray(array)) return;
  for (const element of array)
    if (typeof element === 'object' && element.$b?.isPointers && element.$b.fieldCount >= 2)
      yield element as Binding;
}
