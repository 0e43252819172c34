// The Semaphore that an image's Delays wait on stands among its special objects, as in stock VMs: when the image is
// started again where no Smalltalk of its own has prepared for it, somebody has to signal it.
import type { ProcessScheduler } from '../interpreter/processScheduler';
import type { SObject } from '../object-memory/objects';
import type { ImageMemory } from './imageMemory';
import { Special } from './rawImage';

/** Before a snapshot. */
export function keepTimer(image: ImageMemory, { timers }: ProcessScheduler): void {
  const { a } = image.specialObjects;
  if (timers.single && a.length > Special.TimerSemaphore) a[Special.TimerSemaphore] = timers.single;
}

/** When an image starts: whoever waits for a time looks at the clock, and waits again if it is not yet over. */
export function wakeTimer(image: ImageMemory, { timers }: ProcessScheduler): void {
  const semaphore = image.specialObjects.a[Special.TimerSemaphore];
  const isWaitedFor =
    typeof semaphore === 'object' &&
    semaphore.$b.isOrInheritsFrom(image.kernel.known.Semaphore) &&
    (semaphore as SObject & { f0: unknown }).f0 !== image.kernel.nil;
  if (isWaitedFor) timers.setSingle(semaphore, performance.now());
}
