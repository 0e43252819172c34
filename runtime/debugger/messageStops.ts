// Stops on the way of messages: at the receipt, before the answer, at its arrival. A frame's trace bits carry them
// over to the worker of the other image.
import { instructionsOf } from '../bytecodes/decoder';
import type { StopResult } from '../interpreter/host';
import type { SProcess } from '../interpreter/processScheduler';
import { Context } from '../object-memory/context';
import type { SObject } from '../object-memory/objects';
import type { ImageHost, MessageWatcher } from '../remote/imageHost';
import type { Vat } from '../remote/vat';
import { Trace, type MessageFrame } from '../remote/wire';
import type { Breakpoint } from './breakpoint';
import type { BreakpointBinder } from './breakpointBinder';
import type { CodePatches } from './codePatches';
import type { Stepper } from './stepper';

export class MessageStops implements MessageWatcher {
  /** Trace bits for the next message of Processes that came by a breakpoint on its sending. */
  private readonly watchedModes = new Map<SObject, number>();
  /** Bottom Contexts of messages whose answers are to stop before they are sent. */
  private readonly answerStops = new Set<Context>();

  constructor(
    private readonly host: ImageHost,
    private readonly patches: CodePatches,
    private readonly stepper: Stepper,
    private readonly binder: BreakpointBinder,
  ) {}

  /** The next message that `process` sends is to stop where the breakpoints say. */
  watch(process: SObject, breakpoints: readonly Breakpoint[]): void {
    if (breakpoints.length === 0) return;
    this.watchedModes.set(
      process,
      breakpoints.reduce((bits, b) => bits | traceBits(b), 0),
    );
  }

  sending(vat: Vat, frame: MessageFrame): number {
    if (this.watchedModes.size === 0 && this.stepper.isIdle && !this.binder.filter('unhandled')) return 0;
    const process = vat.scheduler.active as SObject;
    const bits = (this.watchedModes.get(process) ?? 0) | this.stepper.sending(process);
    this.watchedModes.delete(process);
    if (bits & Trace.Receipt && this.stepper.isStepping(process)) this.stepper.end(vat, process);
    if (this.binder.filter('unhandled') && hasHandler(vat, process))
      return (frame.question === 0 ? bits & Trace.Receipt : bits) | Trace.Handled;
    return frame.question === 0 ? bits & Trace.Receipt : bits;
  }

  received(vat: Vat, process: SObject, frame: MessageFrame): void {
    if (frame.trace === 0 && this.stepper.isIdle) return;
    this.stepper.received(vat, process, frame);
    const delivery = (process as SProcess).f1;
    if (!(frame.trace & Trace.Answer) || !(delivery instanceof Context)) return;
    this.answerStops.add(delivery);
    this.patches.watch(delivery, instructionsOf(delivery.method).original.length - 1);
  }

  /** At a patch: the bottom Context of a message is perhaps about to return the answer that a breakpoint waits for. */
  atAnswer(context: Context): StopResult | null {
    if (!this.answerStops.delete(context)) return null;
    this.patches.unwatch([context]);
    const { selector } =
      this.host.running.deliveryOf(this.host.vm.scheduler.active as SObject)?.message?.frame ?? {};
    return {
      kind: 'stopped',
      reason: 'message',
      context,
      text: `about to send the answer of ${selector ?? 'a message'}`,
    };
  }

  answering(vat: Vat, process: SObject, frame: MessageFrame): boolean {
    const stepEnds = !this.stepper.isIdle && this.stepper.answering(vat, process);
    return stepEnds || (frame.trace & Trace.Arrival) !== 0;
  }

  arrived(vat: Vat, process: SObject): void {
    this.stepper.beginAtEntry(vat, process, 'arrival');
    this.host.wake(vat);
  }
}

function traceBits({ mode }: Breakpoint): number {
  if (mode === 'receipt') return Trace.Receipt;
  return mode === 'answer' ? Trace.Answer : Trace.Arrival;
}

/** True if a handler is below the active Process's sends, here or in whoever it runs for. */
function hasHandler(vat: Vat, process: SObject): boolean {
  const message = vat.deliveryOf(process)?.message;
  if (message && message.frame.trace & Trace.Handled) return true;
  for (let c = vat.runningContext(); c !== null; c = c.sender) if (c.method.isHandlerMarked) return true;
  return false;
}
