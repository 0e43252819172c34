// Evaluating blocks and performing selectors: primitives 81–84, 100, 188, 189, 201–209.
import type { Interpreter } from '../interpreter/interpreter';
import { isSymbol, textOf } from '../object-memory/literals';
import { Method, SBlock } from '../object-memory/method';
import type { SArray, Value } from '../object-memory/objects';
import { isClassObject, isObject } from './operands';
import { FAIL, type Fail, type Primitive, type PrimitiveFamily, type Switched } from './primitive';

/** Starts `block` with arguments taken from `args[from…]`; the operands at `stack[rcvr]` are dropped. */
export function startBlock(
  vm: Interpreter,
  block: SBlock,
  stack: Value[],
  rcvr: number,
  args: readonly Value[],
  from: number,
  argc: number,
): Value | Switched | Fail {
  if (block.code.numArgs !== argc) return FAIL;
  vm.dropOperands(stack, rcvr);
  return vm.runBlock(block, args, from, argc);
}

const value: Primitive = (vm, stack, rcvr, argc) => {
  const block = stack[rcvr];
  return block instanceof SBlock ? startBlock(vm, block, stack, rcvr, stack, rcvr + 1, argc) : FAIL;
};

const valueWithArguments: Primitive = (vm, stack, rcvr) => {
  const block = stack[rcvr];
  const args = stack[rcvr + 1];
  if (!(block instanceof SBlock) || !isObject(args) || (args as SArray).a === undefined) return FAIL;
  const { a } = args as SArray;
  return startBlock(vm, block, stack, rcvr, a, 0, a.length);
};

function selectorText(v: Value): string | undefined {
  return isObject(v) && isSymbol(v) ? textOf(v) : undefined;
}

function argumentCount(selector: string): number {
  if (!/^[A-Za-z_]/.test(selector)) return 1;
  return selector.split(':').length - 1;
}

/** Runs `selector` on `[receiver, ...args]` standing in a fresh array, in place of the operands at `stack[rcvr]`. */
function performOn(
  vm: Interpreter,
  operands: Value[],
  stack: Value[],
  rcvr: number,
  selector: string,
): Value | Switched | Fail {
  if (argumentCount(selector) !== operands.length - 1) return FAIL;
  const behavior = vm.classOf(operands[0]);
  const method = vm.image.lookup(behavior, selector);
  vm.dropOperands(stack, rcvr);
  if (method === null) return vm.notUnderstood(selector, operands, 0, operands.length - 1, behavior);
  return vm.invoke(method, operands, 0, operands.length - 1);
}

/** The method that the receiver has for a selector of so many arguments; null if it has none, or that is no selector. */
export function performedMethod(
  vm: Interpreter,
  receiver: Value,
  selector: Value,
  argc: number,
): Method | null {
  const text = selectorText(selector);
  if (text === undefined || argumentCount(text) !== argc) return null;
  return vm.image.lookup(vm.classOf(receiver), text);
}

const perform: Primitive = (vm, stack, rcvr, argc) => {
  const selector = selectorText(stack[rcvr + 1]);
  if (selector === undefined) return FAIL;
  const operands = [stack[rcvr], ...stack.slice(rcvr + 2, rcvr + 1 + argc)];
  return performOn(vm, operands, stack, rcvr, selector);
};

const performWithArguments: Primitive = (vm, stack, rcvr) => {
  const selector = selectorText(stack[rcvr + 1]);
  const args = stack[rcvr + 2];
  if (selector === undefined || !isObject(args) || (args as SArray).a === undefined) return FAIL;
  return performOn(vm, [stack[rcvr], ...(args as SArray).a], stack, rcvr, selector);
};

const performInSuperclass: Primitive = (vm, stack, rcvr) => {
  const selector = selectorText(stack[rcvr + 1]);
  const args = stack[rcvr + 2];
  const lookupClass = stack[rcvr + 3];
  if (selector === undefined || !isObject(args) || (args as SArray).a === undefined) return FAIL;
  if (!isClassObject(lookupClass) || !vm.classOf(stack[rcvr]).isOrInheritsFrom(lookupClass.behavior))
    return FAIL;
  const operands = [stack[rcvr], ...(args as SArray).a];
  if (argumentCount(selector) !== operands.length - 1) return FAIL;
  const method = vm.image.lookup(lookupClass.behavior, selector);
  vm.dropOperands(stack, rcvr);
  if (method === null)
    return vm.notUnderstood(selector, operands, 0, operands.length - 1, lookupClass.behavior);
  return vm.invoke(method, operands, 0, operands.length - 1);
};

/** 188: `receiver withArgs: array executeMethod: method`. */
const executeMethodArguments: Primitive = (vm, stack, rcvr, argc) => {
  const args = stack[rcvr + argc - 1];
  const method = stack[rcvr + argc];
  if (!(method instanceof Method) || !isObject(args) || (args as SArray).a === undefined) return FAIL;
  const operands = [stack[rcvr + argc - 2], ...(args as SArray).a];
  if (method.numArgs !== operands.length - 1) return FAIL;
  vm.dropOperands(stack, rcvr);
  return vm.invoke(method, operands, 0, operands.length - 1);
};

export const blockPrimitives: PrimitiveFamily = {
  numbered: {
    81: value,
    82: valueWithArguments,
    83: perform,
    84: performWithArguments,
    100: performInSuperclass,
    188: executeMethodArguments,
    189: executeMethodArguments,
    201: value,
    202: value,
    203: value,
    204: value,
    205: value,
    206: valueWithArguments,
    207: value,
    208: valueWithArguments,
    209: value,
    221: value,
    222: value,
  },
};
