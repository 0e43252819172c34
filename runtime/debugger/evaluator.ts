// Evaluates expressions in a frame or an image for the debugger. In a stopped image only the evaluation runs.
import { compileExpression } from '../loader/doIt';
import type { SProcess } from '../interpreter/processScheduler';
import type { Context } from '../object-memory/context';
import { textIfString } from '../object-memory/literals';
import type { TempLocation } from '../object-memory/method';
import type { SArray, SObject, Value } from '../object-memory/objects';
import type { Delivery, Vat } from '../remote/vat';
import type { WireError } from '../remote/wire';
import { readTemporary, temporariesInScope, writeTemporary } from './variables';

export type EvaluationOutcome = { readonly value: Value } | { readonly error: WireError };

interface Running {
  readonly vat: Vat;
  readonly process: SProcess;
  readonly deadlineMs: number;
  /** By which it can be cancelled. */
  readonly ticket: number | undefined;
  /** The image is stopped, and nothing else runs in it. */
  isAlone: boolean;
  readonly settle: (outcome: EvaluationOutcome) => void;
}

/** A variable of a frame: its own or one of an enclosing block's or method's. */
interface FrameVariable {
  readonly context: Context;
  readonly temp: TempLocation;
}

export class Evaluator {
  private hasSettled = false;
  private readonly running = new Set<Running>();
  /** Evaluations of one stopped image follow each other. */
  private readonly queues = new Map<Vat, Promise<unknown>>();

  constructor(private readonly afterTurn: (action: () => void) => void) {}

  /** Evaluations that `isRunning` must not stop at breakpoints. */
  isEvaluating(process: SObject): boolean {
    for (const each of this.running) if (each.process === process) return true;
    return false;
  }

  /** Throws a CompilationError for source that can't be compiled. */
  evaluate(
    vat: Vat,
    frame: { context: Context; isTop: boolean } | null,
    source: string,
    limitMs: number,
    ticket?: number,
  ): Promise<EvaluationOutcome> {
    const { memory } = vat;
    const { kernel } = memory;
    if (!frame) {
      const method = compileExpression(memory, kernel.known.UndefinedObject, source);
      return this.run(
        vat,
        limitMs,
        (onEnd, priority) => vat.performMethod(kernel.nil, method, [], onEnd, priority),
        ticket,
      );
    }
    const variables = frameVariables(frame.context, frame.isTop);
    const names = [...variables.keys()];
    const method = compileExpression(memory, frame.context.method.methodClass, source, names);
    const values = kernel.array(
      [...variables.values()].map(({ context, temp }) => readTemporary(vat, context, temp)),
    );
    const before = [...values.a];
    const args = method.numArgs === 1 ? [values] : [];
    const result = this.run(
      vat,
      limitMs,
      (onEnd, priority) => vat.performMethod(frame.context.receiver, method, args, onEnd, priority),
      ticket,
    );
    return result.then((outcome) => {
      writeBack(variables, before, values);
      return outcome;
    });
  }

  /** As `evaluate`, with `receiver` as `self` and no frame. Throws a CompilationError. */
  evaluateFor(vat: Vat, receiver: SObject, source: string, limitMs: number): Promise<EvaluationOutcome> {
    const method = compileExpression(vat.memory, receiver.$b, source);
    return this.run(vat, limitMs, (onEnd, priority) =>
      vat.performMethod(receiver, method, [], onEnd, priority),
    );
  }

  /** Sends a message and waits for what comes of it. */
  perform(
    vat: Vat,
    receiver: Value,
    selector: string,
    args: Value[],
    limitMs: number,
  ): Promise<EvaluationOutcome> {
    return this.run(vat, limitMs, (onEnd, priority) =>
      vat.perform(receiver, selector, args, onEnd, priority),
    );
  }

  /** A value's `printString`; undefined if it has none in time. */
  async printString(vat: Vat, value: Value, limitMs: number): Promise<string | undefined> {
    const outcome = await this.perform(vat, value, 'printString', [], limitMs);
    return 'value' in outcome ? textIfString(outcome.value) : undefined;
  }

  private run(
    vat: Vat,
    limitMs: number,
    start: (onEnd: Delivery['onEnd'], priority: number) => SProcess,
    ticket?: number,
  ): Promise<EvaluationOutcome> {
    const before = this.queues.get(vat) ?? Promise.resolve();
    const result = before.then(() => this.runNow(vat, limitMs, start, ticket));
    this.queues.set(
      vat,
      result.catch(() => undefined),
    );
    return result;
  }

  private runNow(
    vat: Vat,
    limitMs: number,
    start: (onEnd: Delivery['onEnd'], priority: number) => SProcess,
    ticket: number | undefined,
  ): Promise<EvaluationOutcome> {
    return new Promise((resolve) => {
      // What runs at a higher one would keep it waiting; an image's idle Process, at a lower one, for ever.
      const active = vat.scheduler.activeProcess;
      const priority = Math.max(vat.scheduler.userPriority, (active?.f2 ?? 0) as number);
      const entry: { -readonly [K in keyof Running]?: Running[K] } = {
        vat,
        ticket,
        isAlone: vat.state === 'stopped',
        deadlineMs: performance.now() + limitMs,
      };
      let isSettled = false;
      entry.settle = (outcome) => {
        if (isSettled) return;
        isSettled = true;
        // The interpreter may still be on its way out of the evaluation's Process.
        this.afterTurn(() => {
          this.running.delete(entry as Running);
          if (entry.isAlone) vat.scheduler.endExclusive();
          this.hasSettled = true;
          resolve(outcome);
        });
      };
      entry.process = start(entry.settle, priority);
      this.running.add(entry as Running);
      if (entry.isAlone) vat.scheduler.beginExclusive(entry.process);
      // A Process that runs for ever must not keep it waiting.
      else this.afterTurn(() => vat.scheduler.runNext(entry.process!));
      vat.host.wake(vat);
    });
  }

  /** An image has stopped while an evaluation ran in it: that goes on by itself, unless it is what was stopped. */
  imageStopped(vat: Vat, stopped: SObject | null): void {
    for (const each of this.running) {
      if (each.vat !== vat || each.isAlone || each.process === stopped) continue;
      each.isAlone = true;
      vat.scheduler.beginExclusive(each.process);
      vat.host.wake(vat);
    }
  }

  /** An image goes on, and an evaluation that ran alone in it does so among the others. */
  imageResumes(vat: Vat): void {
    for (const each of this.running) {
      if (each.vat !== vat || !each.isAlone) continue;
      each.isAlone = false;
      vat.scheduler.leaveExclusive();
    }
  }

  /** Gives up evaluations whose time is over. */
  poll(nowMs: number): void {
    for (const each of this.running)
      if (nowMs >= each.deadlineMs || each.vat.state === 'dead')
        giveUp(each, 'Timeout', 'the evaluation takes too long; it was given up');
  }

  /** Gives up the evaluation with that ticket; false if it doesn't go on. */
  cancel(ticket: number): boolean {
    for (const each of this.running)
      if (each.ticket === ticket) {
        giveUp(each, 'Cancelled', 'the evaluation was cancelled');
        return true;
      }
    return false;
  }

  get isBusy(): boolean {
    return this.running.size > 0;
  }

  /** True if an evaluation has ended since the last call: its promise waits to be run. */
  takeSettled(): boolean {
    const { hasSettled } = this;
    this.hasSettled = false;
    return hasSettled;
  }
}

function giveUp({ vat, process, settle }: Running, cls: string, text: string): void {
  vat.abandon(process);
  settle({ error: { cls, text, stack: '', suspension: null } });
}

/** Names visible in a frame, inner ones first. */
export function frameVariables(context: Context, isTop: boolean): Map<string, FrameVariable> {
  const variables = new Map<string, FrameVariable>();
  let current: Context | null = context;
  let top = isTop;
  while (current !== null) {
    for (const temp of temporariesInScope(current, top))
      if (!variables.has(temp.name)) variables.set(temp.name, { context: current, temp });
    current = current.outer;
    top = false;
  }
  return variables;
}

function writeBack(
  variables: ReadonlyMap<string, FrameVariable>,
  before: readonly Value[],
  values: SArray,
): void {
  let i = 0;
  for (const { context, temp } of variables.values()) {
    if (values.a[i] !== before[i]) writeTemporary(context, temp, values.a[i]);
    i++;
  }
}
