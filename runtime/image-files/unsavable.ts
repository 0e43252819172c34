// What our own class library defined in an image that was read from a file: classes and methods that this virtual machine
// knows, and the image's own objects don't. They can't be part of a file.
import { Method } from '../object-memory/method';
import { ImageBehavior } from './imageBehavior';
import type { ImageMemory } from './imageMemory';
import { isOwnCode } from './ownCode';

/** An image can't be saved, or not all of it. */
export class UnsavableError extends Error {
  override readonly name = 'UnsavableError';
}

/** Throws UnsavableError if something would be lost. */
export function checkSavable(memory: ImageMemory): void {
  const names = [...definitions(memory)];
  if (names.length === 0) return;
  const shown = names.slice(0, shownNames).join(', ') + (names.length > shownNames ? ', …' : '');
  throw new UnsavableError(
    `${memory.name} can't be saved with what was defined in it since it was started: ${shown}. Load that into a new image: archipelago snapshot FILE SOURCE`,
  );
}
const shownNames = 5;

function* definitions({ kernel }: ImageMemory): Generator<string> {
  for (const behavior of kernel.behaviors.values())
    if (!(behavior instanceof ImageBehavior)) yield behavior.printName;
  for (const behavior of kernel.allBehaviors)
    for (const [selector, method] of behavior.methods)
      if (method instanceof Method && isOwnCode(method) && !behavior.hasInDictionary(method))
        yield `${behavior.printName}>>${selector}`;
}
