// Semaphores that the host signals: Smalltalk registers them in the array of external objects and gives the VM an index.
import type { Interpreter } from '../interpreter/interpreter';
import type { ProcessScheduler } from '../interpreter/processScheduler';
import type { SArray, SObject, Value } from '../object-memory/objects';
import { wakeGuest } from './guestPrimitives';
import type { ImageMemory } from './imageMemory';
import { Special } from './rawImage';

/** Signals the Semaphore that is registered under `index` (base 1) when it is called. Nothing happens if there is none. */
export function externalSignal(vm: Interpreter, image: ImageMemory, index: number): () => void {
  const { scheduler } = vm;
  return () => signal(image, scheduler, index);
}

/** Signals the Semaphore that waits for the user to interrupt, when it is called. */
export function interruptSignal(vm: Interpreter, image: ImageMemory): () => void {
  const { scheduler } = vm;
  return () => signalIfSemaphore(image, scheduler, image.specialObjects.a[Special.InterruptSemaphore]);
}

function signal(image: ImageMemory, scheduler: ProcessScheduler, index: number): void {
  const objects = image.specialObjects.a[Special.ExternalObjects] as Partial<SArray> | undefined;
  signalIfSemaphore(image, scheduler, objects?.a?.[index - 1]);
}

function signalIfSemaphore(
  image: ImageMemory,
  scheduler: ProcessScheduler,
  semaphore: Value | undefined,
): void {
  if (typeof semaphore !== 'object' || !semaphore.$b.isOrInheritsFrom(image.kernel.known.Semaphore)) return;
  scheduler.signalFromHost(semaphore as SObject);
  wakeGuest(image);
}
