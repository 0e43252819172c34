// The Semaphore that an image's Delays wait on stands among its special objects, as in stock VMs: when the image is
// started again where no Smalltalk of its own has prepared for it, somebody has to signal it. Who then waits for a time
// looks at the clock, and waits again if that is not yet over.
import type { ProcessScheduler } from '../interpreter/processScheduler';
import type { SObject, Value } from '../object-memory/objects';
import type { ImageMemory } from './imageMemory';
import { Special } from './rawImage';

/** Before a snapshot that Smalltalk itself makes. */
export function keepTimer(image: ImageMemory, { timers }: ProcessScheduler): void {
  const { a } = image.specialObjects;
  if (timers.single && a.length > Special.TimerSemaphore) a[Special.TimerSemaphore] = timers.single;
}

/** Before a snapshot from outside: the saved image goes on with its Delays, on a stock VM, too. */
export function endTimer(image: ImageMemory, scheduler: ProcessScheduler): void {
  const { single } = scheduler.timers;
  if (single && isWaitedFor(image, single)) scheduler.signalFromHost(single);
}

/** When an image starts. */
export function wakeTimer(image: ImageMemory, { timers }: ProcessScheduler): void {
  const semaphore = image.specialObjects.a[Special.TimerSemaphore];
  if (isWaitedFor(image, semaphore)) timers.setSingle(semaphore, performance.now());
}

function isWaitedFor(image: ImageMemory, semaphore: Value | undefined): semaphore is SObject {
  const { known, nil } = image.kernel;
  return (
    typeof semaphore === 'object' &&
    semaphore.$b.isOrInheritsFrom(known.Semaphore) &&
    (semaphore as SObject & { f0: Value }).f0 !== nil
  );
}
