// become: and the enumeration of the heap: primitives 72, 77–78, 128–131, 138–139, 177–178, 247–249.
import type { Interpreter } from '../interpreter/interpreter';
import { clearWeakSlots, replaceEverywhere } from '../object-memory/tracing';
import type { SArray, SObject, Value } from '../object-memory/objects';
import { isClassObject, isObject } from './operands';
import { FAIL, SWITCHED, type Fail, type Primitive, type PrimitiveFamily, type Switched } from './primitive';

/** Objects that everybody shares can't become others. */
function canBecome(vm: Interpreter, v: Value): v is SObject {
  if (!isObject(v)) return false;
  const { format } = v.$b;
  return (
    format !== 'immediate' &&
    format !== 'character' &&
    v !== vm.kernel.nil &&
    v !== vm.kernel.true_ &&
    v !== vm.kernel.false_
  );
}

function become(vm: Interpreter, from: Value[], to: Value[], bothWays: boolean, copyHash: boolean): boolean {
  if (from.length !== to.length) return false;
  const replacements = new Map<SObject, Value>();
  for (let i = 0; i < from.length; i++) {
    const a = from[i];
    const b = to[i];
    if (!canBecome(vm, a) || (bothWays && !canBecome(vm, b))) return false;
    if (a === b) continue;
    replacements.set(a, b);
    if (bothWays) replacements.set(b as SObject, a);
    else if (copyHash && isObject(b)) b.h = a.h;
  }
  // The two arrays would be turned around with the rest of the heap.
  const operands: [Value[], Value[]] = [[...from], [...to]];
  vm.scheduler.withActiveContext(vm.context!, () => replaceEverywhere(vm.image, replacements));
  vm.kernel.referencesReplaced();
  from.splice(0, from.length, ...operands[0]);
  to.splice(0, to.length, ...operands[1]);
  return true;
}

const becomePrimitive =
  (bothWays: boolean, copyHash: boolean): Primitive =>
  (vm, stack, rcvr, argc) => {
    const from = stack[rcvr];
    const to = stack[rcvr + 1];
    const takesHash = argc === 2 ? stack[rcvr + 2] === vm.kernel.true_ : copyHash;
    if (!isObject(from) || !isObject(to)) return FAIL;
    const { a } = from as SArray;
    const { a: b } = to as SArray;
    if (a === undefined || b === undefined) return FAIL;
    return become(vm, a, b, bothWays, takesHash) ? answer(vm, stack, rcvr, from) : FAIL;
  };

/** Answers from the primitive by way of the Context, which is then looked at anew: its receiver may be another now. */
function answer(vm: Interpreter, stack: Value[], rcvr: number, value: Value): Switched {
  const context = vm.context!;
  vm.dropOperands(stack, rcvr);
  context.stack[context.sp++] = value;
  return SWITCHED;
}

function reachable(vm: Interpreter): Set<SObject> {
  return vm.scheduler.withActiveContext(vm.context!, () => vm.image.reachable());
}

const allInstances: Primitive = (vm, stack, rcvr): Value | Fail => {
  const cls = stack[rcvr];
  if (!isClassObject(cls)) return FAIL;
  const found: Value[] = [];
  const { leaf } = vm.kernel;
  for (const o of reachable(vm))
    if ((o.$b === leaf ? vm.host.classOfAbsent(o) : o.$b) === cls.behavior) found.push(o);
  return vm.kernel.array(found);
};

const allObjects: Primitive = (vm) => vm.kernel.array([...reachable(vm)]);

const garbageCollect: Primitive = (vm) => {
  const losers = vm.scheduler.withActiveContext(vm.context!, () => clearWeakSlots(vm.image));
  vm.scheduler.weakLosers.push(...losers);
  if (losers.length > 0) vm.scheduler.signalFinalization();
  return 0;
};

export const becomingPrimitives: PrimitiveFamily = {
  numbered: {
    72: becomePrimitive(false, true),
    128: becomePrimitive(true, false),
    130: garbageCollect,
    131: garbageCollect,
    177: allInstances,
    178: allObjects,
    248: becomePrimitive(false, true),
    249: becomePrimitive(false, true),
  },
};
