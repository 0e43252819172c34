// Deliveries whose Processes are ready and have not run yet. While there are many, no more messages are taken: they
// stay in the queue, and so their senders come to wait.
import type { SProcess } from '../interpreter/processScheduler';
import type { Context } from '../object-memory/context';
import type { SObject } from '../object-memory/objects';

const limit = 256;
const few = 4;

export class UnstartedDeliveries {
  /** In the order in which they will run; what started or ended is dropped at the front. */
  private readonly queue: { readonly process: SProcess; readonly context: Context }[] = [];

  constructor(private readonly nil: SObject) {}

  add(process: SProcess, context: Context): void {
    // Where deliveries come one by one, the last has started: it need not be kept.
    while (this.queue.length > 0 && this.queue.length < few && !this.isUnstarted(this.queue[0]))
      this.queue.shift();
    this.queue.push({ process, context });
  }

  get isFull(): boolean {
    if (this.queue.length < limit) return false;
    let started = 0;
    while (started < this.queue.length && !this.isUnstarted(this.queue[started])) started++;
    this.queue.splice(0, started);
    return this.queue.length >= limit;
  }

  private isUnstarted({ process, context }: { process: SProcess; context: Context }): boolean {
    return process.f1 === context && context.pc === 0 && process.f3 !== this.nil;
  }
}
