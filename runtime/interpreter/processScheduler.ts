// Smalltalk's Processes of one image (Blue Book ch. 29): ready lists, Semaphores, priorities. All state is in the
// image's own objects, laid out as Squeak's; this only knows where they are.
import { ChurnTable } from '../object-memory/churnTable';
import type { Context } from '../object-memory/context';
import type { ObjectMemory } from '../object-memory/objectMemory';
import type { SArray, SObject, Value } from '../object-memory/objects';
import type { ReferenceMap } from '../object-memory/tracing';
import { Timers } from './timers';
import type { Interpreter } from './interpreter';

/** Process: nextLink, suspendedContext, priority, myList. */
export interface SProcess extends SObject {
  f0: Value;
  f1: Value;
  f2: Value;
  f3: Value;
}

/** LinkedList: firstLink, lastLink; a Semaphore adds excessSignals, a Mutex its owner. */
export interface SList extends SObject {
  f0: Value;
  f1: Value;
  f2: Value;
}

export class ProcessScheduler {
  private readonly nil: SObject;
  private readonly processor: SObject & { f0: SArray; f1: Value };
  readonly timers = new Timers();
  /** Priority of what users run: in the middle, 40 of 80, or 4 of the 8 that images had before Squeak 3. */
  readonly userPriority: number;
  /** Processes that wait on no list: for an answer, a promise, or the debugger. Nobody can resume them but their holder. */
  private readonly held = new ChurnTable<SProcess, (process: SProcess) => void>(
    (process) => (process.h ||= this.image.nextHash()),
  );
  /** Processes that run in stepping code; owned by the debugger. */
  readonly stepped = new Set<SObject>();
  /** Weak objects that lost an element, waiting for the finalization Process. */
  readonly weakLosers: SObject[] = [];
  /** Signalled when weak slots were emptied. */
  finalizationSemaphore: SObject | null = null;

  /** No ready list above this index has a Process: only this class adds to them. */
  private highestUsed: number;
  /** While set, only this Process runs: an evaluation in an otherwise stopped image. */
  private exclusive: SProcess | null = null;
  private suspendedByExclusive: Value | null = null;

  constructor(readonly image: ObjectMemory) {
    this.nil = image.kernel.nil;
    this.processor = image.global('Processor') as SObject & { f0: SArray; f1: Value };
    this.highestUsed = this.processor.f0.a.length - 1;
    this.userPriority = Math.ceil(this.processor.f0.a.length / 2);
    image.rootTables.add(this.timers);
    image.rootTables.add(this);
  }

  /** Keeps a parked Process from being resumed by others; `onRelease` is told if it is terminated meanwhile. */
  hold(process: SProcess, onRelease: (process: SProcess) => void): void {
    this.held.set(process, onRelease);
  }

  isHeld(process: SProcess): boolean {
    return this.held.get(process) !== undefined;
  }

  /** Ends a hold because somebody suspends or terminates the Process; false if it was not held. */
  release(process: SProcess): boolean {
    const onRelease = this.held.get(process);
    if (!onRelease) return false;
    this.held.delete(process);
    onRelease(process);
    return true;
  }

  /** What a held Process waited for has come: it goes on, with `value` as the answer of what it called. */
  continueHeld(process: SProcess, value: Value): void {
    if (!this.held.delete(process)) return;
    const context = process.f1 as Context;
    context.stack[context.sp++] = value;
    this.makeReady(process, null);
  }

  /** Like continueHeld, but its Context already has what it needs. */
  continueHeldAsIs(process: SProcess): void {
    if (this.held.delete(process)) this.makeReady(process, null);
  }

  /** Takes `process` out of wherever it is; it never runs again. */
  abandon(process: SProcess): void {
    if (this.processor.f1 === process) this.processor.f1 = this.nil;
    else if (process.f3 !== this.nil) this.remove(process.f3 as SList, process);
    this.release(process);
    process.f1 = this.nil;
  }

  heldProcesses(): Iterable<SProcess> {
    return this.held.list().map(([process]) => process);
  }

  /** Runs `action` while the active Process holds its Context, so that walks of the heap see it. */
  withActiveContext<T>(context: Context, action: () => T): T {
    const process = this.processor.f1 as SProcess;
    process.f1 = context;
    try {
      return action();
    } finally {
      process.f1 = this.nil;
    }
  }

  signalFinalization(): void {
    if (this.finalizationSemaphore) this.signalFromHost(this.finalizationSemaphore);
  }

  /** True if another Process of the active one's priority is ready. */
  hasEqualReady(): boolean {
    // A Process whose priority was lowered has to let the more urgent ones run, too.
    return this.highestReady() >= ((this.processor.f1 as SProcess).f2 as number) - 1;
  }

  mapReferences(map: ReferenceMap): void {
    map(this.processor);
    if (this.exclusive) this.exclusive = map(this.exclusive) as SProcess;
    if (this.suspendedByExclusive) this.suspendedByExclusive = map(this.suspendedByExclusive);
    const held = this.held
      .list()
      .map(([process, onRelease]) => [map(process) as SProcess, onRelease] as const);
    this.held.clear();
    for (const [process, onRelease] of held) this.held.set(process, onRelease);
    if (this.finalizationSemaphore) this.finalizationSemaphore = map(this.finalizationSemaphore) as SObject;
    for (let i = 0; i < this.weakLosers.length; i++) this.weakLosers[i] = map(this.weakLosers[i]) as SObject;
  }

  /** The active Process, nil while none is runnable. */
  get active(): Value {
    return this.processor.f1;
  }

  /** The same, null instead of nil. */
  get activeProcess(): SProcess | null {
    return this.processor.f1 === this.nil ? null : (this.processor.f1 as SProcess);
  }

  get isIdle(): boolean {
    if (this.exclusive)
      return this.processor.f1 === this.nil && this.exclusive.f3 !== this.readyList(this.exclusive);
    return this.processor.f1 === this.nil && this.highestReady() < 0;
  }

  /** Takes the Context of the active Process to run it, choosing one if there is none. Null: nothing is runnable. */
  resumeActive(vm: Interpreter): Context | null {
    if (!this.preferUrgent() && this.processor.f1 === this.nil && !this.takeNext()) return null;
    const process = this.processor.f1 as SProcess;
    const context = process.f1;
    process.f1 = this.nil;
    vm.stepping = this.stepped.size > 0 && this.stepped.has(process);
    return context === this.nil ? this.skipDead(vm) : (context as Context);
  }

  /** Lets a more urgent Process go before the active one: it was made ready while that ran. */
  private preferUrgent(): boolean {
    const active = this.activeProcess;
    if (active === null || this.exclusive || this.highestReady() < (active.f2 as number)) return false;
    this.addFirst(this.readyListFor(active), active);
    return this.takeNext();
  }

  private skipDead(vm: Interpreter): Context | null {
    this.processor.f1 = this.nil;
    return this.resumeActive(vm);
  }

  /** The active Process's state goes back into it; it stays the active one. */
  suspendActive(context: Context): void {
    (this.processor.f1 as SProcess).f1 = context;
  }

  /** The active Process is over, or waits on something that is no list. */
  endActive(): void {
    this.processor.f1 = this.nil;
  }

  /** Parks the active Process with its Context; another is taken at the next `resumeActive`. */
  park(context: Context): SProcess {
    const process = this.processor.f1 as SProcess;
    process.f1 = context;
    this.processor.f1 = this.nil;
    return process;
  }

  /** Runs nothing but `process` (the active one, or to be found in its ready list) until `endExclusive`. */
  beginExclusive(process: SProcess): void {
    const isActive = this.processor.f1 === process;
    this.suspendedByExclusive = isActive ? this.nil : this.processor.f1;
    if (!isActive) this.processor.f1 = this.nil;
    this.exclusive = process;
  }

  endExclusive(): void {
    const process = this.exclusive;
    if (!process) return;
    if (process.f3 !== this.nil) this.remove(process.f3 as SList, process);
    this.exclusive = null;
    this.processor.f1 = this.suspendedByExclusive!;
    this.suspendedByExclusive = null;
  }

  /** Lets everything run again, the Process that ran alone among it; between turns only. */
  leaveExclusive(): void {
    const process = this.exclusive;
    if (!process) return;
    const wasActive = this.processor.f1 === process;
    this.exclusive = null;
    this.processor.f1 = this.suspendedByExclusive!;
    this.suspendedByExclusive = null;
    if (wasActive) this.addFirst(this.readyListFor(process), process);
  }

  get isExclusive(): boolean {
    return this.exclusive !== null;
  }

  private takeExclusive(process: SProcess): boolean {
    if (process.f3 === this.nil || process.f3 !== this.readyList(process)) return false;
    this.remove(process.f3 as SList, process);
    this.processor.f1 = process;
    return true;
  }

  private highestReady(): number {
    const lists = this.processor.f0.a;
    let i = this.highestUsed;
    while (i >= 0 && (lists[i] as SList).f0 === this.nil) i--;
    return (this.highestUsed = i);
  }

  private takeNext(): boolean {
    if (this.exclusive) return this.takeExclusive(this.exclusive);
    const highest = this.highestReady();
    if (highest < 0) return false;
    this.processor.f1 = this.removeFirst(this.processor.f0.a[highest] as SList);
    return true;
  }

  /** Makes the most urgent ready Process the active one, if none is: what the next `resumeActive` would do. */
  chooseActive(): void {
    if (this.processor.f1 === this.nil) this.takeNext();
  }

  addLast(list: SList, process: SProcess): void {
    process.f0 = this.nil;
    if (list.f0 === this.nil) list.f0 = process;
    else (list.f1 as SProcess).f0 = process;
    list.f1 = process;
    process.f3 = list;
  }

  private addFirst(list: SList, process: SProcess): void {
    process.f0 = list.f0;
    if (list.f0 === this.nil) list.f1 = process;
    list.f0 = process;
    process.f3 = list;
  }

  removeFirst(list: SList): SProcess {
    const first = list.f0 as SProcess;
    list.f0 = first.f0;
    if (list.f0 === this.nil) list.f1 = this.nil;
    first.f0 = this.nil;
    first.f3 = this.nil;
    return first;
  }

  /** Takes `process` out of the list it waits in; false if it was not in it. */
  remove(list: SList, process: SProcess): boolean {
    let previous: SProcess | null = null;
    for (let p: Value = list.f0; p !== this.nil; p = (p as SProcess).f0) {
      if (p === process) {
        if (previous) previous.f0 = process.f0;
        else list.f0 = process.f0;
        if (list.f1 === process) list.f1 = previous ?? this.nil;
        process.f0 = this.nil;
        process.f3 = this.nil;
        return true;
      }
      previous = p as SProcess;
    }
    return false;
  }

  /** Whether its priority is one of the scheduler's. */
  hasListFor({ f2 }: SProcess): boolean {
    return typeof f2 === 'number' && this.processor.f0.a[f2 - 1] !== undefined;
  }

  private readyList(process: SProcess): SList {
    return this.processor.f0.a[(process.f2 as number) - 1] as SList;
  }

  /** The ready list of `process`, to which it is about to be added. */
  private readyListFor(process: SProcess): SList {
    this.highestUsed = Math.max(this.highestUsed, (process.f2 as number) - 1);
    return this.readyList(process);
  }

  /**
   * Makes `process` runnable. True if it is more urgent than the active one, which then was put at the front of its
   * list: the caller has to switch. One that is running just now, with no Context given, first comes to a safepoint.
   */
  makeReady(process: SProcess, activeContext: Context | null): boolean {
    const active = this.processor.f1;
    const isRunning = activeContext === null && active !== this.nil && (active as SProcess).f1 === this.nil;
    if (
      active === this.nil ||
      isRunning ||
      this.exclusive ||
      (process.f2 as number) <= ((active as SProcess).f2 as number)
    ) {
      this.addLast(this.readyListFor(process), process);
      return false;
    }
    if (activeContext) (active as SProcess).f1 = activeContext;
    this.addFirst(this.readyListFor(active as SProcess), active as SProcess);
    this.processor.f1 = process;
    return true;
  }

  /** Lets a ready Process run before the others of its priority, the active one among them; between turns only. */
  runNext(process: SProcess): void {
    const active = this.activeProcess;
    if (process.f3 !== this.readyList(process) || (active && (active.f2 as number) > (process.f2 as number)))
      return;
    this.remove(process.f3 as SList, process);
    if (active) this.addFirst(this.readyList(active), active);
    this.processor.f1 = process;
  }

  /** Signals from outside of any Process: a timer, a message, a host operation. */
  signalFromHost(semaphore: SObject): void {
    const waiter = this.signal(semaphore as SList);
    if (waiter) this.makeReady(waiter, null);
  }

  /** The Process to make ready, or null after counting an excess signal. */
  signal(semaphore: SList): SProcess | null {
    if (semaphore.f0 !== this.nil) return this.removeFirst(semaphore);
    semaphore.f2 = (semaphore.f2 as number) + 1;
    return null;
  }

  /** Puts the active Process at the end of its list so that its equals run. False if it has none. */
  yield(context: Context): boolean {
    const active = this.processor.f1 as SProcess;
    if (!this.hasEqualReady()) return false;
    active.f1 = context;
    this.addLast(this.readyList(active), active);
    this.processor.f1 = this.nil;
    return true;
  }

  /** Every Process that is active or in a ready list. */
  *readyProcesses(): Iterable<SProcess> {
    if (this.processor.f1 !== this.nil) yield this.processor.f1 as SProcess;
    for (const list of this.processor.f0.a)
      for (let p = (list as SList).f0; p !== this.nil; p = (p as SProcess).f0) yield p as SProcess;
  }
}
