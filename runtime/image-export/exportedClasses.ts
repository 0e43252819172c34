// The classes of an exported image as its virtual machine sees them, each with an empty class object.
import { ImageBehavior } from '../image-files/imageBehavior';
import type { ImageKernel } from '../image-files/imageKernel';
import { Behavior } from '../object-memory/behavior';
import { classIndexOf } from '../object-memory/classIndex';
import type { ObjectMemory } from '../object-memory/objectMemory';
import type { Format } from '../object-memory/objects';
import { fieldCountOf } from './classShapes';

export class ExportedClasses {
  readonly all = new Map<Behavior, ImageBehavior>();
  /** Classes that our kernel does without: of tables of methods, of Floats that are no objects, of blocks with code of their own. */
  readonly methodDictionary: Behavior;
  readonly smallFloat: Behavior;
  readonly fullBlock: Behavior;

  constructor(
    source: ObjectMemory,
    private readonly kernel: ImageKernel,
  ) {
    const { known } = source.kernel;
    this.methodDictionary = newClass('MethodDictionary', known.Object, 'variable', ['tally', 'array']);
    this.smallFloat = newClass('SmallFloat64', known.BoxedFloat64.superclass!, 'float', []);
    this.fullBlock = newClass('FullBlockClosure', known.BlockClosure, 'virtual', []);
    for (const behavior of [...source.classes(), this.methodDictionary, this.smallFloat, this.fullBlock]) {
      this.make(behavior);
      this.make(behavior.counterpart);
    }
    this.settle(source);
  }

  /** Whether the image itself has no such class. */
  isAdded({ instanceSide }: Behavior): boolean {
    return [this.methodDictionary, this.smallFloat, this.fullBlock].includes(instanceSide);
  }

  /** Superclasses first. */
  private make(behavior: Behavior): ImageBehavior {
    const made = this.all.get(behavior);
    if (made) return made;
    const { name, superclass, format, isMeta } = behavior;
    const above = superclass && this.make(superclass);
    const exported = new ImageBehavior(this.kernel, name, above, format, fieldCountOf(behavior), isMeta);
    this.all.set(behavior, exported);
    this.kernel.allBehaviors.push(exported);
    if (!isMeta) this.kernel.behaviors.set(name, exported);
    return exported;
  }

  private settle(source: ObjectMemory): void {
    const { kernel } = this;
    const { known } = source.kernel;
    for (const [behavior, exported] of this.all) {
      exported.counterpart = this.all.get(behavior.counterpart)!;
      kernel.layOut(exported);
    }
    kernel.metaclass = this.all.get(known.Metaclass)!;
    kernel.smallFloatClass = this.all.get(this.smallFloat)!;
    kernel.fullBlockClass = this.all.get(this.fullBlock)!;
    kernel.finish();
    for (const [object, behavior] of [
      [kernel.nil, known.UndefinedObject],
      [kernel.true_, known.True],
      [kernel.false_, known.False],
    ] as const)
      Object.setPrototypeOf(object, this.all.get(behavior)!.prototype as object);
    for (const [behavior, exported] of this.all) {
      const of = behavior.isMeta ? kernel.metaclass : exported.counterpart;
      const object = of.instantiate(0) as { behavior?: Behavior } & ImageBehavior['classObject'];
      object.behavior = exported;
      object.h = classIndexOf(behavior);
      exported.classObject = object;
    }
  }
}

function newClass(name: string, superclass: Behavior, format: Format, variables: string[]): Behavior {
  const behavior = new Behavior(name, superclass, format, variables, false, null);
  behavior.counterpart = new Behavior(name, superclass.counterpart, 'class', [], true, null);
  behavior.counterpart.counterpart = behavior;
  return behavior;
}
