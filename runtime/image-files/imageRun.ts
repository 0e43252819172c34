// Runs one unmodified image by itself, without a topology: the interpreter, its Processes and its timers.
import { Interpreter } from '../interpreter/interpreter';
import type { InterpreterHost } from '../interpreter/host';
import { ProcessScheduler } from '../interpreter/processScheduler';
import { FAIL } from '../primitives/primitive';
import { addFamily } from '../primitives/primitiveTable';
import { guestPrimitives, serveGuest, type GuestHost } from './guestPrimitives';
import type { ImageMemory } from './imageMemory';
import { reflectivePrimitives } from './reflectivePrimitives';

const turnFuel = 100_000;

/** Adds what unmodified images call to the table of primitives. Called once, before images are loaded. */
export function addGuestPrimitives(): void {
  addFamily(guestPrimitives);
  addFamily(reflectivePrimitives());
}

export class ImageRun implements GuestHost {
  private readonly vm: Interpreter;
  private readonly scheduler: ProcessScheduler;
  private hasQuit = false;

  constructor(
    image: ImageMemory,
    readonly log: GuestHost['log'],
  ) {
    this.vm = new Interpreter(aloneInTheWorld);
    this.scheduler = new ProcessScheduler(image);
    this.vm.switchTo(image, this.scheduler);
    serveGuest(image, this);
  }

  quit(vm: Interpreter): void {
    this.hasQuit = true;
    vm.stopWith({ kind: 'yielded' });
  }

  /** Runs until `untilMs` (performance.now), until the image quits, or until it waits for something; true while there is more to do. */
  runUntil(untilMs: number): boolean {
    while (!this.hasQuit) {
      const now = performance.now();
      for (const semaphore of this.scheduler.timers.takeDue(now)) this.scheduler.signalFromHost(semaphore);
      if (now >= untilMs) return true;
      const { kind } = this.vm.run(turnFuel);
      if (kind === 'idle') return this.scheduler.timers.nextDueMs < Infinity;
    }
    return false;
  }

  /** When the next timer of the image is due; Infinity if it has none. */
  get nextTimerMs(): number {
    return this.scheduler.timers.nextDueMs;
  }

  get isOver(): boolean {
    return this.hasQuit;
  }
}

const aloneInTheWorld: InterpreterHost = {
  absent: () => FAIL,
  classOfAbsent: () => undefined,
  fault: () => false,
  returnElsewhere: () => false,
  processEnded: () => undefined,
};
