// Spur's table of classes: headers name a class by its place in it, and the place is the class's identity hash.
import type { SObject } from '../object-memory/objects';
import type { ImageBehavior } from './imageBehavior';
import type { ImageMemory } from './imageMemory';

/** Places of the classes of immediate objects, which are the tags of their words. */
export const tagIndexes = { integer: 1, character: 2, float: 4 } as const;
/** Places below it are for classes that virtual machines know. */
export const firstFreeIndex = 1024;
export const pageEntries = 1024;
export const maxClassIndex = 4096 * pageEntries - 1;

/** Gives new classes the hashes that nobody has. */
export class ClassIndexes {
  private used: Set<number> | null = null;
  private next = firstFreeIndex;

  constructor(private readonly memory: ImageMemory) {}

  take(): number {
    if (!this.used) {
      this.used = new Set(this.memory.origin.classAliases.keys());
      for (const { classObject } of this.memory.kernel.allBehaviors) this.used.add(classObject.h);
    }
    while (this.used.has(this.next)) this.next++;
    return this.next++;
  }
}

export class ClassTable {
  /** Classes by page and place; a hole has none. */
  readonly pages: SObject[][] = [];
  private readonly indexes = new Map<ImageBehavior, number>();
  private readonly classes = new Map<number, SObject>();

  constructor(memory: ImageMemory, withInstances: ReadonlySet<ImageBehavior>) {
    const { kernel, origin } = memory;
    for (const [index, behavior] of origin.classAliases) this.classes.set(index, behavior.classObject);
    const late: ImageBehavior[] = [];
    for (const behavior of kernel.allBehaviors) {
      const { classObject } = behavior;
      if (!withInstances.has(behavior) && (classObject.h === 0 || origin.unlisted.has(behavior))) continue;
      const holder = this.classes.get(classObject.h);
      const isFree = holder === undefined || holder === classObject || origin.classAliases.has(classObject.h);
      if (classObject.h > 0 && isFree) this.place(classObject.h, behavior);
      else late.push(behavior);
    }
    // Nobody has asked these for their hash, or two had the same.
    for (const behavior of late) {
      behavior.classObject.h = 0;
      this.place(memory.identityHash(behavior.classObject), behavior);
    }
    for (const [index, classObject] of this.classes)
      (this.pages[Math.floor(index / pageEntries)] ??= [])[index % pageEntries] = classObject;
    for (let i = 0; i < this.pages.length; i++) this.pages[i] ??= [];
    for (const [behavior, index] of origin.instanceIndexes) this.indexes.set(behavior, index);
  }

  private place(index: number, behavior: ImageBehavior): void {
    this.classes.set(index, behavior.classObject);
    this.indexes.set(behavior, index);
  }

  /** The index by which instances of `behavior` name it. */
  indexOf(behavior: ImageBehavior): number {
    return this.indexes.get(behavior)!;
  }
}
