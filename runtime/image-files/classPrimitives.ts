// Instances of classes that an image's own Smalltalk has made or changed, and those classes themselves: 70 and 71.
import type { Interpreter } from '../interpreter/interpreter';
import { installLayout } from '../object-memory/layouts';
import type { SClass, SObject, Value } from '../object-memory/objects';
import { isClassObject } from '../primitives/operands';
import type { Primitive, PrimitiveFamily } from '../primitives/primitive';
import { primitiveNumbered } from '../primitives/primitiveTable';
import { shapeOf } from './classShape';
import { ImageBehavior } from './imageBehavior';
import { ImageMemory } from './imageMemory';

/** A new class or metaclass: what it is about is stored into its fields afterwards. */
function newClass(image: ImageMemory, metaclass: ImageBehavior): SObject {
  const { kernel } = image;
  const isMeta = metaclass === kernel.metaclass;
  const behavior = new ImageBehavior(kernel, '', null, isMeta ? 'class' : 'normal', 0, isMeta);
  // Until a metaclass has made its instance, it is its own counterpart.
  behavior.counterpart = behavior;
  if (!isMeta) {
    behavior.counterpart = metaclass;
    metaclass.counterpart = behavior;
  }
  installLayout(behavior, kernel.nil, kernel.rootPrototype);
  const object = metaclass.instantiate(0) as { behavior?: ImageBehavior } & SObject;
  object.behavior = behavior;
  behavior.classObject = object as SClass;
  kernel.allBehaviors.push(behavior);
  return object;
}

function extending(number: 70 | 71): Primitive {
  const otherwise = primitiveNumbered(number);
  return (vm, stack, rcvr, argc) => {
    const { image } = vm;
    const cls = stack[rcvr];
    if (!(image instanceof ImageMemory) || !isClassObject(cls) || !(cls.behavior instanceof ImageBehavior))
      return otherwise(vm, stack, rcvr, argc);
    const { behavior } = cls;
    behavior.readShape((word) => shapeOf(image.dialect.memory, word));
    if (number === 70 && behavior.format === 'class') return newClass(image, behavior);
    // Images make a Float of two words and store these into it.
    if (number === 71 && behavior.format === 'float' && stack[rcvr + 1] === 2) return behavior.instantiate(0);
    if (number === 71) countElements(vm, image, stack[rcvr + 1]);
    return otherwise(vm, stack, rcvr, argc);
  };
}

/** Elements after which whoever runs the image looks at its memory: a turn is as long as many activations. */
const elementsATurn = 1 << 25;

/** Lets the turn end early where an image takes much memory in few activations. */
function countElements(vm: Interpreter, image: ImageMemory, count: Value): void {
  if (typeof count !== 'number') return;
  image.newElements += count;
  if (image.newElements < elementsATurn) return;
  image.newElements = 0;
  vm.stopWith({ kind: 'yielded' });
}

/** Made when called: it stands on the primitives that are there before. */
export function classPrimitives(): PrimitiveFamily {
  return { numbered: { 70: extending(70), 71: extending(71) } };
}
