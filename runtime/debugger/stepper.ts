// Steps: stops a Process at the next statement, in a callee, in the sender, in another image. A callee that is stepped
// over runs at full speed: its return is caught by patches in the Contexts below (CodePatches.watch).
import type { StopResult } from '../interpreter/host';
import type { Interpreter } from '../interpreter/interpreter';
import type { Context } from '../object-memory/context';
import type { SObject } from '../object-memory/objects';
import { Trace, type MessageFrame } from '../remote/wire';
import type { Vat } from '../remote/vat';
import type { CodePatches } from './codePatches';
import { entryStartingAt, hasSource, isCarrying, isStatementStart } from './positions';
import type { StepGranularity, StepKind } from './runtimeDebugger';

interface Step {
  readonly kind: StepKind | 'arrival' | 'receipt' | 'entry';
  readonly granularity: StepGranularity;
  /** The Context that the step started in; null stops in any. */
  context: Context | null;
  /** Where it started: another position has to be reached. */
  readonly startPc: number;
  /** Step into this send (instruction index) only. */
  readonly targetPc: number | null;
  hasMoved: boolean;
  watched: Context[];
}

/** How far up the senders a step over or out watches for a return past its caller. */
const watchedSenders = 256;

export class Stepper {
  private readonly steps = new Map<SObject, Step>();
  /** Messages whose receipt ends a step, by sending image and id, for images of this worker. */
  private readonly nextMessage = new Set<Vat>();

  constructor(private readonly patches: CodePatches) {}

  /** Lets `process`, stopped at `context`, make a step when it goes on. */
  begin(
    vat: Vat,
    process: SObject,
    context: Context,
    kind: Exclude<StepKind, 'nextMessage'>,
    granularity: StepGranularity,
    targetPc: number | null,
  ): void {
    this.end(vat, process);
    const step: Step = {
      kind,
      granularity,
      context,
      startPc: context.pc,
      targetPc,
      hasMoved: false,
      watched: [],
    };
    this.steps.set(process, step);
    if (kind === 'out') {
      this.watchSenders(step, context.sender);
      return;
    }
    this.setStepped(vat, process, true);
    this.watchSenders(step, context.sender);
  }

  /** Stops the image where it takes its next message; what `process` was doing ends as a step. */
  awaitMessage(vat: Vat, process: SObject | null): void {
    if (process) this.end(vat, process);
    this.nextMessage.add(vat);
  }

  /** Stops `process` at the first statement it comes to; at an entry, at the first one that stands in a file. */
  beginAtEntry(vat: Vat, process: SObject, kind: 'receipt' | 'arrival' | 'entry'): void {
    this.end(vat, process);
    const context = (process as { f1?: Context }).f1 ?? null;
    const isArrival = kind === 'arrival';
    this.steps.set(process, {
      kind,
      granularity: 'statement',
      context: isArrival ? context : null,
      startPc: -1,
      targetPc: null,
      hasMoved: isArrival,
      watched: [],
    });
    this.setStepped(vat, process, true);
    if (isArrival && context) this.watchSenders(this.steps.get(process)!, context.sender);
  }

  end(vat: Vat, process: SObject): void {
    const step = this.steps.get(process);
    if (!step) return;
    this.steps.delete(process);
    this.patches.unwatch(step.watched);
    this.setStepped(vat, process, false);
  }

  endAllOf(vat: Vat, processes: Iterable<SObject>): void {
    this.nextMessage.delete(vat);
    for (const process of processes) this.end(vat, process);
  }

  isStepping(process: SObject): boolean {
    return this.steps.has(process);
  }

  private setStepped(vat: Vat, process: SObject, stepped: boolean): void {
    if (stepped) vat.scheduler.stepped.add(process);
    else vat.scheduler.stepped.delete(process);
  }

  private watchSenders(step: Step, from: Context | null): void {
    for (let c = from, n = 0; c !== null && n < watchedSenders; c = c.sender, n++) {
      this.patches.watch(c);
      step.watched.push(c);
    }
  }

  /** At every instruction of a stepped Process. */
  atStep(vm: Interpreter, vat: Vat, process: SObject, context: Context): StopResult | null {
    const step = this.steps.get(process);
    if (!step) {
      vm.stepping = false;
      this.setStepped(vat, process, false);
      return null;
    }
    if (
      step.context !== null &&
      context !== step.context &&
      !this.entersCallee(vm, vat, process, step, context)
    )
      return null;
    if (context === step.context && context.pc !== step.startPc) step.hasMoved = true;
    if (!this.mayStopAt(step, context) || isCarrying(context)) return null;
    return this.stop(vm, vat, process, context);
  }

  /** A Context above the stepped one: entered by a step in, run through by a step over. False: not to be stopped in. */
  private entersCallee(vm: Interpreter, vat: Vat, process: SObject, step: Step, context: Context): boolean {
    const caller = step.context!;
    const isInto = step.kind === 'in' && (step.targetPc === null || caller.pc === step.targetPc + 1);
    if (isInto && hasSource(context.method) && isBelow(caller, context)) return true;
    // Run it at full speed; the patch at the caller's next instruction brings the step back.
    this.patches.watch(caller);
    step.watched.push(caller);
    vm.stepping = false;
    this.setStepped(vat, process, false);
    return false;
  }

  private mayStopAt(step: Step, context: Context): boolean {
    if (step.granularity === 'instruction') return step.context !== context || step.hasMoved;
    if (!hasSource(context.method)) return false;
    if (step.kind === 'entry')
      return context.method.home.origin !== null && entryStartingAt(context) !== undefined;
    if (step.kind === 'receipt' || step.context !== context) return entryStartingAt(context) !== undefined;
    if (step.kind === 'arrival') return true;
    if (!step.hasMoved) return false;
    if (context.pc === step.startPc) return false;
    // The condition of a loop counts when it is met again, not as a second half of the statement it begins.
    return isStatementStart(context, context.pc < step.startPc);
  }

  private stop(vm: Interpreter, vat: Vat, process: SObject, context: Context): StopResult {
    const isEntry = this.steps.get(process)?.kind === 'entry';
    this.end(vat, process);
    vm.stepping = false;
    return { kind: 'stopped', reason: isEntry ? 'entry' : 'step', context };
  }

  /** At a patch in a watched Context: a callee returned to it. */
  atWatched(vm: Interpreter, vat: Vat, process: SObject, context: Context): StopResult | null {
    const step = this.steps.get(process);
    if (!step) return null;
    if (step.kind === 'out' || (step.context !== null && context !== step.context)) {
      // The stepped activation has ended; stop in whoever it returned to.
      if (step.context === context) return null;
      if (!hasSource(context.method) || isCarrying(context)) return null;
      return this.stop(vm, vat, process, context);
    }
    step.hasMoved = true;
    this.setStepped(vat, process, true);
    vm.stepping = true;
    return null;
  }

  // --- Messages ---

  /** Trace bits for a message that a stepped Process sends. */
  /** No step is under way, and no message is waited for: nothing that happens to messages matters. */
  get isIdle(): boolean {
    return this.steps.size === 0 && this.nextMessage.size === 0;
  }

  sending(process: SObject): number {
    const step = this.steps.get(process);
    return step?.kind === 'in' ? Trace.Receipt : 0;
  }

  received(vat: Vat, process: SObject, frame: MessageFrame): void {
    if (frame.trace & Trace.Receipt || this.nextMessage.delete(vat))
      this.beginAtEntry(vat, process, 'receipt');
  }

  /** True if a step leads out of the message that `process` runs: its answer ends the step where it arrives. */
  answering(vat: Vat, process: SObject): boolean {
    if (!this.steps.has(process)) return false;
    this.end(vat, process);
    return true;
  }
}

/** True if `lower` is among the senders of `upper`. */
function isBelow(lower: Context, upper: Context): boolean {
  for (let c: Context | null = upper.sender; c !== null; c = c.sender) if (c === lower) return true;
  return false;
}
