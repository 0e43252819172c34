// What an image's own debugger uses to run methods step by step in Smalltalk.
import { isQuickPrimitive, quickAnswer } from '../bytecodes/quickPrimitives';
import type { Interpreter } from '../interpreter/interpreter';
import type { SArray, Value } from '../object-memory/objects';
import { FAIL, type Fail, type Primitive, type PrimitiveFamily } from '../primitives/primitive';
import { primitiveNumbered } from '../primitives/primitiveTable';
import { ImageMemory } from './imageMemory';
import { ImageMethod } from './imageMethod';
import { oldPrimitive } from './oldPrimitives';

/** Runs `primitive` on operands that stand apart from those of the primitive that asks for it, which it replaces. */
function runApart(
  primitive: Primitive,
  operands: Value[],
  [vm, stack, rcvr]: Parameters<Primitive>,
): ReturnType<Primitive> {
  const context = vm.context!;
  const { sp } = context;
  vm.dropOperands(stack, rcvr);
  const result = primitive(vm, operands, 0, operands.length - 1);
  if (result === FAIL) context.sp = sp;
  return result;
}

function argumentsIn(v: Value): Value[] | undefined {
  const elements = typeof v === 'object' ? (v as Partial<SArray>).a : undefined;
  return Array.isArray(elements) ? elements : undefined;
}

/** What a number means in the image. */
function primitiveOf({ dialect }: ImageMemory, primitive: number, numArgs: number): Primitive {
  const { memory, hasClosures } = dialect;
  const old = memory === 'v3' ? oldPrimitive({ primitive, numArgs, hasClosures, isOfContexts: true }) : null;
  return old ?? primitiveNumbered(primitive);
}

function quickValue(vm: Interpreter, number: number, receiver: Value): Value | Fail {
  const answer = quickAnswer(vm.kernel, number, receiver) as Value | undefined;
  return answer ?? FAIL;
}

/** 118: `receiver tryPrimitive: number withArgs: array`. */
const tryPrimitive: Primitive = (vm, stack, rcvr, argc) => {
  const { image } = vm;
  const number = stack[rcvr + 1];
  const args = argumentsIn(stack[rcvr + 2]);
  if (argc !== 2 || typeof number !== 'number' || !args || !(image instanceof ImageMemory)) return FAIL;
  const receiver = stack[rcvr];
  if (isQuickPrimitive(number)) return args.length === 0 ? quickValue(vm, number, receiver) : FAIL;
  return runApart(primitiveOf(image, number, args.length), [receiver, ...args], [vm, stack, rcvr, argc]);
};

/** `receiver tryNamedPrimitiveIn: method withArgs: array`, with the name in the method. */
const tryNamedPrimitive: Primitive = (vm, stack, rcvr, argc) => {
  const method = stack[rcvr + argc - 1];
  const args = argumentsIn(stack[rcvr + argc]);
  if (argc < 2 || !(method instanceof ImageMethod) || !args || method.numArgs !== args.length) return FAIL;
  const receiver = argc > 2 ? stack[rcvr + argc - 2] : stack[rcvr];
  const primitive = method.primitiveFunction;
  return primitive ? runApart(primitive, [receiver, ...args], [vm, stack, rcvr, argc]) : FAIL;
};

export const simulationPrimitives: PrimitiveFamily = {
  numbered: { 118: tryPrimitive, 122: (_vm, stack, rcvr) => stack[rcvr], 218: tryNamedPrimitive },
};
