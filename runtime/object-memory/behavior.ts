// What a class is to the VM: its place in the hierarchy, its instances' layout and its methods. Shared by all images
// of a kernel; an image's own view of the class (class variables, class-side state) is its SClass mirror.
import type { Instantiate } from './layouts';
import type { Method } from './method';
import type { Format, SObject } from './objects';
import type { Trampoline } from './trampoline';

let nextId = 1;

/** What a method dictionary holds: a method, or a trampoline where the images of a worker disagree. */
export type MethodEntry = Method | Trampoline;

/** Shared description of one class or metaclass. */
export class Behavior {
  /** Unique in the worker. */
  readonly id = nextId++;
  /** Keyed by selector. Only `defineMethod`/`removeMethod` of Kernel and ObjectMemory write it. */
  readonly methods = new Map<string, MethodEntry>();
  /** Lookup results including inherited ones; undefined entries were never asked for. Flushed by `flush`. */
  readonly lookupCache = new Map<string, MethodEntry | null>();
  readonly subclasses = new Set<Behavior>();
  /** The metaclass of a class, the class of a metaclass. */
  counterpart!: Behavior;
  /** Names of the instance variables defined here, without inherited ones. */
  instanceVariableNames: string[];
  /** Named fields of an instance, inherited ones included. */
  fieldCount: number;
  /** Makes an instance with `size` indexable elements. */
  instantiate!: Instantiate;
  prototype!: SObject;
  category = '';
  comment = '';
  /** Names of the class variables defined here; their slots are in `Kernel.variables` or the image's. */
  classVariableNames: string[] = [];
  poolNames: string[] = [];
  /** Fields brought in here whose Floats may be their own (ownFloats.ts); null while there is none. */
  floatFields: Set<number> | null = null;
  /** Instances are Strings; Symbols are, too. */
  isText: boolean;
  isSymbols: boolean;
  /** Protocol of each selector that has one. */
  readonly protocols = new Map<string, string>();

  constructor(
    public name: string,
    public superclass: Behavior | null,
    public format: Format,
    instanceVariableNames: string[],
    readonly isMeta: boolean,
    /** The image that defined it, null for the kernel's own. */
    readonly owner: object | null,
  ) {
    this.instanceVariableNames = instanceVariableNames;
    this.isText = !isMeta && (name === 'String' || (superclass?.isText ?? false));
    this.isSymbols = !isMeta && (name === 'Symbol' || name === 'ByteSymbol' || name === 'WideSymbol');
    this.fieldCount = (superclass ? superclass.fieldCount : 0) + instanceVariableNames.length;
  }

  /** The class for a metaclass, itself for a class. */
  get instanceSide(): Behavior {
    return this.isMeta ? this.counterpart : this;
  }

  get classSide(): Behavior {
    return this.isMeta ? this : this.counterpart;
  }

  /** `Foo` or `Foo class`. */
  get printName(): string {
    return this.isMeta ? `${this.counterpart.name} class` : this.name;
  }

  get isPointers(): boolean {
    return this.format === 'normal' || this.format === 'variable' || this.format === 'weak';
  }

  get isIndexable(): boolean {
    return this.format !== 'normal' && this.format !== 'immediate' && this.format !== 'virtual';
  }

  allInstanceVariableNames(): string[] {
    return this.superclass
      ? [...this.superclass.allInstanceVariableNames(), ...this.instanceVariableNames]
      : [...this.instanceVariableNames];
  }

  /** The entry for `selector` here or above, null if there is none. */
  lookup(selector: string): MethodEntry | null {
    const cached = this.lookupCache.get(selector);
    if (cached !== undefined) return cached;
    let entry: MethodEntry | null = null;
    for (let b: Behavior | null = this; b !== null; b = b.superclass) {
      const found = b.methods.get(selector);
      if (found !== undefined) {
        entry = found;
        break;
      }
    }
    this.lookupCache.set(selector, entry);
    return entry;
  }

  /** Forgets what lookups of `selector` (or of all selectors) answered here and below. */
  flush(selector?: string): void {
    if (selector === undefined) this.lookupCache.clear();
    else this.lookupCache.delete(selector);
    for (const sub of this.subclasses) sub.flush(selector);
  }

  /** Itself and all classes below. */
  *withSubclasses(): Iterable<Behavior> {
    const found = new Set<Behavior>([this]);
    // Sets grow while they are iterated.
    for (const behavior of found) {
      yield behavior;
      for (const subclass of behavior.subclasses) found.add(subclass);
    }
  }

  inheritsFrom(other: Behavior): boolean {
    for (let b = this.superclass; b !== null; b = b.superclass) if (b === other) return true;
    return false;
  }

  isOrInheritsFrom(other: Behavior): boolean {
    return this === other || this.inheritsFrom(other);
  }
}
