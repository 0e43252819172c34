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
  private one: Timer | null = null;

  /** Squeak's one timer, while it runs. */
  get single(): SObject | null {
    return this.one?.semaphore ?? null;
  }

  /** All that will be signalled. */
  *semaphores(): Iterable<SObject> {
    for (const { semaphore } of this.pending) yield semaphore;
    if (this.one) yield this.one.semaphore;
  }

  add(semaphore: SObject, dueMs: number): void {
    let i = this.pending.length;
    while (i > 0 && this.pending[i - 1].dueMs > dueMs) i--;
    this.pending.splice(i, 0, { semaphore, dueMs });
  }

  /** Squeak's one timer; null cancels it. */
  setSingle(semaphore: SObject | null, dueMs: number): void {
    this.one = semaphore && { semaphore, dueMs };
  }

  cancel(semaphore: SObject): void {
    for (let i = this.pending.length - 1; i >= 0; i--)
      if (this.pending[i].semaphore === semaphore) this.pending.splice(i, 1);
  }

  /** When the next one is due, Infinity if none is. */
  get nextDueMs(): number {
    const first = this.pending.length > 0 ? this.pending[0].dueMs : Infinity;
    return this.one ? Math.min(first, this.one.dueMs) : first;
  }

  /** Takes the Semaphores that are due by `nowMs`. */
  takeDue(nowMs: number): SObject[] {
    const due: SObject[] = [];
    while (this.pending.length > 0 && this.pending[0].dueMs <= nowMs)
      due.push(this.pending.shift()!.semaphore);
    if (this.one && this.one.dueMs <= nowMs) {
      due.push(this.one.semaphore);
      this.one = null;
    }
    return due;
  }

  mapReferences(map: ReferenceMap): void {
    for (const timer of this.pending) timer.semaphore = map(timer.semaphore) as SObject;
    if (this.one) this.one.semaphore = map(this.one.semaphore) as SObject;
  }
}
