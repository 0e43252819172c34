// The bottom Context of a Process that runs for a message: it sends the message and returns the answer.
import { instructionsOf } from '../bytecodes/decoder';
import { SendSite } from '../bytecodes/sendSite';
import { sendingMethod } from '../bytecodes/sendingCode';
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
  const method = sendingMethod(kernel, kernel.known.Object, deliverySelector, new SendSite(selector, argc));
  methods.set(selector, method);
  return method;
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
