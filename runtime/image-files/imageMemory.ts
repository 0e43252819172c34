import { ObjectMemory, type ImageId } from '../object-memory/objectMemory';
import type { Behavior } from '../object-memory/behavior';
import type { Fields, SArray, SClass, SObject, Value } from '../object-memory/objects';
import type { Method } from '../object-memory/method';
import type { ReferenceMap } from '../object-memory/tracing';
import { ImageBehavior } from './imageBehavior';
import { ClassIndexes } from './classTable';
import type { ImageHeader } from './imageHeader';
import type { ImageKernel } from './imageKernel';
import type { MethodDialect, MethodTexts } from './imageMethod';
import { ImageNames } from './imageNames';
import { givenHash, type ImageOrigin, type ObjectTraits } from './imageOrigin';
import { Special } from './rawImage';

/** Of a screen where the file says nothing of one. */
export const anyWindow = { width: 640, height: 480 } as const;

/** The objects of an unmodified image: its globals are where its own Smalltalk keeps them. */
export class ImageMemory extends ObjectMemory {
  /** The array of special objects; set once it is loaded. */
  specialObjects!: SArray;
  /** What its file said of it; set once it is loaded. */
  origin!: ImageOrigin;
  /** Of objects that have any. */
  readonly traits = new WeakMap<SObject, ObjectTraits>();
  private readonly classIndexes = new ClassIndexes(this);
  /** What the image is told when it asks for its file's name, and the arguments that it is started with. */
  fileName = '';
  arguments: readonly string[] = [];
  /** It has asked for one of them. */
  hasReadArguments = false;
  /** Of the screen that it was saved with. */
  windowSize: ImageHeader['windowSize'] = anyWindow;
  /** What names mean in its code. */
  readonly names = new ImageNames(this);
  /** The texts of its methods; null while nobody asks for them. */
  texts: MethodTexts | null = null;
  /** Asked for in new objects since it was last looked how much memory there is. */
  newElements = 0;
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

  override readonly ownsKernel = true;

  mapReferences(map: ReferenceMap): void {
    this.specialObjects = map(this.specialObjects) as SArray;
    for (const behavior of this.kernel.allBehaviors)
      behavior.classObject = map(behavior.classObject) as SClass;
  }

  /** Of a class in Spur its place in the class table; V3 hashes have 12 bits. */
  override identityHash(o: SObject): number {
    if (this.dialect.memory === 'v3') return (o.h ||= this.nextHash()) & (givenHash - 1);
    if (o.h === 0 && 'behavior' in o) o.h = this.classIndexes.take();
    return super.identityHash(o);
  }

  override nextHash(): number {
    return this.dialect.memory === 'v3' ? super.nextHash() | givenHash : super.nextHash();
  }

  override classObject(behavior: Behavior): SClass {
    // What the VM has put there is, to Smalltalk, an object like any other.
    return behavior instanceof ImageBehavior
      ? behavior.classObject
      : this.classObject(this.kernel.known.Object);
  }

  override global(name: string): Value | undefined {
    // Needed before all objects are there to be looked through.
    if (name === 'Processor') return (this.specialObjects.a[Special.SchedulerAssociation] as Fields).f1;
    const binding = this.names.global(name);
    return binding ? binding.f1 : super.global(name);
  }

  /** Asked for by our own class library, in images that we wrote: others' Smalltalk does it by itself. */
  override setGlobal(name: string, value: Value): void {
    const binding = this.names.global(name) ?? this.names.addGlobal(name, value);
    if (binding) binding.f1 = value;
    else super.setGlobal(name, value);
  }

  override *globalNames(): Iterable<string> {
    yield* this.names.globalNames();
    yield* super.globalNames();
  }

  override bindingObject(behavior: Behavior, name: string): SObject | undefined {
    return this.names.binding(behavior, name);
  }

  override *classes(): Iterable<Behavior> {
    for (const behavior of this.kernel.allBehaviors) if (!behavior.isMeta) yield behavior;
  }

  override *methodsOf(behavior: Behavior): Iterable<[string, Method]> {
    if (behavior instanceof ImageBehavior) behavior.refresh();
    yield* super.methodsOf(behavior);
  }

  override methodAt(behavior: Behavior, selector: string): Method | null {
    if (behavior instanceof ImageBehavior) behavior.refresh();
    return super.methodAt(behavior, selector);
  }
}
