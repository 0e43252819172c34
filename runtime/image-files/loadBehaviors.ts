import type { Format } from '../object-memory/objects';
import { shapeOf } from './classShape';
import { ImageBehavior } from './imageBehavior';
import type { ImageKernel } from './imageKernel';
import { RawClasses } from './rawClasses';
import { Special, type RawImage } from './rawImage';
import { SpurImage } from './spurImage';

/** Where the special objects have the classes that the VM knows. */
const knownPlaces: readonly (readonly [string, Special])[] = [
  ['SmallInteger', Special.ClassSmallInteger],
  ['ByteString', Special.ClassByteString],
  ['Array', Special.ClassArray],
  ['BoxedFloat64', Special.ClassFloat],
  ['Context', Special.ClassMethodContext],
  ['Point', Special.ClassPoint],
  ['LargePositiveInteger', Special.ClassLargePositiveInteger],
  ['Message', Special.ClassMessage],
  ['CompiledMethod', Special.ClassCompiledMethod],
  ['Semaphore', Special.ClassSemaphore],
  ['Character', Special.ClassCharacter],
  ['ByteArray', Special.ClassByteArray],
  ['Process', Special.ClassProcess],
  ['BlockClosure', Special.ClassBlockClosure],
  ['LargeNegativeInteger', Special.ClassLargeNegativeInteger],
];

/** A behavior for each class object of the image, by its number; superclasses first. */
export function loadBehaviors(image: RawImage, kernel: ImageKernel): Map<number, ImageBehavior> {
  const classes = new RawClasses(image);
  const behaviors = new Map<number, ImageBehavior>();
  const begun = new Set<number>();

  const load = (object: number): ImageBehavior | null => {
    const there = behaviors.get(object);
    if (there) return there;
    if (object < 0 || !classes.isClass(object)) return null;
    if (begun.has(object)) image.fail(object, 'a class', 'one that inherits from itself');
    begun.add(object);
    const superclass = load(classes.superclassOf(object));
    const isMeta = classes.isMetaclass(object);
    const name = classes.nameOf(object).replace(/ class$/, '');
    const behavior = new ImageBehavior(
      kernel,
      name,
      superclass,
      formatOf(image, classes, object),
      classes.fieldCountOf(object),
      isMeta,
    );
    behavior.formatWord = classes.formatOf(object);
    if (classes.isMetaclassClass(object)) kernel.metaclass = behavior;
    behaviors.set(object, behavior);
    kernel.allBehaviors.push(behavior);
    if (!isMeta) kernel.behaviors.set(name, behavior);
    return behavior;
  };
  for (const object of classes.all()) load(object);
  kernel.smallFloatClass = behaviors.get(image.immediateClass('float')) ?? null;
  for (const [object, behavior] of behaviors)
    if (!behavior.isMeta) {
      behavior.counterpart = behaviors.get(image.classOf(object)) ?? behavior;
      behavior.counterpart.counterpart = behavior;
    }
  for (const behavior of kernel.allBehaviors) {
    // The metaclass of no class.
    behavior.counterpart ??= behavior;
    kernel.layOut(behavior);
  }
  // What is there before closures, at that place or under that name, is something else.
  const { hasClosures } = image.header.version;
  if (!hasClosures) kernel.specialClasses.set('BlockClosure', kernel.absentClass('BlockClosure'));
  for (const [name, place] of knownPlaces) {
    if (place === Special.ClassBlockClosure && !hasClosures) continue;
    const behavior = behaviors.get(image.special(place));
    if (behavior) kernel.specialClasses.set(name, behavior);
  }
  kernel.fullBlockClass = behaviors.get(fullBlockClass(image)) ?? null;
  const blockContexts = image.special(Special.ClassBlockContext);
  if (image.isBlockContextClass(blockContexts))
    kernel.blockContextClass = behaviors.get(blockContexts) ?? null;
  const symbols = behaviors.get(image.classOf(image.special(Special.SelectorDoesNotUnderstand)));
  if (symbols) kernel.specialClasses.set('ByteSymbol', symbols);
  for (const behavior of kernel.allBehaviors) {
    if (behavior === kernel.specialClasses.get('ByteString')) behavior.isText = true;
    behavior.isText ||= behavior.superclass?.isText ?? false;
    behavior.isSymbols ||= behavior === symbols || (behavior.superclass?.isSymbols ?? false);
  }
  kernel.finish();
  return behaviors;
}

function formatOf(image: RawImage, classes: RawClasses, behavior: number): Format {
  if (classes.isMetaclass(behavior) || classes.isMetaclassClass(behavior)) return 'class';
  const special = (place: number): boolean => image.special(place) === behavior;
  if (
    special(Special.ClassMethodContext) ||
    (image.header.version.hasClosures && special(Special.ClassBlockClosure)) ||
    fullBlockClass(image) === behavior ||
    image.isBlockContextClass(behavior)
  )
    return 'virtual';
  if (special(Special.ClassFloat) || image.immediateClass('float') === behavior) return 'float';
  if (special(Special.ClassLargePositiveInteger) || isNegativeLargeInteger(image, classes, behavior))
    return 'largeInt';
  if (special(Special.ClassCharacter)) return 'character';
  return shapeOf(image.header.version.memory, classes.formatOf(behavior)).format;
}

/** Virtual machines know it by its place in the class table, newer images have it among their special objects, too. */
function fullBlockClass(image: RawImage): number {
  if (!(image instanceof SpurImage)) return -1;
  return image.classAtIndex(fullBlockClassIndex);
}
const fullBlockClassIndex = 38;

/** The special objects of the first images end before this class: their VMs left negative ones to Smalltalk. */
function isNegativeLargeInteger(image: RawImage, classes: RawClasses, behavior: number): boolean {
  const known = image.special(Special.ClassLargeNegativeInteger);
  return known < 0 || !classes.isClass(known)
    ? classes.nameOf(behavior) === 'LargeNegativeInteger'
    : known === behavior;
}
