// What Smalltalk asks of Contexts and blocks beyond walking them: making, restarting and looking into them.
import { Op } from '../bytecodes/instructions';
import { instructionsOf } from '../bytecodes/decoder';
import { Context } from '../object-memory/context';
import { textIfString } from '../object-memory/literals';
import { Method, SBlock, type TempLocation } from '../object-memory/method';
import type { SArray, Value } from '../object-memory/objects';
import { isObject } from './operands';
import { FAIL, SWITCHED, type Fail, type Primitive, type PrimitiveFamily } from './primitive';
import type { Interpreter } from '../interpreter/interpreter';

const ofContext =
  (read: (vm: Interpreter, context: Context, argument: Value) => Value | Fail): Primitive =>
  (vm, stack, rcvr) => {
    const context = stack[rcvr];
    return context instanceof Context ? read(vm, context, stack[rcvr + 1]) : FAIL;
  };

const ofBlock =
  (read: (vm: Interpreter, block: SBlock, argument: Value) => Value | Fail): Primitive =>
  (vm, stack, rcvr) => {
    const block = stack[rcvr];
    return block instanceof SBlock ? read(vm, block, stack[rcvr + 1]) : FAIL;
  };

/** Runs the Context again from its first instruction, arguments and copied values kept. */
const restart: Primitive = (vm, stack, rcvr) => {
  const context = stack[rcvr];
  if (!(context instanceof Context) || context.isDead) return FAIL;
  const instructions = instructionsOf(context.method);
  const kept = context.method.numArgs + (context.closure ? context.closure.copied.length : 0);
  vm.dropOperands(stack, rcvr);
  context.pc = 0;
  context.sp = instructions.numTemps;
  for (let i = kept; i < instructions.numTemps; i++) context.stack[i] = vm.kernel.nil;
  vm.context = context;
  return SWITCHED;
};

/** `Context sender: s receiver: r method: m arguments: a`. */
const newContext: Primitive = (vm, stack, rcvr) => {
  const sender = stack[rcvr + 1];
  const method = stack[rcvr + 3];
  const args = stack[rcvr + 4];
  if (!(method instanceof Method) || method.isBlock || !isObject(args)) return FAIL;
  const values = (args as SArray).a;
  if (values === undefined || values.length > method.numArgs) return FAIL;
  const instructions = instructionsOf(method);
  const frame = new Array<Value>(instructions.frameSize);
  for (let i = 0; i < instructions.numTemps; i++) frame[i] = values[i] ?? vm.kernel.nil;
  const context = new Context(
    sender instanceof Context ? sender : null,
    method,
    stack[rcvr + 2],
    null,
    frame,
  );
  context.sp = instructions.numTemps;
  return context;
};

const blockAsContext: Primitive = (vm, stack, rcvr) => {
  const block = stack[rcvr];
  const sender = stack[rcvr + 1];
  if (!(block instanceof SBlock) || block.numArgs !== 0) return FAIL;
  return vm.blockContext(block, sender instanceof Context ? sender : null);
};

/** The variables a Context's code can name, its own first, then those of the Contexts around it. */
function* visibleVariables(context: Context): Iterable<[Context, TempLocation]> {
  const seen = new Set<string>();
  for (let c: Context | null = context; c !== null; c = c.outer)
    for (const temp of c.method.body.temps) {
      if (seen.has(temp.name)) continue;
      seen.add(temp.name);
      yield [c, temp];
    }
}

function findVariable(context: Context, name: string | undefined): [Context, TempLocation] | undefined {
  for (const found of visibleVariables(context)) if (found[1].name === name) return found;
  return undefined;
}

function readVariable(vm: Interpreter, context: Context, name: string | undefined): Value | Fail {
  const found = findVariable(context, name);
  if (!found) return FAIL;
  const [owner, { index, vectorSlot }] = found;
  const cell = owner.stack[index];
  if (vectorSlot === undefined) return cell ?? vm.kernel.nil;
  return (cell as SArray | undefined)?.a?.[vectorSlot] ?? vm.kernel.nil;
}

const setTempNamed: Primitive = (_vm, stack, rcvr) => {
  const context = stack[rcvr];
  if (!(context instanceof Context)) return FAIL;
  const found = findVariable(context, textIfString(stack[rcvr + 1]));
  if (!found) return FAIL;
  const [owner, { index, vectorSlot }] = found;
  if (vectorSlot === undefined) owner.stack[index] = stack[rcvr + 2];
  else (owner.stack[index] as SArray).a[vectorSlot] = stack[rcvr + 2];
  return stack[rcvr + 2];
};

/** Whether a send of the Context has been answered or left: its pc stands behind one. */
function hasSent(context: Context): boolean {
  const { original } = instructionsOf(context.method);
  for (let i = 0; i < context.pc; i++) {
    const op: Op = original[i] & 0xff;
    if (op === Op.Send || op === Op.SuperSend) return true;
  }
  return false;
}

const terminate = ofContext((_vm, context) => {
  context.markDead();
  return context;
});

export const contextReflectionPrimitives: PrimitiveFamily = {
  named: {
    'Archipelago.contextRestart': restart,
    'Archipelago.contextNew': newContext,
    'Archipelago.contextTerminate': terminate,
    'Archipelago.contextIsHandler': ofContext((vm, c) => vm.kernel.boolean(c.method.isHandlerMarked)),
    'Archipelago.contextIsUnwind': ofContext((vm, c) => vm.kernel.boolean(c.method.isUnwindMarked)),
    'Archipelago.contextHasSentMessages': ofContext((vm, c) => vm.kernel.boolean(hasSent(c))),
    'Archipelago.contextTempNames': ofContext((vm, c) =>
      vm.kernel.array([...visibleVariables(c)].map(([, temp]) => vm.kernel.string(temp.name))),
    ),
    'Archipelago.contextTempNamed': ofContext((vm, c, name) => readVariable(vm, c, textIfString(name))),
    'Archipelago.contextSetTempNamed': setTempNamed,
    'Archipelago.blockAsContext': blockAsContext,
    'Archipelago.blockNumArgs': ofBlock((_vm, block) => block.numArgs),
    'Archipelago.blockReceiver': ofBlock((_vm, block) => block.receiver),
    'Archipelago.blockCode': ofBlock((_vm, block) => block.code),
    'Archipelago.blockOuterContext': ofBlock(
      (vm, block) => (block.outerContext as Value | null) ?? vm.kernel.nil,
    ),
    'Archipelago.blockNumCopied': ofBlock((_vm, block) => block.copied.length),
    'Archipelago.blockCopiedAt': ofBlock((_vm, block, index) =>
      typeof index === 'number' && index >= 1 && index <= block.copied.length
        ? block.copied[index - 1]
        : FAIL,
    ),
  },
};
