// The special objects of an exported image, in Squeak's order (ObjectMemory class>>initializeSpecialObjectIndices).
import { specialSelectors } from '../compiler/sistaBytecodes';
import { Special } from '../image-files/rawImage';
import type { ImageMemory } from '../image-files/imageMemory';
import type { SArray, SObject, Value } from '../object-memory/objects';

const count = 62;

const classes: readonly (readonly [number, string])[] = [
  [4, 'Bitmap'],
  [5, 'SmallInteger'],
  [6, 'ByteString'],
  [7, 'Array'],
  [9, 'BoxedFloat64'],
  [10, 'Context'],
  [12, 'Point'],
  [13, 'LargePositiveInteger'],
  [15, 'Message'],
  [16, 'CompiledMethod'],
  [18, 'Semaphore'],
  [19, 'Character'],
  [26, 'ByteArray'],
  [27, 'Process'],
  [36, 'BlockClosure'],
  [37, 'FullBlockClosure'],
  [39, 'Mutex'],
  [42, 'LargeNegativeInteger'],
];

const selectors: readonly (readonly [number, string])[] = [
  [20, 'doesNotUnderstand:'],
  [21, 'cannotReturn:'],
  [25, 'mustBeBoolean'],
  [34, 'cannotInterpret:'],
  [48, 'aboutToReturn:through:'],
  [49, 'run:with:in:'],
  [50, 'attemptToAssign:withIndex:'],
  [53, 'invokeCallbackContext:'],
  [57, 'unusedBytecode'],
  [58, 'conditionalBranchCounterTrippedOn:'],
  [59, 'classTrapFor:'],
];
/** Arrays for what a virtual machine notes and names. */
const externalObjects = 38;
const primitiveErrors = 51;
const errorNames = [
  'bad receiver',
  'bad argument',
  'bad index',
  'bad number of arguments',
  'inappropriate operation',
  'unsupported operation',
  'no modification',
  'insufficient object memory',
  'insufficient C memory',
  'not found',
  'bad method',
  'internal error in named primitive machinery',
  'object may move',
  'resource limit exceeded',
  'object is pinned',
  'primitive write beyond end of object',
];
const userInterruptSemaphore = 30;
const finalizationSemaphore = 41;

/** `processor` is its binding, `smalltalk` the object of that name. */
export function specialObjectsArray(memory: ImageMemory, processor: SObject, smalltalk: Value): SArray {
  const { kernel } = memory;
  const slots = new Array<Value>(count).fill(kernel.nil);
  slots[Special.False] = kernel.false_;
  slots[Special.True] = kernel.true_;
  slots[Special.SchedulerAssociation] = processor;
  slots[8] = smalltalk;
  for (const [place, name] of classes) {
    const behavior = kernel.behaviors.get(name);
    if (behavior) slots[place] = memory.classObject(behavior);
  }
  for (const [place, selector] of selectors) slots[place] = kernel.symbol(selector);
  for (const place of [Special.TimerSemaphore, userInterruptSemaphore, finalizationSemaphore])
    slots[place] = newSemaphore(memory);
  slots[Special.SpecialSelectors] = kernel.array(
    specialSelectors.flatMap((selector) => [kernel.symbol(selector), argumentsOf(selector)]),
  );
  slots[externalObjects] = kernel.array([]);
  slots[primitiveErrors] = kernel.array([kernel.nil, ...errorNames.map((name) => kernel.symbol(name))]);
  return kernel.array(slots);
}

function newSemaphore({ kernel }: ImageMemory): SObject {
  const semaphore = kernel.known.Semaphore.instantiate(0) as SObject & { f2: Value };
  semaphore.f2 = 0;
  return semaphore;
}

function argumentsOf(selector: string): number {
  if (/^\w/.test(selector)) return selector.split(':').length - 1;
  return 1;
}
