import { SendSite } from '../bytecodes/sendSite';
import { sendingMethod } from '../bytecodes/sendingCode';
import { Context, newStack } from '../object-memory/context';
import type { Method } from '../object-memory/method';
import type { Value } from '../object-memory/objects';

/** A Context on top of `sender` that calls `method`, its primitive included, and returns the answer. */
export function retryContext(
  sender: Context,
  method: Method,
  receiver: Value,
  args: readonly Value[],
): Context {
  const { kernel, selector, methodClass } = method;
  const site = new SendSite(selector, args.length);
  site.class0 = kernel.classOf(receiver);
  site.method0 = method;
  site.epoch = kernel.epoch;
  const stack = newStack(args.length * 2 + 2, kernel.nil);
  for (let i = 0; i < args.length; i++) stack[i] = args[i];
  const context = new Context(
    sender,
    sendingMethod(kernel, methodClass, selector, site),
    receiver,
    null,
    stack,
  );
  context.sp = args.length;
  return context;
}
