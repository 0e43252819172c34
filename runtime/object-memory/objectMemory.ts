// One image's objects: its globals and class variables, its view of the classes, and its private code. Only its
// worker touches it. State of the kernel's template is copied at first touch, so that an idle image costs little.
import type { Devices } from '../devices/devices';
import type { Behavior } from './behavior';
import { classIndexOf } from './classIndex';
import { copyFromTemplate } from './templateCopy';
import type { ClassSpec, Kernel } from './kernel';
import type { Method } from './method';
import type { SClass, SObject, Value } from './objects';
import { type ReferenceMap, traceHeap } from './tracing';
import { Trampoline, resolveEntry } from './trampoline';

/** A table outside the heap that holds objects alive, and has to follow when objects become others. */
export interface RootTable {
  mapReferences(map: ReferenceMap): void;
}

export type ImageId = number & { readonly brand: 'ImageId' };

export class ObjectMemory {
  /** Values of globals and class variables; a hole was not copied from the template yet. */
  readonly slots: (Value | undefined)[];
  /** Globals that this image added. */
  readonly ownGlobals = new Map<string, number>();
  /** Class variables of this image's own classes. */
  readonly ownVariables = new Map<Behavior, Map<string, number>>();
  private readonly ownSlotNames: string[] = [];
  /** Globals that were stored into, so that one whose value is nil is known. */
  readonly declaredGlobals = new Set<string>();
  readonly ownClasses = new Set<Behavior>();
  readonly classObjects = new Map<Behavior, SClass>();
  readonly literalCopies = new Map<SObject, SObject>();
  /** Template objects and their copies here; weak so that it costs nothing once the templates' graph is copied. */
  readonly copies = new Map<SObject, SObject>();
  readonly rootTables = new Set<RootTable>();
  /** Where it has a method of its own, or none, in place of the kernel's; null while there is no such place. */
  overrides: Set<Trampoline> | null = null;
  /** What it runs there, by the trampolines' indexes, as far as asked since the kernel's epoch was `resolvedAt`. */
  readonly resolved: (Method | null | undefined)[] = [];
  resolvedAt = 0;
  /** What it was granted of the host. */
  devices: Devices = {};
  /** Told that something outside has signalled one of its Semaphores: it may have to run. */
  onSignal: (() => void) | undefined;
  /** Told `module.name` of a primitive that is not here, each time it is called. */
  onMissingPrimitive: ((name: string) => void) | undefined;
  private hashState: number;

  constructor(
    readonly kernel: Kernel,
    readonly id: ImageId,
    public name: string,
    /** The image whose state this one starts from; null for the template itself. */
    readonly template: ObjectMemory | null,
  ) {
    this.slots = template ? new Array<Value | undefined>(kernel.slotNames.length) : [];
    this.hashState = 0x2545f491 ^ (id * 0x9e3779b1);
  }

  /** Whether its kernel ends with it. */
  readonly ownsKernel: boolean = false;

  /** Value of a slot, copied from the template at first touch. */
  slotValue(slot: number): Value {
    const value = this.slots[slot];
    return value !== undefined ? value : this.materialise(slot);
  }

  /** Fills a slot from the template; nil where that has nothing. */
  materialise(slot: number): Value {
    let value = this.template?.slots[slot];
    if (value !== undefined && this.template) value = copyFromTemplate(this, value);
    return (this.slots[slot] = value ?? this.classForSlot(slot) ?? this.kernel.nil);
  }

  private classForSlot(slot: number): Value | undefined {
    const name = this.kernel.slotNames[slot];
    if (name === undefined || this.kernel.globals.get(name) !== slot) return undefined;
    const behavior = this.kernel.behaviors.get(name);
    return behavior && this.classObject(behavior);
  }

  slotName(slot: number): string {
    return this.kernel.slotNames[slot] ?? this.ownSlotNames[slot - this.kernel.slotNames.length];
  }

  private allocateSlot(name: string): number {
    if (this.template === null) return this.kernel.allocateSlot(name);
    return this.kernel.slotNames.length + this.ownSlotNames.push(name) - 1;
  }

  /** Slot of a global, undefined if there is none of that name. */
  globalSlot(name: string): number | undefined {
    return this.ownGlobals.get(name) ?? this.kernel.globals.get(name);
  }

  /** Slot of a global, made (with nil in it) if need be. */
  ensureGlobalSlot(name: string): number {
    let slot = this.globalSlot(name);
    if (slot === undefined) {
      if (this.template === null) slot = this.kernel.globalSlot(name);
      else this.ownGlobals.set(name, (slot = this.allocateSlot(name)));
    }
    return slot;
  }

  global(name: string): Value | undefined {
    const slot = this.globalSlot(name);
    return slot === undefined ? undefined : this.slotValue(slot);
  }

  setGlobal(name: string, value: Value): void {
    this.slots[this.ensureGlobalSlot(name)] = value;
    if (value === this.kernel.nil) this.declaredGlobals.add(name);
  }

  removeGlobal(name: string): void {
    const slot = this.globalSlot(name);
    if (slot === undefined) return;
    // The slot stays: code that names the global finds it again if it comes back.
    this.slots[slot] = this.kernel.nil;
    this.declaredGlobals.delete(name);
  }

  /** Names of all globals that are not nil here, or were set to nil. */
  *globalNames(): Iterable<string> {
    for (const name of this.kernel.globals.keys()) if (this.global(name) !== this.kernel.nil) yield name;
    for (const name of this.ownGlobals.keys())
      if (this.global(name) !== this.kernel.nil || this.declaredGlobals.has(name)) yield name;
  }

  /** Whether the image made a global itself, rather than having it from the kernel. */
  isOwnGlobal(name: string): boolean {
    const shared = this.kernel.globals.get(name);
    return shared === undefined || this.template === null || this.template.slots[shared] === this.kernel.nil;
  }

  /** The object that binds a name in code of `behavior`, in images that keep such objects of their own. */
  bindingObject(_behavior: Behavior, _name: string): SObject | undefined {
    return undefined;
  }

  /** Slot of a class variable seen from `behavior`, looking up the superclasses. */
  classVariableSlot(behavior: Behavior, name: string): number | undefined {
    for (let b: Behavior | null = behavior.instanceSide; b !== null; b = b.superclass) {
      const slot = this.ownVariables.get(b)?.get(name) ?? this.kernel.variables.get(b)?.get(name);
      if (slot !== undefined) return slot;
    }
    return undefined;
  }

  /** Declares a class variable, nil at first; one that exists keeps its value. */
  declareClassVariable(behavior: Behavior, name: string): number {
    const tables = this.template === null ? this.kernel.variables : this.ownVariables;
    const existing = this.kernel.variables.get(behavior)?.get(name) ?? tables.get(behavior)?.get(name);
    if (existing !== undefined) return existing;
    let table = tables.get(behavior);
    if (!table) tables.set(behavior, (table = new Map<string, number>()));
    const slot = this.allocateSlot(`${behavior.name}>>${name}`);
    table.set(name, slot);
    if (!behavior.classVariableNames.includes(name) && behavior.owner === this)
      behavior.classVariableNames.push(name);
    return slot;
  }

  /** Names and slots of the class variables of `behavior` itself. */
  classVariablesOf(behavior: Behavior): Map<string, number> {
    return new Map([
      ...(this.kernel.variables.get(behavior) ?? new Map<string, number>()),
      ...(this.ownVariables.get(behavior) ?? new Map<string, number>()),
    ]);
  }

  /** This image's object for a class or metaclass. */
  classObject(behavior: Behavior): SClass {
    const existing = this.classObjects.get(behavior);
    if (existing) return existing;
    const of = behavior.isMeta ? this.kernel.known.Metaclass : behavior.counterpart;
    const mirror = of.instantiate(0) as { behavior: Behavior } & SClass;
    mirror.behavior = behavior;
    this.classObjects.set(behavior, mirror);
    const original = this.template?.classObjects.get(behavior);
    if (original) copyFromTemplate(this, original);
    return mirror;
  }

  classOf(v: Value): SClass {
    return this.classObject(this.kernel.classOf(v));
  }

  /** The class object of that name, undefined if the global is no class. */
  classNamed(name: string): SClass | undefined {
    const value = this.global(name);
    return typeof value === 'object' && 'behavior' in value ? (value as SClass) : undefined;
  }

  /** All classes (not metaclasses) that this image sees. */
  *classes(): Iterable<Behavior> {
    for (const b of this.kernel.behaviors.values()) yield b;
    for (const b of this.ownClasses) if (!this.kernel.behaviors.has(b.name)) yield b;
  }

  /** Direct subclasses as this image sees them. */
  subclassesOf(behavior: Behavior): Behavior[] {
    return [...behavior.subclasses].filter((b) => b.owner === null || b.owner === this);
  }

  addClass(spec: ClassSpec): Behavior {
    const isKernels = this.template === null;
    const behavior = this.kernel.addClass(spec, isKernels ? null : this);
    this.kernel.layOut(behavior);
    this.kernel.layOut(behavior.counterpart);
    if (isKernels) this.kernel.behaviors.set(spec.name, behavior);
    else this.ownClasses.add(behavior);
    this.setGlobal(spec.name, this.classObject(behavior));
    return behavior;
  }

  removeClass(behavior: Behavior): void {
    for (const b of [behavior, behavior.counterpart]) b.superclass?.subclasses.delete(b);
    this.ownClasses.delete(behavior);
    this.removeGlobal(behavior.name);
  }

  /** The image has ended: the classes that it shared with others forget its own. */
  leaveKernel(): void {
    for (const behavior of this.ownClasses)
      for (const b of [behavior, behavior.counterpart]) b.superclass?.subclasses.delete(b);
    this.kernel.watcher?.imageEnded(this);
  }

  /**
   * Defines (or with null removes) a method as this image sees it. In a class of its own the dictionary is changed;
   * in a shared one a trampoline keeps the other images' method.
   */
  setMethod(behavior: Behavior, selector: string, method: Method | null): void {
    if (behavior.owner === this || this.template === null) {
      this.kernel.setMethod(behavior, selector, method);
      return;
    }
    const entry = behavior.methods.get(selector) ?? null;
    let trampoline: Trampoline;
    if (entry instanceof Trampoline) trampoline = entry;
    else {
      trampoline = new Trampoline(behavior, selector, entry);
      behavior.methods.delete(selector);
      behavior.methods.set(selector, trampoline);
      behavior.flush(selector);
    }
    trampoline.override(this, method);
    (this.overrides ??= new Set()).add(trampoline);
    this.kernel.epoch++;
    this.kernel.watcher?.methodChanged(behavior, selector);
  }

  /** The method for `selector` in `behavior` itself, null if this image sees none. */
  methodAt(behavior: Behavior, selector: string): Method | null {
    const entry = behavior.methods.get(selector);
    return entry instanceof Trampoline ? entry.local(this) : (entry ?? null);
  }

  /** Selectors and methods of `behavior` itself as this image sees them. */
  *methodsOf(behavior: Behavior): Iterable<[string, Method]> {
    for (const selector of behavior.methods.keys()) {
      const method = this.methodAt(behavior, selector);
      if (method) yield [selector, method];
    }
  }

  lookup(behavior: Behavior, selector: string): Method | null {
    return resolveEntry(behavior.lookup(selector), this);
  }

  /** This image's copy of a literal that shared code holds. */
  literalCopy(literal: SObject): SObject {
    let copy = this.literalCopies.get(literal);
    if (!copy) this.literalCopies.set(literal, (copy = copyFromTemplate(this, literal, new Map())));
    return copy;
  }

  identityHash(o: SObject): number {
    if (o.h === 0) o.h = 'behavior' in o ? classIndexOf((o as SClass).behavior) : this.nextHash();
    return o.h;
  }

  /** A hash for an object that has none. */
  nextHash(): number {
    // xorshift32: cheap and spread over 22 bits, as Spur's hashes are.
    let x = this.hashState;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.hashState = x;
    return x & 0x3fffff || 1;
  }

  /** Every object reachable from this image's roots, each once. */
  reachable(): Set<SObject> {
    return traceHeap(this);
  }

  /** Lets `map` replace each reference that the roots hold, without those of the table `except`. */
  mapRoots(map: ReferenceMap, except?: RootTable): void {
    for (let i = 0; i < this.slots.length; i++) {
      const value = this.slots[i];
      if (value !== undefined) this.slots[i] = map(value);
    }
    for (const mirror of this.classObjects.values()) map(mirror);
    for (const [literal, copy] of this.literalCopies) this.literalCopies.set(literal, map(copy) as SObject);
    for (const table of this.rootTables) if (table !== except) table.mapReferences(map);
  }
}
