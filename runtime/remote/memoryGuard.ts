// Keeps one runaway Process from taking the worker with it: when the host's memory runs low, the Process with the
// deepest stack gets an OutOfMemory error; if that does not help, it is ended.
import type { SProcess } from '../interpreter/processScheduler';
import { Context } from '../object-memory/context';
import type { SObject } from '../object-memory/objects';
import type { Vat } from './vat';
import type { WireError } from './wire';

/** Preempted turns between two looks at the host's memory, which cost some microseconds. */
const lookInterval = 16;
/** Turns that a Process has to unwind after it was told. */
const graceTurns = 1000;
/** Activations that nobody needs by mistake. */
const deepStack = 10_000;
/** More than any program needs that comes to an end: waiting until memory is low would take many seconds. */
const endlessStack = 3_000_000;
/** Activations that handling the error may take on top of the stack. */
const handlingDepth = 1000;

interface Runaway {
  readonly vat: Vat;
  readonly process: SProcess;
  readonly depth: number;
}

export class MemoryGuard {
  private turns = 0;
  private lastToldAtTurn = -graceTurns;
  private readonly told = new WeakMap<SObject, { readonly turn: number; readonly depth: number }>();

  constructor(
    private readonly isMemoryLow: () => boolean,
    private readonly vats: () => Iterable<Vat>,
    /** Whether so much memory is in use that a recursion without end may be under way. */
    private readonly isMemoryLarge: () => boolean,
  ) {}

  /**
   * To be called after a turn that used all its fuel; the image's active Process is suspended then. `isLow`: it was
   * ended because of the memory in use.
   */
  afterFullTurn(vat: Vat, isLow: boolean): void {
    if (++this.turns % lookInterval !== 0 && !isLow) return;
    const isShort = this.isMemoryLow();
    if (!isShort && !this.isMemoryLarge()) return;
    const runaway = isShort ? (this.deepest(deepStack) ?? this.running(vat)) : this.deepest(endlessStack);
    if (!runaway) return;
    const { process, depth } = runaway;
    const before = this.told.get(process);
    if (before && (depth > before.depth + handlingDepth || this.turns - before.turn > graceTurns))
      end(runaway);
    else if (!before && (depth >= deepStack || this.turns - this.lastToldAtTurn >= graceTurns)) {
      // A shallow one may be innocent: what the last one left behind has to be collected first.
      this.told.set(process, { turn: this.turns, depth });
      this.lastToldAtTurn = this.turns;
      const { conventions } = runaway.vat;
      process.f1 = conventions.signalContext(process.f1 as Context, 'OutOfMemory', textFor(runaway));
    }
  }

  private running(vat: Vat): Runaway | undefined {
    const process = vat.scheduler.activeProcess;
    return process ? { vat, process, depth: depthOf(process) } : undefined;
  }

  /** The Process of all images that has the deepest stack, if that has so many activations. */
  private deepest(least: number): Runaway | undefined {
    let deepest: Runaway | undefined;
    for (const vat of this.vats()) {
      if (vat.state !== 'running') continue;
      for (const process of vat.scheduler.readyProcesses()) {
        const depth = depthOf(process);
        if (depth >= (deepest?.depth ?? least)) deepest = { vat, process, depth };
      }
    }
    return deepest;
  }
}

function textFor({ vat, depth }: Runaway): string {
  return `memory is low: ${vat.name} runs a Process of ${depth} activations; look for a recursion without end`;
}

function end(runaway: Runaway): void {
  const { vat, process } = runaway;
  const error: WireError = { cls: 'OutOfMemory', text: textFor(runaway), stack: '', suspension: null };
  vat.processFailed(process, error);
  vat.abandon(process);
}

function depthOf({ f1 }: SProcess): number {
  let depth = 0;
  for (let c = f1 instanceof Context ? f1 : null; c !== null; c = c.sender) depth++;
  return depth;
}
