// What a file says of an image that live objects have no place for: kept, so that it can be written again as it was.
import { Context } from '../object-memory/context';
import type { SLargeInt, SObject } from '../object-memory/objects';
import type { ImageBehavior } from './imageBehavior';
import type { ImageHeader } from './imageHeader';
import type { ImageMemory } from './imageMemory';
import { RawFormat, type RawImage } from './rawImage';
import { SpurImage } from './spurImage';
import { instanceSpecification, kindOf } from './specifications';

/** What the header of an object has beside class, format and hash. */
export interface ObjectTraits {
  readonly isPinned: boolean;
  readonly isImmutable: boolean;
  /** The format's number, where it is not what the class says of its instances. */
  readonly specification?: number;
  /** Pointers that a Context has room for, where that is not what its method asks for. */
  readonly slots?: number;
  /** A Context whose stack pointer is nil: it runs nothing, and others are copied from it. */
  readonly hasNoStackPointer?: boolean;
}

export interface ImageOrigin {
  readonly header: ImageHeader;
  /** Places of the class table whose number is not the hash of the class there. */
  readonly classAliases: ReadonlyMap<number, ImageBehavior>;
  /** Those by which instances name their class, where that is not its hash. */
  readonly instanceIndexes: ReadonlyMap<ImageBehavior, number>;
  /** Classes with a hash that are not in the table: they had no instances. */
  readonly unlisted: ReadonlySet<ImageBehavior>;
}

/** Marks a hash as given in formats where 0 is one, too: V3 hashes have 12 bits. */
export const givenHash = 0x1000;

/** Called when `objects`, by their numbers in `image`, are all there. */
export function keepOrigin(
  image: RawImage,
  memory: ImageMemory,
  objects: readonly SObject[],
  behaviors: ReadonlyMap<number, ImageBehavior>,
): void {
  const { header } = image;
  const { memory: format } = header.version;
  const specifications = new Map<number, number>();
  const instanceIndexes = new Map<ImageBehavior, number>();
  for (let index = 0; index < image.objectCount; index++) {
    if (image.formatOf(index) === RawFormat.Forwarder) continue;
    const object = objects[index];
    if (format === 'v3') object.h |= givenHash;
    const behavior = image.classOf(index);
    if (image instanceof SpurImage && image.classIndexOf(index) !== image.hashOf(behavior))
      instanceIndexes.set(behaviors.get(behavior)!, image.classIndexOf(index));
    let expected = specifications.get(behavior);
    if (expected === undefined)
      specifications.set(behavior, (expected = instanceSpecification(format, behaviors.get(behavior)!)));
    const traits = traitsOf(image, index, object, expected);
    if (traits) memory.traits.set(object, traits);
    if (object.$b.format === 'largeInt') keepSize(image, index, object as SLargeInt);
  }
  const classAliases = new Map<number, ImageBehavior>();
  const unlisted = new Set(format === 'spur' ? behaviors.values() : []);
  if (image instanceof SpurImage)
    for (let i = 0; i < image.classTableSize; i++) {
      const behavior = image.classAtIndex(i);
      const known = behaviors.get(behavior);
      if (!known) continue;
      unlisted.delete(known);
      if (image.hashOf(behavior) !== i) classAliases.set(i, known);
    }
  memory.origin = { header, classAliases, instanceIndexes, unlisted };
}

function traitsOf(
  image: RawImage,
  index: number,
  object: SObject,
  expected: number,
): ObjectTraits | undefined {
  const { memory } = image.header.version;
  const isPinned = image.isPinned(index);
  const isImmutable = image.isImmutable(index);
  const kind = kindOf(memory, image.specificationOf(index));
  const hasOwn = kind !== kindOf(memory, expected) && image.isPointers(index);
  const slots = object instanceof Context ? image.wordCountOf(index) : undefined;
  const isOdd = slots !== undefined && slots !== contextSlots(object as Context);
  const hasNoStackPointer = slots !== undefined && image.integerIn(index, stackPointerSlot) === undefined;
  if (!isPinned && !isImmutable && !hasOwn && !isOdd && !hasNoStackPointer) return undefined;
  return {
    isPinned,
    isImmutable,
    ...(hasOwn && { specification: kind }),
    ...(isOdd && { slots }),
    ...(hasNoStackPointer && { hasNoStackPointer }),
  };
}

/** Of a Context. */
export const stackPointerSlot = 2;

/** Slots that a Context has for its method, the fields before the stack included. */
export function contextSlots(context: Context): number {
  return context.$b.fieldCount + context.method.home.body.frameSize;
}

/** Digits that are 0 at the high end count for `digitLength`. */
function keepSize(image: RawImage, index: number, integer: SLargeInt): void {
  const bytes = image.bytesOf(index);
  if (bytes.length === 0 || bytes[bytes.length - 1] === 0) integer.b = bytes.slice();
}
