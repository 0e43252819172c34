import { ObjectMemory, type ImageId } from '../object-memory/objectMemory';
import type { Behavior } from '../object-memory/behavior';
import type { Fields, SArray, SClass, Value } from '../object-memory/objects';
import type { Method } from '../object-memory/method';
import type { ReferenceMap } from '../object-memory/tracing';
import { ImageBehavior } from './imageBehavior';
import type { ImageKernel } from './imageKernel';
import type { MethodDialect } from './imageMethod';
import { Special } from './rawImage';

/** The objects of an unmodified image: its globals are where its own Smalltalk keeps them. */
export class ImageMemory extends ObjectMemory {
  /** The array of special objects; set once it is loaded. */
  specialObjects!: SArray;
  /** What the image is told when it asks for its file's name, and the arguments that it is started with. */
  fileName = '';
  arguments: readonly string[] = [];
  /** Of the screen that it was saved with. */
  windowSize = { width: 640, height: 480 };
  /** Code of Contexts that have none yet. */
  placeholder!: Method;

  constructor(
    override readonly kernel: ImageKernel,
    id: ImageId,
    name: string,
    readonly dialect: MethodDialect,
  ) {
    super(kernel, id, name, null);
    this.rootTables.add(this);
  }

  mapReferences(map: ReferenceMap): void {
    this.specialObjects = map(this.specialObjects) as SArray;
    for (const behavior of this.kernel.allBehaviors)
      behavior.classObject = map(behavior.classObject) as SClass;
  }

  override classObject(behavior: Behavior): SClass {
    return behavior instanceof ImageBehavior ? behavior.classObject : super.classObject(behavior);
  }

  /** Only the scheduler is known by name. */
  override global(name: string): Value | undefined {
    if (name !== 'Processor') return undefined;
    return (this.specialObjects.a[Special.SchedulerAssociation] as Fields).f1;
  }
}
