// What Smalltalk can ask a class, and the changes that need no compiler. Classes are mirrors: one object an image for
// each Behavior, which the images of a kernel share.
import type { Behavior } from '../object-memory/behavior';
import { textIfString } from '../object-memory/literals';
import { Method } from '../object-memory/method';
import type { SClass, Value } from '../object-memory/objects';
import { isClassObject, isObject } from './operands';
import { FAIL, type Fail, type Primitive, type PrimitiveFamily } from './primitive';
import type { Interpreter } from '../interpreter/interpreter';

type OfClass = (
  vm: Interpreter,
  behavior: Behavior,
  first: Value,
  second: Value,
  object: SClass,
) => Value | Fail;

const ofClass =
  (run: OfClass): Primitive =>
  (vm, stack, rcvr) => {
    const object = stack[rcvr];
    return isClassObject(object) ? run(vm, object.behavior, stack[rcvr + 1], stack[rcvr + 2], object) : FAIL;
  };

const strings = (vm: Interpreter, names: Iterable<string>): Value =>
  vm.kernel.array(Array.from(names, (name) => vm.kernel.string(name)));
const symbols = (vm: Interpreter, names: Iterable<string>): Value =>
  vm.kernel.array(Array.from(names, (name) => vm.kernel.symbol(name)));

/** Whether other images would see a change of the class itself. */
export function isShared(vm: Interpreter, behavior: Behavior): boolean {
  return behavior.owner !== vm.image && vm.image.template !== null;
}

const methodAt: OfClass = (vm, behavior, selector) => {
  const text = textIfString(selector);
  return (text === undefined ? null : vm.image.methodAt(behavior, text)) ?? vm.kernel.nil;
};

const lookup: OfClass = (vm, behavior, selector) => {
  const text = textIfString(selector);
  return (text === undefined ? null : vm.image.lookup(behavior, text)) ?? vm.kernel.nil;
};

const addMethod: OfClass = (vm, behavior, selector, method, object) => {
  const text = textIfString(selector);
  if (text === undefined || !(method instanceof Method) || method.isBlock) return FAIL;
  vm.image.setMethod(behavior, text, method);
  return object;
};

const removeMethod: OfClass = (vm, behavior, selector, _second, object) => {
  const text = textIfString(selector);
  if (text === undefined || vm.image.methodAt(behavior, text) === null) return FAIL;
  vm.image.setMethod(behavior, text, null);
  return object;
};

/** A shared class's method is filed anew for everyone only while the kernel is made. */
const setProtocol: OfClass = (vm, behavior, selector, protocol, object) => {
  const text = textIfString(selector);
  const name = textIfString(protocol);
  const method = text === undefined ? null : vm.image.methodAt(behavior, text);
  if (!method || name === undefined) return FAIL;
  if (method.image === vm.image || vm.image.template === null) method.protocol = name;
  return object;
};

/** Texts about a shared class can't be changed by one image. */
const setText =
  (store: (behavior: Behavior, text: string) => void): OfClass =>
  (vm, behavior, value, _second, object) => {
    const text = textIfString(value);
    if (text === undefined) return FAIL;
    if (!isShared(vm, behavior)) store(behavior, text);
    return object;
  };

const variableSlot = (vm: Interpreter, behavior: Behavior, name: Value): number | undefined => {
  const text = textIfString(name);
  return text === undefined ? undefined : vm.image.classVariablesOf(behavior).get(text);
};

const variableAt: OfClass = (vm, behavior, name) => {
  const slot = variableSlot(vm, behavior, name);
  return slot === undefined ? FAIL : vm.image.slotValue(slot);
};

const variableAtPut: OfClass = (vm, behavior, name, value) => {
  const slot = variableSlot(vm, behavior, name);
  if (slot === undefined) return FAIL;
  return (vm.image.slots[slot] = value);
};

const addVariable: OfClass = (vm, behavior, name, _second, object) => {
  const text = textIfString(name);
  if (text === undefined) return FAIL;
  vm.image.declareClassVariable(behavior, text);
  return object;
};

const removeVariable: OfClass = (vm, behavior, name, _second, object) => {
  const text = textIfString(name);
  if (text === undefined || !vm.image.ownVariables.get(behavior)?.delete(text)) return FAIL;
  behavior.classVariableNames = behavior.classVariableNames.filter((each) => each !== text);
  return object;
};

const setPools: OfClass = (vm, behavior, names, _second, object) => {
  if (!isObject(names) || isShared(vm, behavior)) return FAIL;
  const values = (names as { a?: Value[] }).a ?? [];
  behavior.poolNames = values.map(textIfString).filter((name) => name !== undefined);
  return object;
};

const remove: OfClass = (vm, behavior, _first, _second, object) => {
  if (isShared(vm, behavior) || behavior.isMeta) return FAIL;
  if (vm.image.global(behavior.name) === object) vm.image.removeClass(behavior);
  else {
    for (const each of [behavior, behavior.counterpart]) each.superclass?.subclasses.delete(each);
    vm.image.ownClasses.delete(behavior);
  }
  return object;
};

const rename: OfClass = (vm, behavior, name, _second, object) => {
  const text = textIfString(name);
  if (text === undefined || isShared(vm, behavior)) return FAIL;
  if (vm.image.global(behavior.name) === object) vm.image.removeGlobal(behavior.name);
  behavior.name = text;
  behavior.counterpart.name = text;
  vm.image.setGlobal(text, object);
  return object;
};

const classObject = (vm: Interpreter, behavior: Behavior | null): Value =>
  behavior ? vm.image.classObject(behavior) : vm.kernel.nil;

export const classReflectionPrimitives: PrimitiveFamily = {
  named: {
    'Archipelago.className': ofClass((vm, b) => vm.kernel.symbol(b.printName)),
    'Archipelago.classSuperclass': ofClass((vm, b) => classObject(vm, b.superclass)),
    'Archipelago.classSubclasses': ofClass((vm, b) =>
      vm.kernel.array(vm.image.subclassesOf(b).map((each) => vm.image.classObject(each))),
    ),
    'Archipelago.classInstanceSide': ofClass((vm, b) => classObject(vm, b.instanceSide)),
    'Archipelago.classClassSide': ofClass((vm, b) => classObject(vm, b.classSide)),
    'Archipelago.classFormat': ofClass((vm, b) => vm.kernel.symbol(b.format)),
    'Archipelago.classInstSize': ofClass((_vm, b) => b.fieldCount),
    'Archipelago.classInstVarNames': ofClass((vm, b) => strings(vm, b.instanceVariableNames)),
    'Archipelago.classAllInstVarNames': ofClass((vm, b) => strings(vm, b.allInstanceVariableNames())),
    'Archipelago.classSelectors': ofClass((vm, b) =>
      symbols(
        vm,
        Array.from(vm.image.methodsOf(b), ([selector]) => selector),
      ),
    ),
    'Archipelago.classMethodAt': ofClass(methodAt),
    'Archipelago.classLookup': ofClass(lookup),
    'Archipelago.classAddMethod': ofClass(addMethod),
    'Archipelago.classRemoveMethod': ofClass(removeMethod),
    'Archipelago.classSetProtocol': ofClass(setProtocol),
    'Archipelago.classComment': ofClass((vm, b) => vm.kernel.string(b.comment)),
    'Archipelago.classSetComment': ofClass(setText((b, text) => (b.comment = text))),
    'Archipelago.classCategory': ofClass((vm, b) => vm.kernel.string(b.category)),
    'Archipelago.classSetCategory': ofClass(setText((b, text) => (b.category = text))),
    'Archipelago.classVarNames': ofClass((vm, b) => symbols(vm, vm.image.classVariablesOf(b).keys())),
    'Archipelago.classVarAt': ofClass(variableAt),
    'Archipelago.classVarAtPut': ofClass(variableAtPut),
    'Archipelago.classAddVar': ofClass(addVariable),
    'Archipelago.classRemoveVar': ofClass(removeVariable),
    'Archipelago.classPoolNames': ofClass((vm, b) => symbols(vm, b.poolNames)),
    'Archipelago.classSetPools': ofClass(setPools),
    'Archipelago.classRemove': ofClass(remove),
    'Archipelago.classRename': ofClass(rename),
    'Archipelago.classIsShared': (vm, stack, rcvr) => {
      const object = stack[rcvr + 1];
      return isClassObject(object) ? vm.kernel.boolean(isShared(vm, object.behavior)) : FAIL;
    },
    'Archipelago.allClasses': (vm) =>
      vm.kernel.array(Array.from(vm.image.classes(), (each) => vm.image.classObject(each))),
  },
};
