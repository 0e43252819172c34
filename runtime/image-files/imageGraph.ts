// The objects that a snapshot has: what is reachable from the special objects and the classes, in the order in which it
// is written.
import type { SFloat, SObject, Value } from '../object-memory/objects';
import { Method } from '../object-memory/method';
import { ImageBehavior } from './imageBehavior';
import type { ImageMemory } from './imageMemory';
import { BodyReader, type ObjectBody } from './objectBody';

export class ImageGraph {
  readonly objects: SObject[] = [];
  /** Classes that have instances. */
  readonly used = new Set<ImageBehavior>();
  private readonly numbers = new Map<SObject, number>();
  private readonly bodies: BodyReader;
  /** Objects made for numbers that are no SmallIntegers of the format. */
  private readonly boxes = new Map<number | bigint, SObject>();
  private readonly maxInteger: bigint;
  readonly isSpur: boolean;

  constructor(readonly memory: ImageMemory) {
    const { memory: format, wordBytes } = memory.origin.header.version;
    this.isSpur = format === 'spur';
    this.maxInteger = wordBytes === 8 ? (1n << 60n) - 1n : (1n << 30n) - 1n;
    this.bodies = new BodyReader(memory);
  }

  /** Finds the objects; yields now and then what part of those known by then is looked through. */
  *collect(): Generator<number, void> {
    const { memory, objects } = this;
    const { kernel } = memory;
    // Spur's memory begins with these three.
    for (const first of [kernel.nil, kernel.false_, kernel.true_]) this.add(first);
    this.add(memory.specialObjects);
    for (const behavior of kernel.allBehaviors) this.add(behavior.classObject);
    for (let i = 0; i < objects.length; i++) {
      const { behavior, slots } = this.bodyOf(objects[i]);
      this.used.add(behavior);
      this.add(behavior.classObject);
      for (const value of slots) {
        const object = this.objectFor(value);
        if (object) this.add(object);
      }
      if (i % pauseObjects === 0) yield i / objects.length;
    }
  }

  private add(object: SObject): void {
    if (this.numbers.has(object)) return;
    this.numbers.set(object, this.objects.push(object) - 1);
  }

  /** Of an object of the graph. */
  bodyOf(object: SObject): ObjectBody {
    return this.bodies.bodyOf(object)!;
  }

  /** Number of an object of the graph. */
  numberOf(object: SObject): number {
    return this.numbers.get(object)!;
  }

  /** The object that a slot with `value` points to, undefined if the value is in the slot itself. */
  objectFor(value: Value): SObject | undefined {
    if (typeof value !== 'object') return this.isSmall(value) ? undefined : this.boxFor(value);
    const behavior = value.$b;
    // What lives in other images is not in a file, nor is code that the format has no bytecodes for.
    if (!(behavior instanceof ImageBehavior) || this.isForeignCode(value)) return this.memory.kernel.nil;
    if (this.isSpur && behavior.format === 'character') return undefined;
    return this.memory.kernel.isImmediateFloat(value as SFloat) ? undefined : value;
  }

  private isForeignCode(value: SObject): boolean {
    return value instanceof Method && this.bodies.bodyOf(value) === undefined;
  }

  private isSmall(value: number | bigint): boolean {
    if (typeof value === 'number' && this.maxInteger > Number.MAX_SAFE_INTEGER) return true;
    return value <= this.maxInteger && value >= -this.maxInteger - 1n;
  }

  private boxFor(value: number | bigint): SObject {
    let box = this.boxes.get(value);
    if (!box) this.boxes.set(value, (box = this.memory.kernel.integer(value) as SObject));
    return box;
  }
}

const pauseObjects = 20_000;
