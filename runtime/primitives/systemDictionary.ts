// The image's globals, as Smalltalk reaches them by name.
import { textIfString } from '../object-memory/literals';
import { FAIL, type Primitive, type PrimitiveFamily } from './primitive';

const globalAt: Primitive = (vm, stack, rcvr) => {
  const name = textIfString(stack[rcvr + 1]);
  return name === undefined ? FAIL : (vm.image.global(name) ?? FAIL);
};

/** A name that code mentions has a slot, but is no global before something was stored or defined. */
const globalIncludes: Primitive = (vm, stack, rcvr) => {
  const name = textIfString(stack[rcvr + 1]);
  if (name === undefined) return FAIL;
  const value = vm.image.global(name);
  return vm.kernel.boolean(
    value !== undefined && (value !== vm.kernel.nil || vm.image.declaredGlobals.has(name)),
  );
};

const globalAtPut: Primitive = (vm, stack, rcvr) => {
  const name = textIfString(stack[rcvr + 1]);
  if (name === undefined) return FAIL;
  vm.image.setGlobal(name, stack[rcvr + 2]);
  return stack[rcvr + 2];
};

const globalRemove: Primitive = (vm, stack, rcvr) => {
  const name = textIfString(stack[rcvr + 1]);
  if (name === undefined) return FAIL;
  vm.image.removeGlobal(name);
  return stack[rcvr];
};

export const systemDictionaryPrimitives: PrimitiveFamily = {
  named: {
    'Archipelago.globalAt': globalAt,
    'Archipelago.globalIncludes': globalIncludes,
    'Archipelago.globalAtPut': globalAtPut,
    'Archipelago.globalRemove': globalRemove,
    'Archipelago.globalNames': (vm) =>
      vm.kernel.array(Array.from(vm.image.globalNames(), (name) => vm.kernel.symbol(name))),
  },
};
