// Contexts as objects: walking, unwinding, switching. Numbers 195–199 and 210–212 are Squeak's; the rest by name.
import { instructionAt } from '../bytecodes/instructions';
import { instructionsOf } from '../bytecodes/decoder';
import { Context } from '../object-memory/context';
import type { Value } from '../object-memory/objects';
import { FAIL, SWITCHED, type Fail, type Primitive, type PrimitiveFamily } from './primitive';
import type { Interpreter } from '../interpreter/interpreter';

type ContextReader = (vm: Interpreter, context: Context) => Value | Fail;

const reader =
  (read: ContextReader): Primitive =>
  (vm, stack, rcvr) => {
    const context = stack[rcvr];
    return context instanceof Context ? read(vm, context) : FAIL;
  };

/** 195: the nearest unwind-marked Context above the receiver, below the argument. */
const findNextUnwind: Primitive = (vm, stack, rcvr) => {
  const start = stack[rcvr];
  const limit = stack[rcvr + 1];
  if (!(start instanceof Context)) return FAIL;
  for (let c = start.sender; c !== null && c !== limit; c = c.sender) if (c.method.isUnwindMarked) return c;
  return vm.kernel.nil;
};

/** 196: cuts off what is between the receiver and the argument, which becomes the receiver's sender. */
const terminateTo: Primitive = (vm, stack, rcvr) => {
  const from = stack[rcvr];
  const target = stack[rcvr + 1];
  if (!(from instanceof Context)) return FAIL;
  let isAbove = target === vm.kernel.nil;
  for (let c = from.sender; c !== null && !isAbove; c = c.sender) isAbove = c === target;
  if (isAbove) {
    let current = from.sender;
    while (current !== null && current !== target) {
      const sender: Context | null = current.sender;
      current.markDead();
      current = sender;
    }
  }
  from.sender = target instanceof Context ? target : null;
  return from;
};

/** 197: the nearest handler-marked Context, the receiver included. */
const findNextHandler: Primitive = (vm, stack, rcvr) => {
  const start = stack[rcvr];
  if (!(start instanceof Context)) return FAIL;
  for (let c: Context | null = start; c !== null; c = c.sender) if (c.method.isHandlerMarked) return c;
  return vm.kernel.nil;
};

const alwaysFails: Primitive = () => FAIL;

const tempAt: Primitive = (vm, stack, rcvr) => {
  const context = stack[rcvr];
  const index = stack[rcvr + 1];
  if (!(context instanceof Context) || typeof index !== 'number') return FAIL;
  return index >= 1 && index <= context.sp ? (context.stack[index - 1] ?? vm.kernel.nil) : FAIL;
};

const tempAtPut: Primitive = (_vm, stack, rcvr) => {
  const context = stack[rcvr];
  const index = stack[rcvr + 1];
  if (!(context instanceof Context) || typeof index !== 'number') return FAIL;
  if (!(index >= 1 && index <= context.sp)) return FAIL;
  return (context.stack[index - 1] = stack[rcvr + 2]);
};

/** Byte offset of the next bytecode, counted from 1 behind the literals as Squeak does it. */
export function bytePc(context: Context): number {
  const instructions = instructionsOf(context.method);
  return instructions.bytePcs[context.pc] + context.method.body.literals.length * 8 + 9;
}

const contextPc: ContextReader = (vm, context) => (context.isDead ? vm.kernel.nil : bytePc(context));

const contextSetPc: Primitive = (_vm, stack, rcvr) => {
  const context = stack[rcvr];
  const pc = stack[rcvr + 1];
  if (!(context instanceof Context)) return FAIL;
  if (typeof pc !== 'number') context.pc = -1;
  else
    context.pc = instructionAt(
      instructionsOf(context.method),
      pc - context.method.body.literals.length * 8 - 9,
    );
  return context;
};

const contextSetSender: Primitive = (_vm, stack, rcvr) => {
  const context = stack[rcvr];
  const sender = stack[rcvr + 1];
  if (!(context instanceof Context)) return FAIL;
  context.sender = sender instanceof Context ? sender : null;
  return context;
};

const contextPush: Primitive = (_vm, stack, rcvr) => {
  const context = stack[rcvr];
  if (!(context instanceof Context)) return FAIL;
  context.stack[context.sp++] = stack[rcvr + 1];
  return context;
};

const contextPop: ContextReader = (_vm, context) => (context.sp > 0 ? context.stack[--context.sp] : FAIL);

const contextSwitchTo: Primitive = (vm, stack, rcvr) => {
  const context = stack[rcvr];
  if (!(context instanceof Context) || context.isDead) return FAIL;
  vm.dropOperands(stack, rcvr);
  vm.context = context;
  return SWITCHED;
};

const contextReturnValue: Primitive = (vm, stack, rcvr) => {
  const context = stack[rcvr];
  if (!(context instanceof Context) || context.isDead) return FAIL;
  const value = stack[rcvr + 1];
  vm.dropOperands(stack, rcvr);
  context.stack[context.sp++] = value;
  vm.context = context;
  return SWITCHED;
};

export const contextPrimitives: PrimitiveFamily = {
  numbered: {
    195: findNextUnwind,
    196: terminateTo,
    197: findNextHandler,
    198: alwaysFails,
    199: alwaysFails,
    210: tempAt,
    211: tempAtPut,
    212: reader((_vm, context) => context.sp),
  },
  named: {
    'Archipelago.contextSender': reader((vm, c) => c.sender ?? vm.kernel.nil),
    'Archipelago.contextSetSender': contextSetSender,
    'Archipelago.contextReceiver': reader((_vm, c) => c.receiver),
    'Archipelago.contextMethod': reader((_vm, c) => c.method),
    'Archipelago.contextPc': reader(contextPc),
    'Archipelago.contextSetPc': contextSetPc,
    'Archipelago.contextStackp': reader((_vm, c) => c.sp),
    'Archipelago.contextClosure': reader((vm, c) => c.closure ?? vm.kernel.nil),
    'Archipelago.contextHome': reader((_vm, c) => c.home),
    'Archipelago.contextOuter': reader((vm, c) => c.closure?.outerContext ?? vm.kernel.nil),
    'Archipelago.contextIsDead': reader((vm, c) => vm.kernel.boolean(c.isDead)),
    'Archipelago.contextPush': contextPush,
    'Archipelago.contextPop': reader(contextPop),
    'Archipelago.contextSwitchTo': contextSwitchTo,
    'Archipelago.contextReturnValue': contextReturnValue,
    'Archipelago.contextCopy': reader((_vm, c) => c.copy()),
    'Archipelago.contextPrintString': reader((vm, c) => vm.kernel.string(c.method.printName)),
  },
};
