// Bounded queues: how many messages this image has on their way to each other one, which Processes wait to send more,
// and how many messages of each sender were taken and are not yet credited.
import type { SProcess } from '../interpreter/processScheduler';
import type { ImageId } from '../object-memory/objectMemory';

/** Messages that may be on their way to one image before its senders wait. */
export const creditWindow = 1024;
const creditBatch = 256;

export class FlowControl {
  private readonly outstanding = new Map<ImageId, number>();
  private readonly waiting = new Map<ImageId, SProcess[]>();
  private readonly taken = new Map<ImageId, number>();

  sent(to: ImageId): void {
    this.outstanding.set(to, (this.outstanding.get(to) ?? 0) + 1);
  }

  /** True while `to` has as many untaken messages as it may have. */
  isFull(to: ImageId): boolean {
    return (this.outstanding.get(to) ?? 0) >= creditWindow;
  }

  /** `to` took `count` messages: the Processes that may now try again. */
  credited(to: ImageId, count: number): readonly SProcess[] {
    const left = (this.outstanding.get(to) ?? 0) - count;
    if (left <= 0) this.outstanding.delete(to);
    else this.outstanding.set(to, left);
    return left >= creditWindow ? [] : this.takeWaiting(to);
  }

  /** Notes a Process that waits for room; answers how to forget it. */
  addWaiting(to: ImageId, process: SProcess): () => void {
    const waiting = this.waiting.get(to) ?? [];
    waiting.push(process);
    this.waiting.set(to, waiting);
    return () => {
      const index = waiting.indexOf(process);
      if (index >= 0) waiting.splice(index, 1);
    };
  }

  private takeWaiting(to: ImageId): readonly SProcess[] {
    const waiting = this.waiting.get(to) ?? [];
    this.waiting.delete(to);
    return waiting;
  }

  /** A message of `from` left the queue; answers how many to credit now, 0 while it is too few to tell. */
  took(from: ImageId): number {
    const count = (this.taken.get(from) ?? 0) + 1;
    if (count >= creditBatch) this.taken.delete(from);
    else this.taken.set(from, count);
    return count >= creditBatch ? count : 0;
  }

  /** An image is gone: the Processes that waited for it. */
  forget(image: ImageId): readonly SProcess[] {
    this.outstanding.delete(image);
    this.taken.delete(image);
    return this.takeWaiting(image);
  }

  clear(): void {
    this.outstanding.clear();
    this.waiting.clear();
    this.taken.clear();
  }
}
