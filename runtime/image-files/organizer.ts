// Categories of classes and protocols of methods in an unmodified image, read from its own objects. Squeak and Cuis keep
// both in Categorizers: names, names of categories, and where in the first each category ends. In Pharo a class has
// Protocols, and knows its category, or the tag of its package.
import { textIfString } from '../object-memory/literals';
import type { Fields, SArray, SClass, SObject, Value } from '../object-memory/objects';
import type { ImageMemory } from './imageMemory';

export interface Category {
  readonly name: string;
  readonly elements: readonly string[];
}

/** The value of an object's instance variable by its name, undefined if it has none of that name. */
export function fieldNamed(object: SObject, name: string): Value | undefined {
  const index = object.$b.allInstanceVariableNames().indexOf(name);
  return index < 0 ? undefined : (object as Fields)[`f${index}`];
}

/** Protocols of a class or metaclass; none where the image keeps them in some other way. */
export function protocolsOf(classObject: SClass): readonly Category[] {
  const organization = fieldNamed(classObject, 'protocols') ?? fieldNamed(classObject, 'organization');
  if (!isObject(organization)) return [];
  return categoriesIn(organization) ?? protocolsIn(organization) ?? [];
}

/** The category of each class by its name. */
export function classCategories(memory: ImageMemory): ReadonlyMap<string, string> {
  const categories = new Map<string, string>();
  const organization = memory.global('SystemOrganization');
  if (isObject(organization))
    for (const { name, elements } of categoriesIn(organization) ?? [])
      for (const element of elements) categories.set(element, name);
  return categories;
}

/** The category that a class itself knows (Pharo); empty if it knows none. */
export function ownCategoryOf(classObject: SClass): string {
  const category = textIfString(fieldNamed(classObject, 'category') ?? 0);
  if (category !== undefined) return category;
  const tag = fieldNamed(classObject, 'packageTag');
  if (!isObject(tag)) return '';
  const name = textIfString(fieldNamed(tag, 'name') ?? 0) ?? '';
  const packaged = fieldNamed(tag, 'package');
  const packageName = isObject(packaged) ? (textIfString(fieldNamed(packaged, 'name') ?? 0) ?? '') : '';
  // What has no tag is in its package's root tag.
  if (name === packageName || name === rootTag) return packageName;
  return `${packageName}-${name}`;
}
const rootTag = 'Uncategorized';

function categoriesIn(organizer: SObject): Category[] | undefined {
  const names = textsIn(fieldNamed(organizer, 'categoryArray'));
  const stops = arrayOf(fieldNamed(organizer, 'categoryStops'));
  const elements = textsIn(fieldNamed(organizer, 'elementArray'));
  if (!names || !stops || !elements) return undefined;
  let start = 0;
  return names.map((name, i) => {
    const stop = typeof stops[i] === 'number' ? stops[i] : start;
    const category = { name, elements: elements.slice(start, stop) };
    start = stop;
    return category;
  });
}

/** Pharo: Protocol objects, each with a name and its selectors, somewhere below the organization. */
function protocolsIn(organization: SObject, depth = 4): Category[] | undefined {
  if (depth === 0 || 'behavior' in organization) return undefined;
  const elements = arrayOf(organization) ?? [];
  const found = elements.filter(isObject).flatMap((element) => protocolIn(element) ?? []);
  if (found.length > 0) return found;
  for (let i = 0; i < organization.$b.fieldCount; i++) {
    const field = (organization as Fields)[`f${i}`];
    const inside = isObject(field) ? protocolsIn(field, depth - 1) : undefined;
    if (inside) return inside;
  }
  return undefined;
}

function protocolIn(object: SObject): Category | undefined {
  const name = textIfString(fieldNamed(object, 'name') ?? 0);
  const selectors = fieldNamed(object, 'methodSelectors');
  if (name === undefined || !isObject(selectors)) return undefined;
  const array = arrayOf(selectors) ?? arrayOf(fieldNamed(selectors, 'array')) ?? [];
  return { name, elements: array.map((each) => textIfString(each)).filter((each) => each !== undefined) };
}

function isObject(value: Value | undefined): value is SObject {
  return typeof value === 'object';
}

function arrayOf(value: Value | undefined): readonly Value[] | undefined {
  return isObject(value) ? (value as Partial<SArray>).a : undefined;
}

function textsIn(value: Value | undefined): string[] | undefined {
  return arrayOf(value)?.map((each) => textIfString(each) ?? '?');
}
