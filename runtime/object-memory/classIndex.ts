// Identity hashes of classes: places of the class table of a Spur image, so that an image can be written as one.
import type { Behavior } from './behavior';

/** Where virtual machines look for some classes (SpurMemoryManager, "compact class indices"). */
const knownIndexes: ReadonlyMap<string, number> = new Map([
  ['SmallInteger', 1],
  ['Character', 2],
  ['SmallFloat64', 4],
  ['LargeNegativeInteger', 32],
  ['LargePositiveInteger', 33],
  ['BoxedFloat64', 34],
  ['Message', 35],
  ['Context', 36],
  ['BlockClosure', 37],
  ['FullBlockClosure', 38],
  ['Semaphore', 48],
  ['ByteArray', 50],
  ['Array', 51],
  ['ByteString', 52],
  ['Bitmap', 53],
  ['Point', 54],
]);
/** The first page of the table is for classes that virtual machines know. */
const firstFreeIndex = 1024;

/** A number of its own for each class of a worker. */
export function classIndexOf(behavior: Behavior): number {
  const known = behavior.isMeta || behavior.owner !== null ? undefined : knownIndexes.get(behavior.name);
  return known ?? firstFreeIndex + behavior.id;
}
