// The compiled code of one kernel's images: by which properties its methods are called, and what stands there. One
// property a selector: at the root of all objects it looks the method up; compiled methods stand at their classes.
import type { Behavior, MethodEntry } from '../object-memory/behavior';
import { Context } from '../object-memory/context';
import type { CodeWatcher, Kernel } from '../object-memory/kernel';
import { Method, SBlock, type Entry } from '../object-memory/method';
import type { ObjectMemory } from '../object-memory/objectMemory';
import { Ref } from '../object-memory/ref';
import { addToRoot, define, removeFromRoot, sendRoot } from '../object-memory/sendRoot';
import { Trampoline } from '../object-memory/trampoline';
import { VmObject } from '../object-memory/vmObject';
import { argumentCount } from '../primitives/stringConversions';
import { CodeSizes } from './codeSizes';
import { UNWINDING, type Machine } from './machine';

type Target = Record<string, unknown>;

// Objects of these have no class of Smalltalk's in their prototypes.
for (const prototype of [Number, BigInt, SBlock, Context, Ref, Method, VmObject].map(
  (of) => of.prototype as object,
))
  if (Object.getPrototypeOf(prototype) === Object.prototype) Object.setPrototypeOf(prototype, sendRoot);

let kernels = 0;

/** Numbers and blocks have one prototype each for all kernels: so many of these have compiled methods there. */
const mostShared = 4;
const sharing: KernelCode[] = [];

/** When no object of a kernel is left, what stands at the root for it goes, too. */
const ended = new FinalizationRegistry<ReadonlyMap<string, string>>((properties) => {
  for (const property of properties.values()) removeFromRoot(property);
});

export class KernelCode implements CodeWatcher {
  private readonly prefix = `${kernels++}:`;
  private readonly properties = new Map<string, string>();
  /** All methods by selector and class, as they were last looked at. */
  private implementors = new Map<string, Map<Behavior, MethodEntry>>();
  /** Classes whose prototypes have a property for a selector. */
  private readonly owners = new Map<string, Set<Behavior>>();
  /** Selectors that have a property at the prototypes of numbers or blocks. */
  private readonly flats = new Set<string>();
  /** Codes that were made of others, by the selectors of those. */
  readonly dependents = new Map<string, Set<Method>>();
  readonly sizes = new CodeSizes();
  /** What outlives the kernel holds it by this alone. */
  private readonly weak = new WeakRef(this);
  /** Methods whose entry has changed since their property was set. */
  private readonly stale = new Set<Method>();

  constructor(
    readonly kernel: Kernel,
    private readonly machine: Machine,
    /** Gives the method an entry. */
    private readonly prepare: (method: Method) => Entry,
    /** The methods of a selector changed: code made of them no longer holds. */
    private readonly changedIn: (code: KernelCode, selector: string) => void,
    private readonly anyChangedIn: (code: KernelCode) => void,
    /** See CodeWatcher. */
    readonly codeChanged: (code: Method) => void,
    private readonly released: () => void,
  ) {
    ended.register(kernel, this.properties);
    this.implementors = this.index();
    // All at once: each property that comes to the root later costs the code of all objects.
    for (const selector of this.implementors.keys()) this.propertyOf(selector);
    for (const [selector, known] of this.implementors)
      for (const [behavior, entry] of known)
        if (entry instanceof Trampoline) this.install(behavior, selector, entry);
  }

  release(): void {
    this.dropFlats();
    const place = sharing.indexOf(this);
    if (place >= 0) sharing.splice(place, 1);
    for (const property of this.properties.values()) removeFromRoot(property);
    this.released();
  }

  imageEnded(image: ObjectMemory): void {
    for (const known of this.implementors.values())
      for (const behavior of known.keys()) if (behavior.owner === image) known.delete(behavior);
    for (const owners of this.owners.values())
      for (const behavior of owners) if (behavior.owner === image) owners.delete(behavior);
    for (const codes of this.dependents.values())
      for (const code of codes) if (code.image === image) codes.delete(code);
    for (const code of this.stale) if (code.image === image) this.stale.delete(code);
    for (const code of this.sizes.codes()) if (code.image === image) this.sizes.forget(code);
  }

  /** One of its images has its turn: its methods stand at the prototypes of numbers and blocks, too. */
  serve(): void {
    if (sharing[sharing.length - 1] === this) return;
    const place = sharing.indexOf(this);
    if (place >= 0) sharing.splice(place, 1);
    sharing.push(this);
    if (place >= 0) return;
    if (sharing.length > mostShared) sharing.shift()!.dropFlats();
    for (const selector of this.owners.keys()) this.installFlat(selector);
  }

  private dropFlats(): void {
    for (const selector of this.flats)
      for (const prototype of [Number.prototype, BigInt.prototype, SBlock.prototype])
        Reflect.deleteProperty(prototype, this.propertyOf(selector));
    this.flats.clear();
  }

  /** The property by which methods of that selector are called; it is there on every receiver from now on. */
  propertyOf(selector: string): string {
    let property = this.properties.get(selector);
    if (property === undefined) {
      property = this.prefix + selector;
      this.properties.set(selector, property);
      addToRoot(property, this.dispatchingEntry(selector));
    }
    return property;
  }

  private index(): Map<string, Map<Behavior, MethodEntry>> {
    const implementors = new Map<string, Map<Behavior, MethodEntry>>();
    for (const behavior of this.kernel.everyBehavior()) {
      for (const [selector, entry] of behavior.methods) {
        const known = implementors.get(selector);
        if (known) known.set(behavior, entry);
        else implementors.set(selector, new Map([[behavior, entry]]));
      }
    }
    return implementors;
  }

  // --- Entries that are no compiled code ---

  /** Looks the method up each time; none: the receiver is absent, or does not understand. */
  private dispatchingEntry(selector: string): Entry {
    const { weak, machine } = this;
    return function (depth, ...args) {
      const code = weak.deref()!;
      const receiver = this as { $b: Behavior };
      const behavior = typeof receiver === 'object' ? receiver.$b : code.kernel.known.SmallInteger;
      // The state of a Context that runs is not in it.
      const entry = receiver instanceof Context ? null : behavior.lookup(selector);
      if (entry !== null) return code.entryFor(entry).call(receiver, depth, ...args);
      machine.pending = { kind: 'send', selector, operands: [receiver, ...args] as never };
      return UNWINDING;
    };
  }

  private entryFor(entry: MethodEntry): Entry {
    if (entry instanceof Trampoline) return this.trampolineEntry(entry);
    return entry.entry ?? this.prepare(entry);
  }

  private readonly trampolines = new Map<Trampoline, Entry>();

  /** Each image goes on with its own method, or with the shared one. */
  private trampolineEntry(trampoline: Trampoline): Entry {
    let entry = this.trampolines.get(trampoline);
    if (entry) return entry;
    const { machine } = this;
    const code = this;
    const missing: Entry = function (_depth, ...args) {
      const operands = [this, ...args] as never;
      machine.pending = { kind: 'send', selector: trampoline.selector, operands };
      return UNWINDING;
    };
    const target = (): Entry => {
      const method = trampoline.resolved(machine.image);
      return method === null ? missing : (method.entry ?? code.prepare(method));
    };
    // Without lists of arguments, as far as most selectors go.
    switch (argumentCount(trampoline.selector)) {
      case 0:
        entry = function (depth) {
          return target().call(this, depth);
        };
        break;
      case 1:
        entry = function (depth, x) {
          return target().call(this, depth, x);
        };
        break;
      default:
        entry = function (depth, ...args) {
          return target().call(this, depth, ...args);
        };
    }
    this.trampolines.set(trampoline, entry);
    return entry;
  }

  // --- Properties of classes ---

  private own(behavior: Behavior, selector: string, entry: MethodEntry | undefined): void {
    const property = this.propertyOf(selector);
    let owners = this.owners.get(selector);
    const target = behavior.prototype;
    // Deleted first: an assignment would leave callers slow for good.
    Reflect.deleteProperty(target, property);
    owners?.delete(behavior);
    if (entry === undefined) return;
    define(target, property, this.entryFor(entry));
    if (!owners) this.owners.set(selector, (owners = new Set()));
    owners.add(behavior);
  }

  /** Whether a class above has a property that would be found. */
  private isShadowed(behavior: Behavior, selector: string): boolean {
    const owners = this.owners.get(selector);
    if (owners === undefined) return false;
    for (let b = behavior.superclass; b !== null; b = b.superclass) if (owners.has(b)) return true;
    return false;
  }

  /** Gives the class its property, and those below that have methods of their own theirs. */
  private install(behavior: Behavior, selector: string, entry: MethodEntry): void {
    this.own(behavior, selector, entry);
    const owners = this.owners.get(selector)!;
    for (const [other, otherEntry] of this.implementors.get(selector) ?? [])
      if (!owners.has(other) && other.inheritsFrom(behavior)) this.own(other, selector, otherEntry);
    this.installFlat(selector);
  }

  /** Receivers that are not of one class each: their compiled methods stand at what they are to JavaScript. */
  private installFlat(selector: string): void {
    if (!sharing.includes(this)) return;
    const { known, fullBlockClass } = this.kernel;
    const ofInteger = known.SmallInteger.lookup(selector);
    this.flat(Number.prototype, selector, ofInteger);
    this.flat(BigInt.prototype, selector, ofInteger);
    const ofBlock = known.BlockClosure.lookup(selector);
    const isOne = fullBlockClass === null || fullBlockClass.lookup(selector) === ofBlock;
    this.flat(SBlock.prototype, selector, isOne ? ofBlock : null);
  }

  private flat(prototype: object, selector: string, entry: MethodEntry | null): void {
    const property = this.propertyOf(selector);
    const wanted = entry instanceof Trampoline || entry?.entry ? this.entryFor(entry) : undefined;
    const present = Object.hasOwn(prototype, property) ? (prototype as Target)[property] : undefined;
    if (present === wanted) return;
    Reflect.deleteProperty(prototype, property);
    if (!wanted) return;
    define(prototype, property, wanted);
    this.flats.add(selector);
  }

  // --- Changes ---

  /** The method has another entry: its property follows at the next `refresh`. */
  entryChanged(method: Method): void {
    if (!method.isBlock) this.stale.add(method);
  }

  get hasStale(): boolean {
    return this.stale.size > 0;
  }

  /** Sets the properties of the methods whose entries have changed, all at once: V8 drops code for each. */
  refresh(): void {
    for (const method of this.stale)
      for (const [behavior, entry] of this.implementors.get(method.selector) ?? [])
        if (entry === method) this.install(behavior, method.selector, method);
    this.stale.clear();
  }

  methodChanged(behavior: Behavior, selector: string): void {
    const entry = behavior.methods.get(selector);
    let known = this.implementors.get(selector);
    if (!known) this.implementors.set(selector, (known = new Map<Behavior, MethodEntry>()));
    if (entry === undefined) known.delete(behavior);
    else known.set(behavior, entry);
    this.propertyOf(selector);
    this.changedIn(this, selector);
    const isOwner = this.owners.get(selector)?.has(behavior) === true;
    if (
      entry !== undefined &&
      (isOwner || entry instanceof Trampoline || this.isShadowed(behavior, selector))
    )
      this.install(behavior, selector, entry);
    else {
      if (isOwner) this.own(behavior, selector, undefined);
      this.installFlat(selector);
    }
  }

  /** Its prototype is another now, with nothing on it. */
  shapeChanged(behavior: Behavior): void {
    for (const [selector, entry] of behavior.methods) {
      this.owners.get(selector)?.delete(behavior);
      if (this.implementors.get(selector)?.get(behavior) !== entry) this.methodChanged(behavior, selector);
      else if (this.isShadowed(behavior, selector)) this.install(behavior, selector, entry);
    }
  }

  superclassChanged(behavior: Behavior, before: Behavior | null): void {
    // Nobody has found anything above a class that had nothing above it.
    if (before !== null) this.anyChangedIn(this);
    for (const below of behavior.withSubclasses())
      for (const [selector, entry] of below.methods)
        if (this.owners.get(selector)?.has(below) !== true && this.isShadowed(below, selector))
          this.install(below, selector, entry);
    const { known, fullBlockClass } = this.kernel;
    const flat = [known.SmallInteger, known.BlockClosure, fullBlockClass];
    if (flat.some((one) => one?.isOrInheritsFrom(behavior)))
      for (const selector of this.properties.keys()) this.installFlat(selector);
  }
}
