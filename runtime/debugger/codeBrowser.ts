// Classes and methods of one image, whichever Smalltalk it is of.
import { ImageMemory } from '../image-files/imageMemory';
import { classCategories, fieldNamed, ownCategoryOf, protocolsOf } from '../image-files/organizer';
import type { Behavior } from '../object-memory/behavior';
import { textIfString } from '../object-memory/literals';
import type { ObjectMemory } from '../object-memory/objectMemory';
import type { Fields, SArray, SObject, Value } from '../object-memory/objects';
import type { ClassDetails, ClassInfo, ProtocolInfo } from './code';

const unclassified = 'as yet unclassified';

/** All classes by name. */
export function classesOf(memory: ObjectMemory): ClassInfo[] {
  const categories = memory instanceof ImageMemory ? classCategories(memory) : undefined;
  const rows = [...memory.classes()].map((behavior) => classInfo(memory, behavior, categories));
  return rows.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function classInfo(
  memory: ObjectMemory,
  behavior: Behavior,
  categories: ReadonlyMap<string, string> | undefined,
): ClassInfo {
  const { name, superclass } = behavior;
  const category = categories
    ? (categories.get(name) ?? ownCategoryOf(memory.classObject(behavior)))
    : behavior.category;
  return {
    name,
    category: category || unclassified,
    ...(superclass ? { superclass: superclass.name } : {}),
  };
}

export function detailsOf(memory: ObjectMemory, behavior: Behavior): ClassDetails {
  const isGuest = memory instanceof ImageMemory;
  const categories = isGuest ? classCategories(memory) : undefined;
  const above = behavior.superclass?.allInstanceVariableNames().length ?? 0;
  return {
    ...classInfo(memory, behavior, categories),
    comment: isGuest ? '' : behavior.comment,
    instanceVariables: behavior.allInstanceVariableNames().slice(above),
    classVariables: isGuest ? poolNames(memory, behavior) : behavior.classVariableNames,
    protocols: [behavior, behavior.counterpart].flatMap((side) =>
      isGuest ? guestProtocols(memory, side) : kernelProtocols(memory, side),
    ),
  };
}

function poolNames(memory: ImageMemory, behavior: Behavior): string[] {
  const pool = fieldNamed(memory.classObject(behavior), 'classPool');
  const bindings = typeof pool === 'object' ? ((pool as Fields).f1 as Partial<SArray>)?.a : undefined;
  const keyOf = (binding: Value): string | undefined =>
    typeof binding === 'object' && binding.$b.isPointers
      ? textIfString((binding as SObject & Fields).f0)
      : undefined;
  return (bindings ?? []).map(keyOf).filter((name) => name !== undefined);
}

/** Methods that no protocol names are there all the same. */
function guestProtocols(memory: ImageMemory, behavior: Behavior): ProtocolInfo[] {
  const selectors = new Set([...memory.methodsOf(behavior)].map(([selector]) => selector));
  const protocols: ProtocolInfo[] = [];
  for (const { name, elements } of protocolsOf(memory.classObject(behavior))) {
    const present = elements.filter((selector) => selectors.delete(selector));
    if (present.length > 0) protocols.push({ meta: behavior.isMeta, name, selectors: present.sort() });
  }
  if (selectors.size > 0)
    protocols.push({ meta: behavior.isMeta, name: unclassified, selectors: [...selectors].sort() });
  return protocols;
}

function kernelProtocols(memory: ObjectMemory, behavior: Behavior): ProtocolInfo[] {
  const byName = new Map<string, string[]>();
  for (const [selector, method] of memory.methodsOf(behavior)) {
    const name = method.protocol || unclassified;
    byName.set(name, [...(byName.get(name) ?? []), selector]);
  }
  return [...byName]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, selectors]) => ({ meta: behavior.isMeta, name, selectors: selectors.sort() }));
}
