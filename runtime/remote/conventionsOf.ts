import { ImageMemory } from '../image-files/imageMemory';
import type { ObjectMemory } from '../object-memory/objectMemory';
import type { Conventions } from './conventions';
import { GuestConventions } from './guestConventions';
import { KernelConventions } from './kernelConventions';

/** How the Smalltalk of an image is spoken to. */
export function conventionsOf(memory: ObjectMemory): Conventions {
  return memory instanceof ImageMemory ? new GuestConventions(memory) : new KernelConventions(memory);
}
