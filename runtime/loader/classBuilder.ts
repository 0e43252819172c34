// Defines classes in an image and changes their shape: new layouts, instances carried over in place, methods compiled
// anew. Only an image's own classes can change; the kernel's are everybody's.
import { fieldOf, setFieldOf } from '../interpreter/fields';
import type { Behavior } from '../object-memory/behavior';
import type { ObjectMemory } from '../object-memory/objectMemory';
import type { Format, SObject } from '../object-memory/objects';
import { compileInto } from './methodCompiler';

export interface ClassPlan {
  /** Undefined for a class that no global names. */
  readonly name: string | undefined;
  readonly superclass: Behavior | null;
  readonly format: Format;
  readonly instanceVariables: readonly string[];
  readonly classVariables: readonly string[];
  readonly classInstanceVariables?: readonly string[];
  readonly pools: readonly string[];
  readonly category: string;
}

/** Whether the class may be changed for `image` alone. */
export function isOwn(image: ObjectMemory, behavior: Behavior): boolean {
  return behavior.owner === image || image.template === null;
}

/** Makes the class, or changes the one of that name to fit. Null if that one is shared and doesn't fit. */
export function defineClass(image: ObjectMemory, plan: ClassPlan): Behavior | null {
  const existing = plan.name === undefined ? undefined : image.classNamed(plan.name)?.behavior;
  const behavior = existing ? adapt(image, existing, plan) : create(image, plan);
  if (!behavior) return null;
  for (const name of plan.classVariables) image.declareClassVariable(behavior, name);
  if (isOwn(image, behavior)) {
    behavior.poolNames = [...plan.pools];
    if (plan.category) behavior.category = plan.category;
  }
  return behavior;
}

function create(image: ObjectMemory, plan: ClassPlan): Behavior {
  const spec = {
    name: plan.name ?? 'AnonymousClass',
    superclass: plan.superclass,
    format: plan.format,
    instanceVariableNames: [...plan.instanceVariables],
    classInstanceVariableNames: [...(plan.classInstanceVariables ?? [])],
  };
  if (plan.name !== undefined) return image.addClass(spec);
  const behavior = image.kernel.addClass(spec, image);
  image.kernel.layOut(behavior);
  image.kernel.layOut(behavior.counterpart);
  image.ownClasses.add(behavior);
  return behavior;
}

const sameNames = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name, i) => name === b[i]);

function adapt(image: ObjectMemory, behavior: Behavior, plan: ClassPlan): Behavior | null {
  const fits =
    behavior.superclass === plan.superclass &&
    behavior.format === plan.format &&
    sameNames(behavior.instanceVariableNames, plan.instanceVariables);
  const wantedMeta = plan.classInstanceVariables ?? behavior.counterpart.instanceVariableNames;
  const metaFits = sameNames(behavior.counterpart.instanceVariableNames, wantedMeta);
  if (fits && metaFits) return behavior;
  if (!isOwn(image, behavior)) return null;
  if (!fits)
    reshape(image, behavior, () => {
      setSuperclass(behavior, plan.superclass);
      behavior.format = plan.format;
      behavior.instanceVariableNames = [...plan.instanceVariables];
    });
  if (!metaFits) setInstanceVariables(image, behavior.counterpart, wantedMeta);
  return behavior;
}

/** Gives a class or metaclass other instance variables of its own. False if other images share it. */
export function setInstanceVariables(
  image: ObjectMemory,
  behavior: Behavior,
  names: readonly string[],
): boolean {
  if (sameNames(behavior.instanceVariableNames, names)) return true;
  if (!isOwn(image, behavior.instanceSide)) return false;
  reshape(image, behavior, () => (behavior.instanceVariableNames = [...names]));
  return true;
}

/** Moves the class, and its metaclass with it, below another superclass. False if other images share it. */
export function moveClass(image: ObjectMemory, behavior: Behavior, superclass: Behavior | null): boolean {
  if (!isOwn(image, behavior)) return false;
  reshape(image, behavior, () => setSuperclass(behavior, superclass));
  return true;
}

function setSuperclass(behavior: Behavior, superclass: Behavior | null): void {
  if (behavior.superclass === superclass) return;
  link(behavior, superclass);
  if (superclass) link(behavior.counterpart, superclass.counterpart);
}

function link(behavior: Behavior, superclass: Behavior | null): void {
  behavior.superclass?.subclasses.delete(behavior);
  behavior.superclass = superclass;
  superclass?.subclasses.add(behavior);
  behavior.flush();
}

/** The class and all below it, superclasses first. */
function withSubclasses(behavior: Behavior): Behavior[] {
  return [behavior, ...[...behavior.subclasses].flatMap(withSubclasses)];
}

function reshape(image: ObjectMemory, behavior: Behavior, change: () => void): void {
  // Moving a class moves its metaclass too.
  const affected = [
    ...withSubclasses(behavior),
    ...(behavior.isMeta ? [] : withSubclasses(behavior.counterpart)),
  ];
  const names = new Map(affected.map((each) => [each, each.allInstanceVariableNames()]));
  const instances = instancesOf(image, new Set(affected));
  change();
  for (const each of affected) {
    each.fieldCount = (each.superclass?.fieldCount ?? 0) + each.instanceVariableNames.length;
    image.kernel.layOut(each);
  }
  for (const each of instances) carryOver(each, names.get(each.$b)!, image);
  for (const each of affected) recompile(image, each);
}

function instancesOf(image: ObjectMemory, behaviors: ReadonlySet<Behavior>): SObject[] {
  const found = new Set<SObject>();
  for (const each of image.reachable()) if (behaviors.has(each.$b)) found.add(each);
  for (const mirror of image.classObjects.values()) if (behaviors.has(mirror.$b)) found.add(mirror);
  return [...found];
}

/** Puts the values of variables that stay where they now belong; identity and hash are kept. */
function carryOver(o: SObject, oldNames: readonly string[], image: ObjectMemory): void {
  const behavior = o.$b;
  const values = new Map(oldNames.map((name, i) => [name, fieldOf(o, i)]));
  if (Object.getPrototypeOf(o) !== behavior.prototype) Object.setPrototypeOf(o, behavior.prototype);
  const names = behavior.allInstanceVariableNames();
  names.forEach((name, i) => setFieldOf(o, i, values.get(name) ?? image.kernel.nil));
  for (let i = names.length; i < oldNames.length; i++) Reflect.deleteProperty(o, `f${i}`);
}

/** Methods that no longer compile (a variable is gone) stay as they were. */
function recompile(image: ObjectMemory, behavior: Behavior): void {
  for (const [, method] of [...image.methodsOf(behavior)])
    if (method.image === image) compileInto(image, behavior, method.source, method.protocol, method.origin);
}
