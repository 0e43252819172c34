// The frames of a Process: its Contexts from the top, and the boundary behind which its sender's frames follow.
import { instructionsOf } from '../bytecodes/decoder';
import type { SProcess } from '../interpreter/processScheduler';
import { type Context } from '../object-memory/context';
import type { SObject } from '../object-memory/objects';
import { deliverySelector } from '../remote/deliveryContext';
import type { Vat } from '../remote/vat';
import { currentBytePc, hasSource, methodRef, positionAt, rangeInText } from './positions';
import type { Handles } from './handles';
import { DebuggerError, type FrameInfo } from './runtimeDebugger';

/** A frame a client knows by number. */
export interface FrameEntry {
  readonly vat: Vat;
  readonly process: SObject;
  /** Null for a boundary. */
  readonly context: Context | null;
  readonly isTop: boolean;
}

/** Where a stack goes on: in the image that sent the message that this Process runs for. */
export interface StackContinuation {
  readonly image: number;
  readonly messageId: number;
  readonly messageFrom: number;
  readonly question: number;
}

export interface PartialStack {
  readonly frames: readonly FrameInfo[];
  /** Frames of this Process in all. */
  readonly total: number;
  readonly continuation?: StackContinuation;
}

/** The Contexts of a Process from `top` down, without those of the VM's own at the bottom, which only carry out. */
export function contextsOf(top: Context): Context[] {
  const contexts: Context[] = [];
  for (let c: Context | null = top; c !== null && c.method.home.selector !== deliverySelector; c = c.sender)
    contexts.push(c);
  return contexts;
}

/** The frames `start…start+count` of `process`, whose Context on top is `top`. */
export function framesOf(
  vat: Vat,
  process: SObject,
  top: Context,
  isWaiting: boolean,
  frames: Handles<FrameEntry>,
  start: number,
  count: number,
): PartialStack {
  const contexts = contextsOf(top);
  const message = vat.deliveryOf(process)?.message;
  const shown: FrameInfo[] = contexts
    .slice(start, start + count)
    .map((context) => frameInfo(vat, process, context, context === top && !isWaiting, frames));
  const total = contexts.length + (message ? 1 : 0);
  if (!message) return { frames: shown, total };
  const { from, id, selector, question } = message.frame;
  if (start + count > contexts.length && start <= contexts.length)
    shown.push({
      frame: frames.add(vat.id, { vat, process, context: null, isTop: false }),
      image: vat.id,
      kind: 'boundary',
      name: `${selector} sent by ${vat.host.imageName(from)}`,
      canRestart: false,
    });
  return { frames: shown, total, continuation: { image: from, messageFrom: from, messageId: id, question } };
}

function frameInfo(
  vat: Vat,
  process: SObject,
  context: Context,
  isTop: boolean,
  frames: Handles<FrameEntry>,
): FrameInfo {
  const { method } = context;
  const position = hasSource(method) ? positionAt(context, isTop) : undefined;
  const isDoIt = method.home.selector === 'DoIt';
  const receiver = vat.memory.kernel.classOf(context.receiver);
  const owner = method.methodClass.printName;
  const inherited = receiver !== method.methodClass && !isDoIt ? `${receiver.printName}(${owner})` : owner;
  const name = isDoIt ? 'do-it' : `${inherited}>>${method.selector}`;
  return {
    frame: frames.add(vat.id, { vat, process, context, isTop }),
    image: vat.id,
    kind: isDoIt ? 'do-it' : method.isBlock ? 'block' : 'method',
    name: method.isBlock ? `[] in ${name}` : name,
    method: methodRef(method),
    ...(isDoIt ? { source: method.home.source } : {}),
    ...(position ? { range: rangeInText(method, position), bytePc: currentBytePc(context, isTop) } : {}),
    canRestart: !method.isBlock && !isDoIt,
  };
}

/** Puts an activation back to its start, its temporaries nil; those above it are forgotten. */
export function rewind(vat: Vat, process: SObject, context: Context): void {
  if (context.method.isBlock) throw new DebuggerError('Only the activation of a method can be restarted');
  const instructions = instructionsOf(context.method);
  for (let c = (process as SProcess).f1 as Context | null; c !== null && c !== context; c = c.sender)
    if (c.method.isUnwindMarked)
      throw new DebuggerError('An ensure: block above this frame would not be run; step out of it first');
  context.pc = 0;
  context.sp = instructions.numTemps;
  for (let i = context.method.numArgs; i < instructions.numTemps; i++)
    context.stack[i] = vat.memory.kernel.nil;
}
