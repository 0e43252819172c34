import type { NameScope } from '../../../runtime/compiler/scopes';
import type { ClassEntry, ClassTable } from '../index/classTable';

/** A variable that a class declares, with the class. */
export interface ClassVariable {
  readonly name: string;
  readonly owner: ClassEntry;
  readonly kind: 'instance' | 'classInstance' | 'class' | 'pool';
}

/** The variables that methods of a class see, nearest declarations first. `isMeta` is the side of the methods. */
export function variablesOf(classes: ClassTable, className: string, isMeta: boolean): ClassVariable[] {
  const found: ClassVariable[] = [];
  for (const owner of withTraits(classes, className, isMeta)) {
    const kind = isMeta ? 'classInstance' : 'instance';
    const own = isMeta ? owner.classInstanceVariables : owner.instanceVariables;
    for (const name of own) found.push({ name, owner, kind });
    for (const name of owner.classVariables) found.push({ name, owner, kind: 'class' });
    for (const pool of owner.pools) {
      const poolClass = classes.get(pool);
      for (const name of poolClass?.classVariables ?? []) {
        found.push({ name, owner: poolClass!, kind: 'pool' });
      }
    }
  }
  return found;
}

/** The class, its superclasses and their traits, as lookup meets them. */
export function withTraits(classes: ClassTable, className: string, isMeta: boolean): ClassEntry[] {
  const found: ClassEntry[] = [];
  for (const entry of classes.chain(className)) {
    found.push(entry);
    for (const name of isMeta ? [...entry.classTraits, ...entry.traits] : entry.traits) {
      const trait = classes.get(name);
      if (trait && !found.includes(trait)) found.push(trait);
    }
  }
  return found;
}

/** The names outside a method, for the compiler. */
export function nameScope(
  classes: ClassTable,
  className: string | undefined,
  isMeta: boolean,
  isDeclared: (name: string) => boolean,
): NameScope {
  const indices = new Map<string, number>();
  const bindable = new Set<string>();
  for (const { name, kind } of className === undefined ? [] : variablesOf(classes, className, isMeta)) {
    if (kind === 'class' || kind === 'pool') bindable.add(name);
    else if (!indices.has(name)) indices.set(name, indices.size);
  }
  return {
    instanceVariableIndex: (name) => indices.get(name),
    isBindable: (name) => bindable.has(name) || classes.isGlobal(name) || isDeclared(name),
  };
}
