// The Semaphores of one image that wait for a time. Times are performance.now() milliseconds.
import type { ReferenceMap } from '../object-memory/tracing';
import type { RootTable } from '../object-memory/objectMemory';
import type { SObject } from '../object-memory/objects';

interface Timer {
  semaphore: SObject;
  dueMs: number;
}

export class Timers implements RootTable {
  /** Sorted by time; few enough that inserting by scanning is cheapest. */
  private readonly pending: Timer[] = [];
  private single: Timer | null = null;

  add(semaphore: SObject, dueMs: number): void {
    let i = this.pending.length;
    while (i > 0 && this.pending[i - 1].dueMs > dueMs) i--;
    this.pending.splice(i, 0, { semaphore, dueMs });
  }

  /** Squeak's one timer; null cancels it. */
  setSingle(semaphore: SObject | null, dueMs: number): void {
    this.single = semaphore && { semaphore, dueMs };
  }

  cancel(semaphore: SObject): void {
    for (let i = this.pending.length - 1; i >= 0; i--)
      if (this.pending[i].semaphore === semaphore) this.pending.splice(i, 1);
  }

  /** When the next one is due, Infinity if none is. */
  get nextDueMs(): number {
    const first = this.pending.length > 0 ? this.pending[0].dueMs : Infinity;
    return this.single ? Math.min(first, this.single.dueMs) : first;
  }

  /** Takes the Semaphores that are due by `nowMs`. */
  takeDue(nowMs: number): SObject[] {
    const due: SObject[] = [];
    while (this.pending.length > 0 && this.pending[0].dueMs <= nowMs)
      due.push(this.pending.shift()!.semaphore);
    if (this.single && this.single.dueMs <= nowMs) {
      due.push(this.single.semaphore);
      this.single = null;
    }
    return due;
  }

  mapReferences(map: ReferenceMap): void {
    for (const timer of this.pending) timer.semaphore = map(timer.semaphore) as SObject;
    if (this.single) this.single.semaphore = map(this.single.semaphore) as SObject;
  }
}
