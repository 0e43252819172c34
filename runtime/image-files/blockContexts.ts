// Primitives of BlockContexts: 80 makes one, 81 and 82 run it (Blue Book ch. 29, with Squeak's check of the caller).
import type { Interpreter } from '../interpreter/interpreter';
import { instructionsOf } from '../bytecodes/decoder';
import { BlockContext } from '../object-memory/blockContext';
import { Context, newStack } from '../object-memory/context';
import type { SArray, Value } from '../object-memory/objects';
import {
  FAIL,
  SWITCHED,
  type Fail,
  type Primitive,
  type PrimitiveFamily,
  type Switched,
} from '../primitives/primitive';
import { primitiveNumbered } from '../primitives/primitiveTable';
import { setHome, setSmalltalkPc, smalltalkPc } from './contextFields';
import { ImageMemory } from './imageMemory';

/** Behind the send of blockCopy: stands a jump of two bytes around the block's code. */
const jumpBytes = 2;

/** An empty one; undefined in an image without that class. */
export function newBlockContext(image: ImageMemory): BlockContext | undefined {
  const { blockContextClass, nil } = image.kernel;
  return blockContextClass ? new BlockContext(blockContextClass, image.placeholder, nil) : undefined;
}

/** 80: the block whose code follows the jump behind this send, with the receiver's home as its home. */
const blockCopy: Primitive = (vm, stack, rcvr) => {
  const context = stack[rcvr];
  const numArgs = stack[rcvr + 1];
  const { image, context: active } = vm;
  if (!(context instanceof Context) || !(image instanceof ImageMemory) || typeof numArgs !== 'number')
    return FAIL;
  const pc = smalltalkPc(active!);
  const block = newBlockContext(image);
  if (!block || typeof pc !== 'number' || !setHome(block, context.home)) return FAIL;
  block.stack = newStack(instructionsOf(block.method).frameSize, vm.kernel.nil);
  block.numArgs = numArgs;
  block.startPc = pc + jumpBytes;
  setSmalltalkPc(block, block.startPc);
  block.startInstruction = block.pc;
  return block;
};

/** A block that has a caller runs already: it fails then, as with a wrong number of arguments. */
function start(
  vm: Interpreter,
  block: BlockContext,
  stack: Value[],
  rcvr: number,
  args: readonly Value[],
  from: number,
  argc: number,
): Switched | Fail {
  if (block.numArgs !== argc || block.sender !== null || block.homeContext === null) return FAIL;
  if (block.startInstruction < 0) {
    setSmalltalkPc(block, block.startPc);
    block.startInstruction = block.pc;
    if (block.isDead) return FAIL;
  }
  for (let i = 0; i < argc; i++) block.stack[i] = args[from + i];
  block.pc = block.startInstruction;
  vm.dropOperands(stack, rcvr);
  block.sp = argc;
  block.sender = vm.context;
  vm.context = block;
  return SWITCHED;
}

function value(): Primitive {
  const otherwise = primitiveNumbered(81);
  return (vm, stack, rcvr, argc) => {
    const block = stack[rcvr];
    return block instanceof BlockContext
      ? start(vm, block, stack, rcvr, stack, rcvr + 1, argc)
      : otherwise(vm, stack, rcvr, argc);
  };
}

function valueWithArguments(): Primitive {
  const otherwise = primitiveNumbered(82);
  return (vm, stack, rcvr, argc) => {
    const block = stack[rcvr];
    if (!(block instanceof BlockContext)) return otherwise(vm, stack, rcvr, argc);
    const args = stack[rcvr + 1];
    const elements = typeof args === 'object' ? (args as Partial<SArray>).a : undefined;
    if (elements === undefined || (args as SArray).$b !== vm.kernel.known.Array) return FAIL;
    return start(vm, block, stack, rcvr, elements, 0, elements.length);
  };
}

/** Made when called: it stands on the primitives that are there before. */
export function blockContextPrimitives(): PrimitiveFamily {
  return { numbered: { 80: blockCopy, 81: value(), 82: valueWithArguments() } };
}
