// Keeps one runaway Process from taking the worker with it: when the host's memory runs low, the Process that is just
// running gets an OutOfMemory error; if that does not help, it is ended.
import type { Context } from '../object-memory/context';
import { contextFor } from './deliveryContext';
import type { Vat } from './vat';
import type { WireError } from './wire';

/** Preempted turns between two looks at the host's memory, which cost some microseconds. */
const lookInterval = 16;
/** Turns that a Process has to unwind after it was told. */
const graceTurns = 2000;

export class MemoryGuard {
  private turns = 0;
  private toldAtTurn = -Infinity;

  constructor(private readonly isMemoryLow: () => boolean) {}

  /** To be called after a turn that used all its fuel; the image's active Process is suspended then. */
  afterFullTurn(vat: Vat): void {
    if (++this.turns % lookInterval !== 0 || !this.isMemoryLow()) return;
    const process = vat.scheduler.activeProcess;
    if (!process) return;
    const top = process.f1 as Context;
    const depth = depthOf(top);
    const text = `memory is low: ${vat.name} runs a Process of ${depth} activations; look for a recursion without end`;
    if (this.turns - this.toldAtTurn > graceTurns) {
      this.toldAtTurn = this.turns;
      const signaller = vat.memory.classNamed('OutOfMemory')!;
      process.f1 = contextFor(vat.memory, top, signaller, 'signal:', [vat.memory.kernel.string(text)]);
      return;
    }
    if (this.turns - this.toldAtTurn < graceTurns / 2) return;
    const error: WireError = { cls: 'OutOfMemory', text, stack: '', suspension: null };
    vat.processFailed(process, error);
    vat.abandon(process);
  }
}

function depthOf(top: Context): number {
  let depth = 0;
  for (let c: Context | null = top; c !== null; c = c.sender) depth++;
  return depth;
}
