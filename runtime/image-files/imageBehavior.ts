// A class of an unmodified image, as the VM sees it. The truth is the class object, which the image's own Smalltalk
// changes as it likes: what is cached here is read again after a flush, as stock VMs do with their method cache.
import { Behavior } from '../object-memory/behavior';
import { textIfString } from '../object-memory/literals';
import type { ImageKernel } from './imageKernel';
import { Method } from '../object-memory/method';
import type { Fields, Format, SArray, SClass, SObject, Value } from '../object-memory/objects';

export class ImageBehavior extends Behavior {
  /** The class object: its fields are superclass, method dictionary, format and more. */
  classObject!: SClass;
  private isRead = false;
  private variableNames: readonly string[] | undefined;
  /** The format word that the layout was made for. */
  formatWord: Value | undefined;

  constructor(
    private readonly kernel: ImageKernel,
    name: string,
    superclass: ImageBehavior | null,
    format: Format,
    fieldCount: number,
    isMeta: boolean,
  ) {
    super(name, superclass, format, [], isMeta, null);
    this.fieldCount = fieldCount;
    superclass?.subclasses.add(this);
  }

  override lookup(selector: string): ReturnType<Behavior['lookup']> {
    this.refresh();
    return super.lookup(selector);
  }

  /** Reads what was not read since the last flush, of this class and those above. */
  refresh(): void {
    for (let b: Behavior | null = this; b instanceof ImageBehavior && !b.isRead; b = b.superclass) b.read();
  }

  override allInstanceVariableNames(): string[] {
    return [...(this.variableNames ??= this.kernel.variableNames.of(this))];
  }

  override flush(): void {
    this.lookupCache.clear();
    this.isRead = false;
    this.variableNames = undefined;
  }

  /** The class object as fields. */
  private get fields(): Fields {
    return this.classObject as unknown as Fields;
  }

  private read(): void {
    this.isRead = true;
    this.readSuperclass();
    this.readMethods();
  }

  /** Looks again for the method of one selector, in this class alone. */
  refreshSelector(symbol: SObject, selector: string): void {
    this.lookupCache.delete(selector);
    if (!this.isRead) return;
    this.readSuperclass();
    const [keys, values] = this.dictionary;
    const method = values[keys.indexOf(symbol)];
    this.setMethod(selector, method instanceof Method ? method : undefined);
  }

  private readSuperclass(): void {
    const above = this.fields.f0;
    const superclass = isClass(above) ? above.behavior : null;
    const before = this.superclass;
    if (superclass === before) return;
    before?.subclasses.delete(this);
    this.superclass = superclass;
    superclass?.subclasses.add(this);
    // What is found by compiled code is found along the prototypes.
    Object.setPrototypeOf(this.prototype, superclass?.prototype ?? this.kernel.rootPrototype);
    for (const behavior of this.withSubclasses()) behavior.lookupCache.clear();
    this.kernel.epoch++;
    this.kernel.watcher?.superclassChanged(this, before);
  }

  /** For a class that Smalltalk made: takes its name, and its instances' layout if that was set since. */
  readShape(shapeOf: (formatWord: number) => { readonly format: Format; readonly fieldCount: number }): void {
    const word = this.fields.f2;
    if (word === this.formatWord || typeof word !== 'number') return;
    this.formatWord = word;
    this.readSuperclass();
    const { format, fieldCount } = shapeOf(word);
    this.name = textIfString(this.fields.f6) ?? this.name;
    this.format = this.isMeta ? 'class' : format;
    this.fieldCount = fieldCount;
    this.variableNames = undefined;
    this.kernel.layOut(this);
    this.refresh();
  }

  /** Whether the image's own objects know the method, not the virtual machine alone. */
  hasInDictionary(method: Method): boolean {
    const dictionary = this.fields.f1 as unknown as Partial<Fields>;
    return (dictionary.f1 as Partial<SArray> | undefined)?.a?.includes(method) ?? false;
  }

  /** Selectors and methods. A MethodDictionary has its count, its methods, then its selectors. */
  private get dictionary(): readonly [readonly Value[], readonly Value[]] {
    const { a, f1 } = this.fields.f1 as SArray & Fields;
    const methods = (f1 as Partial<SArray> | undefined)?.a;
    return Array.isArray(a) && Array.isArray(methods) ? [a, methods] : [[], []];
  }

  /** What the dictionary held when all of it was read, while that is what `methods` has. */
  private seen: readonly [readonly Value[], readonly Value[]] = [[], []];

  private readMethods(): void {
    const [keys, values] = this.dictionary;
    if (isSame(keys, this.seen[0]) && isSame(values, this.seen[1])) return;
    const found = new Map<string, Method>();
    keys.forEach((key, i) => {
      const selector = textIfString(key);
      const method = values[i];
      if (selector !== undefined && method instanceof Method) found.set(selector, method);
    });
    for (const selector of [...this.methods.keys()])
      if (!found.has(selector)) this.setMethod(selector, undefined);
    for (const [selector, method] of found) this.setMethod(selector, method);
    this.seen = [[...keys], [...values]];
  }

  /** Notes the method, and tells the watcher if it is another. */
  private setMethod(selector: string, method: Method | undefined): void {
    if (this.methods.get(selector) === method) return;
    this.seen = [[], []];
    if (method) this.methods.set(selector, method);
    else this.methods.delete(selector);
    for (const behavior of this.withSubclasses()) behavior.lookupCache.delete(selector);
    this.kernel.epoch++;
    this.kernel.watcher?.methodChanged(this, selector);
  }
}

function isSame(some: readonly Value[], others: readonly Value[]): boolean {
  return some.length === others.length && some.every((value, i) => value === others[i]);
}

function isClass(v: unknown): v is SClass {
  return typeof v === 'object' && v !== null && (v as SObject).$b.format === 'class';
}
