// A class of an unmodified image, as the VM sees it. The truth is the class object, which the image's own Smalltalk
// changes as it likes: what is cached here is read again after a flush, as stock VMs do with their method cache.
import { Behavior } from '../object-memory/behavior';
import type { Kernel } from '../object-memory/kernel';
import { textIfString } from '../object-memory/literals';
import { instanceVariableNamesOf } from './classFields';
import { Method } from '../object-memory/method';
import type { Fields, Format, SArray, SClass, SObject, Value } from '../object-memory/objects';

export class ImageBehavior extends Behavior {
  /** The class object: its fields are superclass, method dictionary, format and more. */
  classObject!: SClass;
  private isRead = false;
  /** The format word that the layout was made for. */
  formatWord: Value | undefined;

  constructor(
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
    const names = this.superclass?.allInstanceVariableNames() ?? [];
    names.push(...instanceVariableNamesOf(this.classObject));
    // What Smalltalk does not name has a name here all the same.
    for (let i = names.length; i < this.fieldCount; i++) names.push(`field${i + 1}`);
    return names.slice(0, this.fieldCount);
  }

  override flush(): void {
    this.lookupCache.clear();
    this.isRead = false;
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

  private readSuperclass(): void {
    const above = this.fields.f0;
    const superclass = isClass(above) ? above.behavior : null;
    if (superclass === this.superclass) return;
    this.superclass?.subclasses.delete(this);
    this.superclass = superclass;
    superclass?.subclasses.add(this);
  }

  /** For a class that Smalltalk made: takes its name, and its instances' layout if that was set since. */
  readShape(
    shapeOf: (formatWord: number) => { readonly format: Format; readonly fieldCount: number },
    kernel: Kernel,
  ): void {
    const word = this.fields.f2;
    if (word === this.formatWord || typeof word !== 'number') return;
    this.formatWord = word;
    this.readSuperclass();
    const { format, fieldCount } = shapeOf(word);
    this.name = textIfString(this.fields.f6) ?? this.name;
    this.format = this.isMeta ? 'class' : format;
    this.fieldCount = fieldCount;
    kernel.layOut(this);
  }

  /** Whether the image's own objects know the method, not the virtual machine alone. */
  hasInDictionary(method: Method): boolean {
    const dictionary = this.fields.f1 as unknown as Partial<Fields>;
    return (dictionary.f1 as Partial<SArray> | undefined)?.a?.includes(method) ?? false;
  }

  /** A MethodDictionary has its count, its methods, then its selectors. */
  private readMethods(): void {
    this.methods.clear();
    const dictionary = this.fields.f1 as SArray & Fields;
    if (typeof dictionary !== 'object' || !Array.isArray(dictionary.a)) return;
    const methods = (dictionary.f1 as Partial<SArray> | undefined)?.a;
    if (!Array.isArray(methods)) return;
    dictionary.a.forEach((key, i) => {
      const selector = textIfString(key);
      const method = methods[i];
      if (selector === undefined || !(method instanceof Method)) return;
      this.methods.set(selector, method);
    });
  }
}

function isClass(v: unknown): v is SClass {
  return typeof v === 'object' && v !== null && (v as SObject).$b.format === 'class';
}
