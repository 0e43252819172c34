// 77, 78, 138 and 139: an image walks through its objects, or the instances of a class, one after the other. Objects
// here have no order in memory: the first question makes a list of all, which the following ones go along.
import type { Interpreter } from '../interpreter/interpreter';
import { mapReferences } from '../object-memory/tracing';
import type { SObject, Value } from '../object-memory/objects';
import { isClassObject, isObject } from '../primitives/operands';
import { FAIL, type Primitive, type PrimitiveFamily } from '../primitives/primitive';
import { ImageMemory } from './imageMemory';

/** One walk: the objects, and where each stands. Kept from its first question to its last. */
interface Walk {
  readonly objects: readonly SObject[];
  readonly places: ReadonlyMap<SObject, number>;
}

/** The walk of an image that goes on: only one does, as a rule. */
const walks = new WeakMap<ImageMemory, Walk>();

function begin(vm: Interpreter, image: ImageMemory, belongs: (o: SObject) => boolean): Walk {
  const reachable = vm.scheduler.withActiveContext(vm.context!, () => image.reachable());
  const objects = [...reachable].filter(belongs);
  const walk = { objects, places: new Map(objects.map((o, i) => [o, i])) };
  walks.set(image, walk);
  return walk;
}

/** What comes after `o`, which was one of `belongs`; undefined behind the last. */
function after(
  vm: Interpreter,
  image: ImageMemory,
  o: SObject,
  belongs: (o: SObject) => boolean,
): SObject | undefined {
  const current = walks.get(image);
  const walk = current?.places.has(o) ? current : begin(vm, image, belongs);
  const place = walk.places.get(o);
  if (place === undefined) return undefined;
  for (let i = place + 1; i < walk.objects.length; i++) if (belongs(walk.objects[i])) return walk.objects[i];
  walks.delete(image);
  return undefined;
}

const someInstance: Primitive = (vm, stack, rcvr) => {
  const { image } = vm;
  const cls = stack[rcvr];
  if (!isClassObject(cls) || !(image instanceof ImageMemory)) return FAIL;
  return begin(vm, image, (o) => o.$b === cls.behavior).objects[0] ?? FAIL;
};

const nextInstance: Primitive = (vm, stack, rcvr) => {
  const { image } = vm;
  const o = stack[rcvr];
  if (!isObject(o) || !(image instanceof ImageMemory)) return FAIL;
  return after(vm, image, o, (other) => other.$b === o.$b) ?? FAIL;
};

const all = (): boolean => true;

const someObject: Primitive = (vm) =>
  vm.image instanceof ImageMemory ? begin(vm, vm.image, all).objects[0] : FAIL;

/** 0 behind the last. */
const nextObject: Primitive = (vm, stack, rcvr) => {
  const o = stack[rcvr];
  if (!isObject(o) || !(vm.image instanceof ImageMemory)) return FAIL;
  return after(vm, vm.image, o, all) ?? 0;
};

/** 132: whether one of the receiver's fields or elements is the argument; weak ones count. */
const pointsTo: Primitive = (vm, stack, rcvr) => {
  const o = stack[rcvr];
  const target = stack[rcvr + 1];
  if (!isObject(o)) return vm.kernel.false_;
  let found = false;
  const look = (value: Value): Value => {
    found ||= value === target;
    return value;
  };
  mapReferences(o, look, true);
  return vm.kernel.boolean(found);
};

export const enumerationPrimitives: PrimitiveFamily = {
  numbered: { 77: someInstance, 78: nextInstance, 132: pointsTo, 138: someObject, 139: nextObject },
};
