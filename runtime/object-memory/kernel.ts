// What the images of a kernel share within a worker: classes, methods, symbols, characters, nil, true and false, and
// the template of the per-image state (globals, class variables) that each image copies lazily.
import { Behavior } from './behavior';
import { installLayout } from './layouts';
import type { Method } from './method';
import type { ObjectMemory } from './objectMemory';
import { sendRoot } from './sendRoot';
import { knownClassNames, type KnownClasses } from './knownClasses';
import type {
  Format,
  SArray,
  SBytes,
  SCharacter,
  SFloat,
  SLargeInt,
  SObject,
  SWords,
  Value,
} from './objects';

/** SmallIntegers of our images are Spur 64's: 61 bits. */
const maxSmallInteger = (1n << 60n) - 1n;
const minSmallInteger = -(1n << 60n);
const maxSafeInteger = Number.MAX_SAFE_INTEGER;
const maxSafe = BigInt(maxSafeInteger);
const minSafe = -maxSafe;

/** What defines a class; names are resolved by the caller. */
export interface ClassSpec {
  readonly name: string;
  readonly superclass: Behavior | null;
  readonly format: Format;
  readonly instanceVariableNames: string[];
  readonly classInstanceVariableNames: string[];
}

/** Told when methods or layouts change: what was compiled from them no longer holds. */
export interface CodeWatcher {
  methodChanged(behavior: Behavior, selector: string): void;
  shapeChanged(behavior: Behavior): void;
  /** A method or block itself changed, or has breakpoints now, or none any more. */
  codeChanged(code: Method): void;
  /** The class inherits from another now. */
  superclassChanged(behavior: Behavior, before: Behavior | null): void;
  /** One of the images that share the kernel has ended. */
  imageEnded(image: ObjectMemory): void;
  /** The kernel's only image has ended. */
  release(): void;
}

export class Kernel {
  /** What prototypes of classes without a superclass inherit from. */
  readonly rootPrototype: object = Object.create(sendRoot) as object;
  watcher: CodeWatcher | null = null;
  readonly nil: SObject = { h: 1 } as SObject;
  readonly true_: SObject = { h: 2 } as SObject;
  readonly false_: SObject = { h: 3 } as SObject;
  /** The class of purged objects: it understands nothing, so that every send to one traps. */
  readonly leaf = new Behavior('Leaf', null, 'virtual', [], false, null);
  /** The classes that the VM itself knows; set by `finish`. */
  known!: KnownClasses;
  readonly behaviors = new Map<string, Behavior>();
  /** Slot of each global name. Frozen once images start. */
  readonly globals = new Map<string, number>();
  /** Names by slot, for errors and inspection. */
  readonly slotNames: string[] = [];
  /** Class variables of each class: name to slot. */
  readonly variables = new Map<Behavior, Map<string, number>>();
  /** The class of blocks whose code is no part of their method's, where that is another than BlockClosure. */
  fullBlockClass: Behavior | null = null;
  /** The largest SmallInteger that arithmetic without a message gives. */
  readonly maxSmallInteger: number = maxSafeInteger;
  /** A conditional jump is taken again with what mustBeBoolean answers; else the answer stays where the jump was. */
  readonly jumpsOnceMore: boolean = true;
  /** Bumped whenever any method of this kernel changes: inline caches of older epochs are relinked. */
  epoch = 1;
  protected readonly symbols = new Map<string, SObject>();
  private readonly characters: SCharacter[] = [];
  private readonly wideCharacters = new Map<number, SCharacter>();

  /** Adds a class and its metaclass. Layouts are installed by `layOut`. */
  addClass(spec: ClassSpec, owner: object | null = null): Behavior {
    const { name, superclass, format } = spec;
    const behavior = new Behavior(name, superclass, format, spec.instanceVariableNames, false, owner);
    const metaSuper = superclass ? superclass.counterpart : (this.behaviors.get('Class') ?? null);
    const meta = new Behavior(name, metaSuper, 'class', spec.classInstanceVariableNames, true, owner);
    behavior.counterpart = meta;
    meta.counterpart = behavior;
    superclass?.subclasses.add(behavior);
    metaSuper?.subclasses.add(meta);
    return behavior;
  }

  layOut(behavior: Behavior): void {
    installLayout(behavior, this.nil, this.rootPrototype);
    this.watcher?.shapeChanged(behavior);
  }

  allocateSlot(name: string): number {
    return this.slotNames.push(name) - 1;
  }

  globalSlot(name: string): number {
    let slot = this.globals.get(name);
    if (slot === undefined) this.globals.set(name, (slot = this.allocateSlot(name)));
    return slot;
  }

  /** Called once all classes are laid out: gives nil, true, false and the immediates their classes. */
  finish(): void {
    const known = {} as Record<string, Behavior>;
    for (const name of knownClassNames) {
      const behavior = this.behaviors.get(name);
      if (!behavior) throw new Error(`The kernel lacks the class ${name}, which the VM needs`);
      known[name] = behavior;
    }
    // A copy: V8 makes an object slow to read that gets so many computed names one by one.
    this.known = { ...known } as unknown as KnownClasses;
    this.layOut(this.leaf);
    Object.setPrototypeOf(this.nil, this.known.UndefinedObject.prototype);
    Object.setPrototypeOf(this.true_, this.known.True.prototype);
    Object.setPrototypeOf(this.false_, this.known.False.prototype);
    for (let i = 0; i < 256; i++) this.characters.push(this.newCharacter(i));
  }

  setMethod(behavior: Behavior, selector: string, method: Method | null): void {
    // Delete, then define: an assignment would leave V8's callers slow (see execution.md, trap 2).
    behavior.methods.delete(selector);
    if (method) behavior.methods.set(selector, method);
    behavior.flush(selector);
    this.epoch++;
    this.watcher?.methodChanged(behavior, selector);
  }

  /** Objects became others, wherever they were referred to. */
  referencesReplaced(): void {
    // Here neither methods nor classes are referred to by the image's own objects.
  }

  /** Classes and metaclasses, the images' own among them. */
  *everyBehavior(): Iterable<Behavior> {
    const pending = [...this.behaviors.values()].filter((b) => b.superclass === null);
    const seen = new Set<Behavior>(pending);
    for (const behavior of this.behaviors.values()) seen.add(behavior);
    // Sets grow while they are iterated.
    for (const behavior of seen) {
      yield behavior;
      seen.add(behavior.counterpart);
      for (const subclass of behavior.subclasses) seen.add(subclass);
    }
  }

  boolean(b: boolean): SObject {
    return b ? this.true_ : this.false_;
  }

  /** The class of any value of this kernel. */
  classOf(v: Value): Behavior {
    return typeof v === 'object' ? v.$b : this.known.SmallInteger;
  }

  float(v: number): SFloat {
    return this.known.BoxedFloat64.instantiate(v) as SFloat;
  }

  /** Some Floats are of another class, which depends on their number. */
  hasImmediateFloats(): boolean {
    return false;
  }

  /** The normalised Integer for a JavaScript integer of any size. */
  integer(n: number | bigint): Value {
    if (typeof n === 'number') {
      if (Number.isSafeInteger(n)) return n + 0 === 0 ? 0 : n;
      n = BigInt(n);
    }
    if (n <= maxSafe && n >= minSafe) return Number(n);
    if (n <= maxSmallInteger && n >= minSmallInteger) return n;
    return this.largeInteger(n);
  }

  protected largeInteger(n: bigint): SLargeInt {
    const behavior = n < 0n ? this.known.LargeNegativeInteger : this.known.LargePositiveInteger;
    const large = behavior.instantiate(0) as SLargeInt;
    large.big = n;
    return large;
  }

  character(codePoint: number): SCharacter {
    if (codePoint < 256) return this.characters[codePoint];
    let c = this.wideCharacters.get(codePoint);
    if (!c) this.wideCharacters.set(codePoint, (c = this.newCharacter(codePoint)));
    return c;
  }

  private newCharacter(codePoint: number): SCharacter {
    const c = this.known.Character.instantiate(0) as SCharacter;
    c.value = codePoint;
    return c;
  }

  /** A new String: ByteString where every character fits a byte, else WideString. Surrogate pairs become one character. */
  string(text: string): SObject {
    if (/^[\u0000-\u00ff]*$/.test(text)) return this.latin1String(text);
    return this.wide(this.known.WideString, text);
  }

  latin1String(text: string): SBytes {
    const string = this.known.ByteString.instantiate(0) as SBytes;
    string.s = text;
    return string;
  }

  symbol(text: string): SObject {
    let symbol = this.symbols.get(text);
    if (symbol === undefined) {
      if (/^[\u0000-\u00ff]*$/.test(text)) {
        symbol = this.known.ByteSymbol.instantiate(0);
        (symbol as SBytes).s = text;
      } else symbol = this.wide(this.known.WideSymbol, text);
      this.symbols.set(text, symbol);
    }
    return symbol;
  }

  /** The Symbol with that text if one was made already. */
  existingSymbol(text: string): SObject | undefined {
    return this.symbols.get(text);
  }

  allSymbols(): Iterable<SObject> {
    return this.symbols.values();
  }

  bytes(bytes: Uint8Array): SBytes {
    const o = this.known.ByteArray.instantiate(0) as SBytes;
    o.s = null;
    o.b = bytes;
    return o;
  }

  array(values: Value[]): SArray {
    return this.known.Array.instantiate(values) as SArray;
  }

  private wide(behavior: Behavior, text: string): SWords {
    const wide = behavior.instantiate(0) as SWords;
    wide.w = Uint32Array.from(text, (c) => c.codePointAt(0)!);
    return wide;
  }
}
