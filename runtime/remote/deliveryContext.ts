// The bottom Context of a Process that runs for a message: it sends the message and returns the answer.
import { instructionsOf } from '../bytecodes/decoder';
import { Op, Quick, operandShift, type Instructions } from '../bytecodes/instructions';
import { SendSite } from '../bytecodes/sendSite';
import { Context, newStack } from '../object-memory/context';
import type { Kernel } from '../object-memory/kernel';
import { Method } from '../object-memory/method';
import type { ObjectMemory } from '../object-memory/objectMemory';
import type { Value } from '../object-memory/objects';

/** Selector of the methods that deliver; no source can define it. */
export const deliverySelector = '(delivery)';

const methodsOfKernel = new WeakMap<Kernel, Map<string, Method>>();

// The kernel and the selector of the last delivery are most often those of the next.
let lastMethod: Method | null = null;
let lastSelector = '';

function deliveryMethod(kernel: Kernel, selector: string, argc: number): Method {
  if (lastMethod?.kernel === kernel && lastSelector === selector) return lastMethod;
  lastSelector = selector;
  return (lastMethod = knownMethod(kernel, selector, argc));
}

function knownMethod(kernel: Kernel, selector: string, argc: number): Method {
  let methods = methodsOfKernel.get(kernel);
  if (!methods) methodsOfKernel.set(kernel, (methods = new Map()));
  const known = methods.get(selector);
  if (known) return known;
  const method = new Method(
    kernel,
    null,
    kernel.known.Object,
    deliverySelector,
    argc,
    false,
    () => ({
      numTemps: argc,
      frameSize: argc * 2 + 2,
      numCopied: 0,
      literals: [kernel.symbol(selector)],
      bytes: new Uint8Array(0),
      sourceMap: [],
      temps: [],
      start: 0,
      stop: 0,
    }),
    () => '',
  );
  method.instructions = deliveryInstructions(selector, argc);
  methods.set(selector, method);
  return method;
}

function deliveryInstructions(selector: string, argc: number): Instructions {
  const words: number[] = [Op.PushSelf];
  for (let i = 0; i < argc; i++) words.push(Op.PushTemp | (i << operandShift));
  words.push(Op.Send, Op.ReturnTop);
  const original = Int32Array.from(words);
  return {
    code: original.slice(),
    original,
    // Stepping does not stop in it.
    stepping: original.slice(),
    sites: [new SendSite(selector, argc)],
    literals: [],
    bytePcs: Int32Array.from([...words, 0], (_, i) => i),
    frameSize: argc * 2 + 2,
    numTemps: argc,
    quick: Quick.No,
    quickOperand: 0,
    errorCodeTemp: -1,
  };
}

export function deliveryContext(
  memory: ObjectMemory,
  receiver: Value,
  selector: string,
  args: readonly Value[],
): Context {
  const method = deliveryMethod(memory.kernel, selector, args.length);
  const stack = newStack(args.length * 2 + 2, memory.kernel.nil);
  for (let i = 0; i < args.length; i++) stack[i] = args[i];
  const context = new Context(null, method, receiver, null, stack);
  context.sp = args.length;
  return context;
}

/** A Context that runs a method (found by its selector, or given) on top of `sender`. Its primitive is not tried. */
export function contextFor(
  memory: ObjectMemory,
  sender: Context | null,
  receiver: Value,
  selectorOrMethod: string | Method,
  args: readonly Value[],
): Context {
  const method =
    selectorOrMethod instanceof Method
      ? selectorOrMethod
      : memory.lookup(memory.kernel.classOf(receiver), selectorOrMethod);
  if (method === null)
    throw new Error(
      `${memory.kernel.classOf(receiver).printName} lacks ${String(selectorOrMethod)}, which the VM sends`,
    );
  const instructions = instructionsOf(method);
  const stack = newStack(instructions.frameSize, memory.kernel.nil);
  for (let i = 0; i < args.length; i++) stack[i] = args[i];
  const context = new Context(sender, method, receiver, null, stack);
  context.sp = instructions.numTemps;
  return context;
}
