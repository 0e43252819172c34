// How much of the thread's heap is left.
import { getHeapStatistics } from 'node:v8';

/** Above this much, collections of garbage take seconds. */
const comfortableBytes = 2 * 2 ** 30;

/** What a recursion without end fills in a second or two. */
const largeBytes = 768 * 2 ** 20;

export function isMemoryLarge(): boolean {
  return getHeapStatistics().used_heap_size > largeBytes;
}

/** True once less than a quarter of the heap is left, or it is larger than is good for anyone. */
export function isMemoryLow(): boolean {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  return used > Math.min(limit * 0.75, comfortableBytes);
}
