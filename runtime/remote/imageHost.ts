// All images of one worker: takes turns among those that have something to do, and moves frames between them. It is
// the interpreter's host: the absence trap ends here.
import type { DebugHook, InterpreterHost, RunResult, StopResult } from '../interpreter/host';
import { compiledTier } from '../compiled/compiledTier';
import { Interpreter } from '../interpreter/interpreter';
import type { Behavior } from '../object-memory/behavior';
import type { Context } from '../object-memory/context';
import type { ImageId } from '../object-memory/objectMemory';
import type { Fields, SObject, Value } from '../object-memory/objects';
import { Ref } from '../object-memory/ref';
import { FAIL, SWITCHED, type Fail, type Switched } from '../primitives/primitive';
import { InFlightTable } from './inFlight';
import { MemoryGuard } from './memoryGuard';
import type { Vat, VatHost } from './vat';
import type { Frame, MessageFrame } from './wire';

/** What the host of the worker is told; all synchronous and short. */
export interface ImageHostEvents {
  /** A frame for an image of another worker. */
  sendAway(frame: Frame): void;
  /** An image stopped for the debugger. */
  stopped(vat: Vat, stop: StopResult): void;
  /** Text for the Transcript or for errors. */
  output(vat: Vat, category: 'stdout' | 'stderr', text: string): void;
  imageDied(vat: Vat, reason: string): void;
  /** Whether the thread's memory is nearly used up. */
  isMemoryLow(): boolean;
  /** Whether more of it is in use than most systems need. */
  isMemoryLarge?(): boolean;
  /** Whether images may go on though their time is over, because nothing else wants the thread. */
  mayGoOn?(nowMs: number): boolean;
}

/** What the debugger wants to know of messages; null while there is none. */
export interface MessageWatcher {
  /** Trace bits for a message about to be sent by the active Process. */
  sending(vat: Vat, frame: MessageFrame): number;
  /** A message with trace bits got its Process, which has not yet run. */
  received(vat: Vat, process: SObject, frame: MessageFrame): void;
  /** A traced answer reached its waiting Process, which goes on from `context`. */
  arrived(vat: Vat, process: SObject): void;
  /** Whether a message's answer is to stop where it arrives. */
  answering(vat: Vat, process: SObject, frame: MessageFrame): boolean;
}

/** Activations and loop rounds in one turn of an image: about a millisecond. */
const turnFuel = 20_000;
/** How long compiled code may go on while others wait. */
const turnMs = 1;
/** Frames that an image takes in one turn before its Processes run. */
const inboxBatch = 256;
/** How often budgets of blobs are looked after at most, and what share of an image's time that may take. */
const budgetIntervalMs = 200;
const budgetShare = 0.05;

export class ImageHost implements InterpreterHost, VatHost {
  readonly vm: Interpreter;
  readonly inFlight = new InFlightTable();
  private readonly vats = new Map<ImageId, Vat>();
  private readonly ready: Vat[] = [];
  private readonly timed = new Set<Vat>();
  private readonly deaths = new Map<ImageId, string>();
  private readonly names = new Map<ImageId, string>();
  /** Images that had a turn since deliveries that ended unseen were looked for. */
  private readonly unswept: Vat[] = [];
  private readonly memoryGuard: MemoryGuard;
  private current: Vat | null = null;
  watcher: MessageWatcher | null = null;

  constructor(private readonly events: ImageHostEvents) {
    this.vm = new Interpreter(this);
    this.vm.tier = compiledTier;
    this.vm.refuel = () => this.moreFuel();
    this.memoryGuard = new MemoryGuard(
      () => events.isMemoryLow(),
      () => this.vats.values(),
      () => events.isMemoryLarge?.() === true,
    );
  }

  setDebugHook(hook: DebugHook | null): void {
    this.vm.debugHook = hook;
  }

  add(vat: Vat): void {
    this.vats.set(vat.id, vat);
    this.names.set(vat.id, vat.name);
    this.wake(vat);
  }

  vat(id: ImageId): Vat | undefined {
    return this.vats.get(id);
  }

  allVats(): Iterable<Vat> {
    return this.vats.values();
  }

  /** The image whose turn it is. */
  get running(): Vat {
    return this.current!;
  }

  /** Names of images elsewhere, for messages that people read. */
  learnName(id: ImageId, name: string): void {
    this.names.set(id, name);
  }

  imageName(id: ImageId): string {
    return this.names.get(id) ?? `image ${id}`;
  }

  deathOf(id: ImageId): string | undefined {
    return this.deaths.size === 0 ? undefined : this.deaths.get(id);
  }

  isHere(id: ImageId): boolean {
    return this.vats.has(id);
  }

  // --- Turns ---

  wake(vat: Vat): void {
    // Whose turn it is, is looked at when the turn ends.
    if (vat.isReady || vat === this.current || !vat.canRun) return;
    vat.isReady = true;
    vat.restsUntilMs = 0;
    this.ready.push(vat);
  }

  get hasWork(): boolean {
    return this.ready.length > 0;
  }

  /** When the next timer is due, Infinity if none is (performance.now() milliseconds). */
  get nextTimerMs(): number {
    let next = Infinity;
    for (const vat of this.timed) if (vat.state === 'running') next = Math.min(next, vat.dueMs);
    return next;
  }

  /** Runs turns until nothing is ready or `untilMs` has come. */
  runUntil(untilMs: number): void {
    let now = this.readClock();
    let turns = 0;
    this.untilMs = untilMs;
    while (this.ready.length > 0 && now < untilMs) {
      this.turn(this.ready.shift()!, now);
      // Asking the clock costs as much as a short turn.
      if ((++turns & 7) === 0 || this.lastTurnWasLong) now = this.readClock();
      if (this.ready.length === 0 || (turns & 63) === 0) this.sweepTerminated();
    }
  }

  /** Compiled code has used up its fuel: it goes on within its turn while nothing else is due. */
  private moreFuel(): number {
    const nowMs = performance.now();
    if (this.ready.length > 0 && nowMs - this.turnStartedMs >= turnMs) return 0;
    // Code that stops goes on elsewhere, where V8 has not seen it as often: not without a reason.
    if (nowMs >= this.untilMs && this.events.mayGoOn?.(nowMs) !== true) return 0;
    // Compiled code can use up much memory in one turn.
    if (
      (++this.refuels & 15) === 0 &&
      (this.events.isMemoryLow() || this.events.isMemoryLarge?.() === true)
    ) {
      this.hasLowMemory = true;
      return 0;
    }
    // What the running image waits for since its turn began is not among the others' timers yet.
    return Math.min(this.nextTimerMs, this.running.dueMs) <= nowMs ? 0 : turnFuel;
  }

  private readClock(): number {
    const nowMs = performance.now();
    this.inFlight.readClock();
    this.fireTimers(nowMs);
    return nowMs;
  }

  /** Looks for deliveries that ended unseen, once for many turns: it means to look at all that have not ended. */
  private sweepTerminated(): void {
    for (const vat of this.unswept.splice(0)) {
      vat.isUnswept = false;
      vat.sweepTerminated();
      if (vat.hasWork) this.wake(vat);
    }
  }

  private refuels = 0;
  private hasLowMemory = false;
  private untilMs = 0;
  private turnStartedMs = 0;
  private lastTurnWasLong = false;
  private readonly afterTurnActions: (() => void)[] = [];

  /** Runs `action` when no image is in the middle of a turn: at once, or after the current one. */
  afterTurn(action: () => void): void {
    if (this.current === null) action();
    else this.afterTurnActions.push(action);
  }

  private fireTimers(nowMs: number): void {
    for (const vat of this.timed) {
      if (vat.state !== 'running' || vat.dueMs > nowMs) continue;
      for (const semaphore of vat.scheduler.timers.takeDue(nowMs)) vat.scheduler.signalFromHost(semaphore);
      this.wake(vat);
    }
  }

  private turn(vat: Vat, nowMs: number): void {
    vat.isReady = false;
    if (!vat.canRun) return;
    this.current = vat;
    this.turnStartedMs = nowMs;
    vat.takeInbox(inboxBatch);
    this.vm.switchTo(vat.memory, vat.scheduler);
    const result = this.runGuarded(vat);
    this.lastTurnWasLong = result.kind === 'preempted';
    if (vat.dueMs < Infinity) this.timed.add(vat);
    else if (this.timed.size > 0) this.timed.delete(vat);
    this.current = null;
    if (this.afterTurnActions.length > 0) for (const action of this.afterTurnActions.splice(0)) action();
    if (result.kind === 'stopped') {
      vat.state = 'stopped';
      this.events.stopped(vat, result);
      if (vat.hasWork) this.wake(vat);
      return;
    }
    if (this.lastTurnWasLong) this.memoryGuard.afterFullTurn(vat, this.hasLowMemory);
    this.hasLowMemory = false;
    this.lookAfterBudget(vat, nowMs);
    if (vat.hasDeliveries && !vat.isUnswept) {
      vat.isUnswept = true;
      this.unswept.push(vat);
    }
    // What came during the turn ends a rest.
    if (vat.restsUntilMs > 0 ? vat.hasDeliverable : vat.hasWork) this.wake(vat);
  }

  /** The running image has nothing to do for `ms`, unless something happens to it. */
  rest(ms: number): void {
    this.running.restsUntilMs = performance.now() + ms;
    this.vm.stopWith({ kind: 'yielded' });
  }

  /** A fault of the VM itself ends the Process in which it happened, not the image. */
  private runGuarded(vat: Vat): RunResult {
    try {
      return this.vm.run(turnFuel);
    } catch (error) {
      const text = `The virtual machine failed in ${vat.name}: ${(error as Error).stack ?? String(error)}`;
      this.events.output(vat, 'stderr', `${text}\n`);
      const process = vat.scheduler.active as SObject;
      vat.scheduler.endActive();
      vat.processFailed(process, { cls: 'RemoteError', text, stack: '', suspension: null });
      return { kind: 'preempted' };
    }
  }

  /** Finds an image's blobs and purges what is above its budget; between turns, and not more often than need be. */
  lookAfterBudget(vat: Vat, nowMs = performance.now()): void {
    if (!vat.residency || vat.residency.budgetBytes === Infinity) return;
    vat.owesBudgetLook = nowMs < vat.budgetDueAtMs;
    if (vat.owesBudgetLook) return;
    const startMs = performance.now();
    try {
      vat.residency.keepBudget();
      vat.budgetProblem = '';
    } catch (error) {
      // Once is enough, however often it is tried again.
      const { message } = error as Error;
      if (vat.budgetProblem === '') this.events.output(vat, 'stderr', `${vat.name}: ${message}\n`);
      vat.budgetProblem = message;
    }
    const doneMs = performance.now();
    vat.budgetDueAtMs = doneMs + Math.max(budgetIntervalMs, (doneMs - startMs) / budgetShare);
  }

  // --- Frames ---

  route(frame: Frame): void {
    const vat = this.vats.get(frame.to);
    if (vat) vat.receive(frame);
    else if (!this.deaths.has(frame.to)) this.events.sendAway(frame);
    else this.bounce(frame);
  }

  /** A frame came from another worker. */
  receive(frame: Frame): void {
    const vat = this.vats.get(frame.to);
    if (vat) vat.receive(frame);
    else this.bounce(frame);
  }

  /** A message to a dead image is answered with its death. */
  private bounce(frame: Frame): void {
    if (frame.kind !== 'message' || frame.question === 0) return;
    const reason = this.deaths.get(frame.to) ?? 'there is no such image';
    const text = `${frame.selector} was not delivered: ${reason}`;
    this.route({
      kind: 'answer',
      from: frame.to,
      to: frame.from,
      question: frame.question,
      trace: false,
      outcome: { error: { cls: 'BrokenReference', text, stack: '', suspension: null } },
    });
  }

  kill(vat: Vat, reason: string): void {
    if (vat.state === 'dead') return;
    vat.die(reason);
    this.vats.delete(vat.id);
    if (vat.memory.ownsKernel) vat.memory.kernel.watcher?.release();
    else vat.memory.leaveKernel();
    vat.isReady = false;
    this.timed.delete(vat);
    const index = this.ready.indexOf(vat);
    if (index >= 0) this.ready.splice(index, 1);
    this.imageDied(vat.id, `image ${vat.name} died: ${reason}`);
    this.events.imageDied(vat, reason);
  }

  /** An image here or elsewhere is gone. */
  imageDied(id: ImageId, reason: string): void {
    this.deaths.set(id, reason);
    for (const vat of this.vats.values()) vat.imageDied(id, reason);
  }

  /** Continues a stopped image. */
  resume(vat: Vat): void {
    if (vat.state !== 'stopped') return;
    vat.state = 'running';
    this.wake(vat);
  }

  // --- InterpreterHost ---

  absent(
    vm: Interpreter,
    selector: string,
    stack: Value[],
    base: number,
    argc: number,
    behavior: Behavior,
  ): Value | Switched | Fail {
    const receiver = stack[base];
    const { kernel } = vm;
    if (behavior === kernel.known.FarReference) {
      this.running.sendAndWait(vm, receiver as Ref, selector, stack, base, argc);
      return SWITCHED;
    }
    if (behavior === kernel.leaf) {
      const known = answerOfLeaf(vm, receiver as SObject, selector, stack[base + 1]);
      if (known !== undefined) return known;
      if (!this.faultOrRaise(vm, receiver as SObject, stack, base)) return SWITCHED;
      return vm.send(selector, stack, base, argc);
    }
    if (behavior === kernel.known.Promise)
      return this.running.pipelineAndWait(vm, receiver as SObject, selector, stack, base, argc)
        ? SWITCHED
        : FAIL;
    if (behavior === kernel.known.OneWaySender) {
      const target = (receiver as Fields).f0;
      if (target instanceof Ref) return this.running.tell(vm, target, selector, stack, base, argc);
    }
    return FAIL;
  }

  /** False if the contents can't be had: the Process then has an error in their place. */
  private faultOrRaise(vm: Interpreter, leaf: SObject, stack: Value[], base: number): boolean {
    try {
      return this.fault(leaf);
    } catch (error) {
      vm.dropOperands(stack, base);
      vm.context = this.running.conventions.signalContext(
        vm.context!,
        'PageFaultError',
        (error as Error).message,
      );
      return false;
    }
  }

  fault(o: SObject): boolean {
    return this.running.residency?.fault(o) ?? false;
  }

  classOfAbsent(o: SObject): Behavior | undefined {
    return this.running.residency?.blobOf(o)?.behavior;
  }

  returnElsewhere(vm: Interpreter, ctx: Context, home: Context, value: Value): boolean {
    const vat = this.running;
    const process = vm.scheduler.active as SObject;
    if (home.isDead || !vat.deliveryOf(process)?.message || !vat.isWaitingAbove(home)) return false;
    const token = vat.unwindTokens.add(home, value);
    vm.context = vat.conventions.leavingContext(ctx, vat.id, token);
    return true;
  }

  processEnded(_vm: Interpreter, process: SObject, value: Value): void {
    this.running.processEnded(process, value);
  }

  output(vat: Vat, category: 'stdout' | 'stderr', text: string): void {
    this.events.output(vat, category, text);
  }
}

/** What a purged object answers without being loaded: all that concerns its identity alone. */
function answerOfLeaf(vm: Interpreter, leaf: SObject, selector: string, argument: Value): Value | undefined {
  switch (selector) {
    case 'identityHash':
      return vm.image.identityHash(leaf);
    case 'class':
      return vm.classObjectOf(leaf);
    case '==':
      return vm.kernel.boolean(leaf === argument);
    case '~~':
      return vm.kernel.boolean(leaf !== argument);
    case 'yourself':
      return leaf;
    case 'isNil':
      return vm.kernel.false_;
    case 'notNil':
      return vm.kernel.true_;
    default:
      return undefined;
  }
}
