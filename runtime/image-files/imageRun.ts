// Runs one unmodified image by itself, without a topology: the interpreter, its Processes and its timers.
import { compiledTier } from '../compiled/compiledTier';
import { Interpreter } from '../interpreter/interpreter';
import type { InterpreterHost, RunResult } from '../interpreter/host';
import { ProcessScheduler, type SProcess } from '../interpreter/processScheduler';
import type { Context } from '../object-memory/context';
import type { SObject, Value } from '../object-memory/objects';
import { FAIL, type Primitive, type PrimitiveFamily } from '../primitives/primitive';
import { addFamily, hasPrimitive, primitiveNumbered } from '../primitives/primitiveTable';
import { balloonPlugin } from './balloonPlugin';
import { bitBltPlugin } from './bitBltPlugin';
import { blockContextPrimitives } from './blockContexts';
import { classPrimitives } from './classPrimitives';
import { displayPrimitives } from './displayPrimitives';
import { deviceFamilies } from './deviceFamilies';
import { enumerationPrimitives } from './enumerationPrimitives';
import { floatWordPrimitives } from './floatWords';
import { guestPrimitives, serveGuest, type GuestHost } from './guestPrimitives';
import { ImageMemory } from './imageMemory';
import { wakeTimer } from './imageTimer';
import { jpegPlugin } from './jpegPlugin';
import { unicodePlugin } from './unicodePlugin';
import { snapshotImage, type ImageSink, type SnapshotOptions } from './snapshotImage';
import { machinePrimitives } from './machinePrimitives';
import { memoryPrimitives } from './memoryPrimitives';
import { overlappingReplace } from './overlappingReplace';
import { oldSoundNumbers } from './oldSoundNumbers';
import { reflectivePrimitives } from './reflectivePrimitives';
import { simulationPrimitives } from './simulationPrimitives';
import { streamPrimitives } from './streamPrimitives';
import { scratchPlugin } from './scratchPlugin';
import { snapshotPrimitives } from './snapshotPrimitives';

const turnFuel = 100_000;
const sliceMs = 20;
/** How long a Process that gives its time away is not asked again, unless there is something else to do. */
const relinquishMs = 5;

/** Adds what unmodified images call to the table of primitives, before images are loaded; once, however often it is called. */
export function addGuestPrimitives(): void {
  if (isAdded) return;
  isAdded = true;
  const families = [
    guestPrimitives,
    machinePrimitives(),
    snapshotPrimitives,
    bitBltPlugin,
    displayPrimitives,
    jpegPlugin,
    unicodePlugin,
    balloonPlugin,
    memoryPrimitives,
    scratchPlugin,
    ...deviceFamilies(),
  ];
  for (const family of families) addFamily(besideOurs(family));
  addFamily(oldSoundNumbers());
  // These leave other images to the primitives that they extend.
  addFamily(reflectivePrimitives());
  addFamily(classPrimitives());
  addFamily(blockContextPrimitives());
  addFamily(floatWordPrimitives());
  addFamily(overlappingReplace());
  for (const family of [streamPrimitives, enumerationPrimitives, simulationPrimitives])
    addFamily(besideOurs(family));
}
let isAdded = false;

/** The family with its numbers for unmodified images alone: code of our own images goes on with its own. */
function besideOurs({ numbered = {}, named }: PrimitiveFamily): PrimitiveFamily {
  const chosen: Record<number, Primitive> = {};
  for (const [key, primitive] of Object.entries(numbered)) {
    const number = Number(key);
    const ours = hasPrimitive(number) ? primitiveNumbered(number) : undefined;
    chosen[number] = ours
      ? (vm, stack, rcvr, argc) => (vm.image instanceof ImageMemory ? primitive : ours)(vm, stack, rcvr, argc)
      : primitive;
  }
  return { numbered: chosen, ...(named && { named }) };
}

export class ImageRun implements GuestHost {
  readonly vm: Interpreter;
  private readonly scheduler: ProcessScheduler;
  private hasQuit = false;
  /** The image quit by itself. */
  hasQuitItself = false;
  /** What it gave then. */
  exitCode = 0;
  /** Ends the wait of the loop, if it waits. */
  private endWait: () => void = () => undefined;
  private hasRelinquished = false;
  /** When `runUntil` is to return. */
  private untilMs = 0;
  /** Told the value of the bottom Context of a Process. */
  private readonly waiters = new Map<SObject, (value: Value) => void>();

  constructor(
    private readonly image: ImageMemory,
    readonly log: GuestHost['log'],
  ) {
    this.vm = new Interpreter({
      ...aloneInTheWorld,
      processEnded: (_vm, process, value) => this.waiters.get(process)?.(value),
    });
    this.vm.tier = compiledTier;
    this.vm.refuel = () => this.moreFuel();
    this.scheduler = new ProcessScheduler(image);
    this.vm.switchTo(image, this.scheduler);
    serveGuest(image, this);
    wakeTimer(image, this.scheduler);
  }

  /** The Process in which the image was saved does not go on: what it does when started again needs devices. */
  dropSavingProcess(): void {
    const { activeProcess } = this.scheduler;
    if (activeProcess) this.scheduler.abandon(activeProcess);
  }

  /** Writes the image as it is now; between turns only. Throws what `sink` throws. */
  snapshot(sink: ImageSink, options?: SnapshotOptions): Promise<void> {
    return snapshotImage(this.image, this.scheduler, sink, options);
  }

  quit(vm: Interpreter, exitCode: number): void {
    this.hasQuit = true;
    this.hasQuitItself = true;
    this.exitCode = exitCode;
    vm.stopWith({ kind: 'yielded' });
  }

  relinquish(vm: Interpreter): void {
    this.hasRelinquished = true;
    vm.stopWith({ kind: 'yielded' });
  }

  wake(): void {
    this.endWait();
  }

  /** Whoever runs the image wants it to end now. */
  end(): void {
    this.hasQuit = true;
    this.vm.stopWith({ kind: 'yielded' });
    this.endWait();
  }

  /** Whether the active Process has called deeper than `limit`; between turns. */
  isDeeperThan(limit: number): boolean {
    let context = this.scheduler.activeProcess?.f1 as Partial<Context> | null | undefined;
    for (let depth = 0; context?.sender; depth++) {
      if (depth > limit) return true;
      context = context.sender;
    }
    return false;
  }

  /** Runs until the image quits or `untilMs`; false if it can do nothing more, unless `mayWake` something outside. */
  async untilOver(untilMs: number, mayWake: () => boolean = () => false): Promise<boolean> {
    while (!this.hasQuit && performance.now() < untilMs) {
      const hasMore = this.runUntil(Math.min(untilMs, performance.now() + sliceMs));
      if (this.hasQuit) break;
      if (!hasMore && this.scheduler.isIdle && !mayWake()) return false;
      await new Promise<void>((resolve) => {
        this.endWait = resolve;
        setTimeout(resolve, this.waitMs);
      });
    }
    return true;
  }

  /**
   * Runs until `untilMs` (performance.now), until the image quits, until it waits for something or `isDone`; true while there is more
   * to do.
   */
  runUntil(untilMs: number, isDone: () => boolean = () => false): boolean {
    this.hasRelinquished = false;
    this.untilMs = untilMs;
    while (!this.hasQuit && !isDone()) {
      const now = performance.now();
      for (const semaphore of this.scheduler.timers.takeDue(now)) this.scheduler.signalFromHost(semaphore);
      if (now >= untilMs) return true;
      const kind = this.turn();
      if (this.hasRelinquished) return true;
      if (kind === 'idle') return this.scheduler.timers.nextDueMs < Infinity;
    }
    return false;
  }

  /** Compiled code has used up its fuel: it goes on while nothing else is due. */
  private moreFuel(): number {
    const nowMs = performance.now();
    return nowMs < this.untilMs && nowMs < this.nextTimerMs ? turnFuel : 0;
  }

  /** A fault of the virtual machine, as a damaged image brings it about, ends the Process in which it happened. */
  private turn(): RunResult['kind'] {
    try {
      return this.vm.run(turnFuel).kind;
    } catch (error) {
      this.log(`A Process of the image can't go on: ${(error as Error).message}`, 'error');
      this.endFaultyProcess();
      return 'preempted';
    }
  }

  private endFaultyProcess(): void {
    try {
      const { activeProcess } = this.scheduler;
      if (activeProcess) return this.scheduler.abandon(activeProcess);
    } catch {
      // The scheduler's own objects are damaged.
    }
    this.hasQuit = true;
  }

  /** Starts `process` and runs the image until it has ended; undefined if that is not before `untilMs`. */
  async untilEnded(process: SProcess, untilMs: number): Promise<{ readonly value: Value } | undefined> {
    const ended: { value?: Value } = {};
    this.waiters.set(process, (value) => {
      ended.value = value;
      this.vm.stopWith({ kind: 'yielded' });
    });
    this.scheduler.makeReady(process, null);
    while (ended.value === undefined && !this.hasQuit && performance.now() < untilMs) {
      const hasMore = this.runUntil(
        Math.min(untilMs, performance.now() + sliceMs),
        () => ended.value !== undefined,
      );
      if (!hasMore && ended.value === undefined) break;
      await new Promise<void>((resolve) => void setTimeout(resolve, this.waitMs));
    }
    this.waiters.delete(process);
    return ended.value === undefined ? undefined : { value: ended.value };
  }

  /** Runs until the image has nothing to do but wait for a time or an event, or `untilMs`. */
  async untilIdle(untilMs: number): Promise<void> {
    while (!this.hasQuit && performance.now() < untilMs) {
      const hasMore = this.runUntil(Math.min(untilMs, performance.now() + sliceMs));
      if (!hasMore || this.hasRelinquished || this.scheduler.isIdle) return;
      await new Promise<void>((resolve) => void setTimeout(resolve, 0));
    }
  }

  /** How long the image has nothing to do, at most a slice. */
  private get waitMs(): number {
    if (!this.scheduler.isIdle && !this.hasRelinquished) return 0;
    const limitMs = this.hasRelinquished ? relinquishMs : sliceMs;
    return Math.max(0, Math.min(limitMs, this.nextTimerMs - performance.now()));
  }

  /** When the next timer of the image is due; Infinity if it has none. */
  get nextTimerMs(): number {
    return this.scheduler.timers.nextDueMs;
  }

  get isOver(): boolean {
    return this.hasQuit;
  }
}

const aloneInTheWorld: Omit<InterpreterHost, 'processEnded'> = {
  absent: () => FAIL,
  classOfAbsent: () => undefined,
  fault: () => false,
  returnElsewhere: () => false,
};
