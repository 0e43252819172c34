// The compiled code of one kernel's images: by which properties its methods are called, and what stands there.
import type { Behavior, MethodEntry } from '../object-memory/behavior';
import { Context } from '../object-memory/context';
import type { CodeWatcher, Kernel } from '../object-memory/kernel';
import { Method, SBlock, type Entry } from '../object-memory/method';
import { Ref } from '../object-memory/ref';
import { Trampoline } from '../object-memory/trampoline';
import { VmObject } from '../object-memory/vmObject';
import { UNWINDING, type Machine } from './machine';

type Target = Record<string, unknown>;

let kernels = 0;

export class KernelCode implements CodeWatcher {
  private readonly prefix = `${kernels++}:`;
  /** Selectors that compiled code sends, and the property of each. */
  private readonly properties = new Map<string, string>();
  private readonly implementors = new Map<string, Set<Behavior>>();
  private isIndexed = false;
  /** Methods whose entry has changed since their property was set. */
  private readonly stale = new Set<Method>();

  constructor(
    readonly kernel: Kernel,
    private readonly machine: Machine,
    /** Gives the method an entry. */
    private readonly prepare: (method: Method) => Entry,
    /** The methods of a selector changed: code made of them no longer holds. */
    private readonly changed: (selector: string) => void,
    /** See CodeWatcher. */
    readonly codeChanged: (code: Method) => void,
  ) {}

  /** The property by which methods of that selector are called; it is there on every receiver from now on. */
  propertyOf(selector: string): string {
    let property = this.properties.get(selector);
    if (property === undefined) {
      property = this.prefix + selector;
      this.properties.set(selector, property);
      this.activate(selector, property);
    }
    return property;
  }

  private activate(selector: string, property: string): void {
    this.index();
    const missing = this.missingEntry(selector);
    const dispatching = this.dispatchingEntry(selector);
    define(this.kernel.rootPrototype, property, missing);
    define(Context.prototype, property, this.pendingEntry(selector));
    define(Ref.prototype, property, missing);
    define(VmObject.prototype, property, missing);
    define(Method.prototype, property, dispatching);
    for (const behavior of this.implementors.get(selector) ?? [])
      this.installEntry(behavior, selector, property);
    this.installFlat(selector, property);
  }

  /** Receivers that have one prototype for several classes, or none of Smalltalk's. */
  private installFlat(selector: string, property: string): void {
    const { known, fullBlockClass } = this.kernel;
    const ofInteger = this.entryOf(known.SmallInteger, selector) ?? this.missingEntry(selector);
    define(Number.prototype, property, ofInteger);
    define(BigInt.prototype, property, ofInteger);
    const ofBlock = this.entryOf(known.BlockClosure, selector);
    const ofFullBlock = fullBlockClass === null ? ofBlock : this.entryOf(fullBlockClass, selector);
    const isOne = ofBlock !== null && ofBlock === ofFullBlock;
    define(SBlock.prototype, property, isOne ? ofBlock : this.dispatchingEntry(selector));
  }

  private entryOf(behavior: Behavior, selector: string): Entry | null {
    const entry = behavior.lookup(selector);
    return entry === null ? null : this.entryFor(entry);
  }

  private entryFor(entry: MethodEntry): Entry {
    if (entry instanceof Trampoline) return this.trampolineEntry(entry);
    return entry.entry ?? this.prepare(entry);
  }

  private installEntry(behavior: Behavior, selector: string, property: string): void {
    const entry = behavior.methods.get(selector);
    const target = behavior.prototype as unknown as Target;
    // Deleted first: an assignment would leave callers slow for good.
    if (Object.hasOwn(target, property)) Reflect.deleteProperty(target, property);
    if (entry !== undefined) define(target, property, this.entryFor(entry));
  }

  // --- Entries that are no compiled code ---

  private readonly missing = new Map<string, Entry>();

  /** No method of that selector: an absent object, or one that does not understand. */
  private missingEntry(selector: string): Entry {
    let entry = this.missing.get(selector);
    if (!entry) this.missing.set(selector, (entry = this.pendingEntry(selector)));
    return entry;
  }

  private pendingEntry(selector: string): Entry {
    const { machine } = this;
    return function (_depth, ...args) {
      machine.pending = { kind: 'send', selector, operands: [this, ...args] as never };
      return UNWINDING;
    };
  }

  /** Looks the method up each time. */
  private dispatchingEntry(selector: string): Entry {
    const code = this;
    const missing = this.missingEntry(selector);
    return function (depth, ...args) {
      const entry = code.entryOf((this as { $b: Behavior }).$b, selector) ?? missing;
      return entry.call(this, depth, ...args);
    };
  }

  private readonly trampolines = new Map<Trampoline, Entry>();

  /** Images that did not define a method of their own go on with the shared one. */
  private trampolineEntry(trampoline: Trampoline): Entry {
    let entry = this.trampolines.get(trampoline);
    if (entry) return entry;
    const { machine, kernel } = this;
    const code = this;
    const missing = this.missingEntry(trampoline.selector);
    const shared = trampoline.shared;
    entry = function (depth, ...args) {
      const method =
        machine.image.overrides?.has(trampoline) === true || shared === null
          ? trampoline.resolve(machine.image)
          : shared;
      const target = method === null ? missing : (method.entry ?? code.prepare(method));
      return target.call(this, depth, ...args);
    };
    void kernel;
    this.trampolines.set(trampoline, entry);
    return entry;
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
    const selectors = new Set<string>();
    for (const method of this.stale) {
      const property = this.properties.get(method.selector);
      if (property === undefined) continue;
      selectors.add(method.selector);
      for (const behavior of this.implementors.get(method.selector) ?? [])
        if (behavior.methods.get(method.selector) === method)
          this.installEntry(behavior, method.selector, property);
    }
    this.stale.clear();
    for (const selector of selectors) this.installFlat(selector, this.properties.get(selector)!);
  }

  methodChanged(behavior: Behavior, selector: string): void {
    if (this.isIndexed) this.indexMethod(behavior, selector);
    const property = this.properties.get(selector);
    this.changed(selector);
    if (property === undefined) return;
    this.installEntry(behavior, selector, property);
    this.installFlat(selector, property);
  }

  shapeChanged(behavior: Behavior): void {
    for (const selector of behavior.methods.keys()) {
      if (this.isIndexed) this.indexMethod(behavior, selector);
      const property = this.properties.get(selector);
      if (property !== undefined) this.installEntry(behavior, selector, property);
    }
  }

  private index(): void {
    if (this.isIndexed) return;
    this.isIndexed = true;
    for (const behavior of this.kernel.everyBehavior())
      for (const selector of behavior.methods.keys()) this.indexMethod(behavior, selector);
  }

  private indexMethod(behavior: Behavior, selector: string): void {
    const known = this.implementors.get(selector);
    if (!behavior.methods.has(selector)) known?.delete(behavior);
    else if (known) known.add(behavior);
    else this.implementors.set(selector, new Set([behavior]));
  }

  /** Dictionaries or superclasses may have changed anywhere. */
  allChanged(): void {
    const before = new Map([...this.implementors].map(([selector, set]) => [selector, new Set(set)]));
    void before;
    this.isIndexed = false;
    this.implementors.clear();
    this.index();
    for (const [selector, property] of this.properties) {
      this.changed(selector);
      for (const behavior of this.kernel.everyBehavior()) {
        const target = behavior.prototype as unknown as Target;
        const entry = behavior.methods.get(selector);
        const now = entry === undefined ? undefined : this.entryFor(entry);
        const own = Object.hasOwn(target, property) ? target[property] : undefined;
        if (own !== now) this.installEntry(behavior, selector, property);
      }
      this.installFlat(selector, property);
    }
  }
}

function define(target: object, property: string, value: unknown): void {
  if (Object.hasOwn(target, property)) {
    if ((target as Target)[property] === value) return;
    Reflect.deleteProperty(target, property);
  }
  Object.defineProperty(target, property, { value, configurable: true, writable: true, enumerable: false });
}
