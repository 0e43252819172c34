// A class of an unmodified image, as the VM sees it. The truth is the class object, which the image's own Smalltalk
// changes as it likes: what is cached here is read again after a flush, as stock VMs do with their method cache.
import { Behavior } from '../object-memory/behavior';
import { textIfString } from '../object-memory/literals';
import { Method } from '../object-memory/method';
import type { Fields, Format, SArray, SClass, SObject } from '../object-memory/objects';

export class ImageBehavior extends Behavior {
  /** The class object: its fields are superclass, method dictionary, format and more. */
  classObject!: SClass;
  private isRead = false;

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
    for (let b: Behavior | null = this; b instanceof ImageBehavior && !b.isRead; b = b.superclass)
      b.readMethods();
    return super.lookup(selector);
  }

  override flush(): void {
    this.lookupCache.clear();
    this.isRead = false;
    const above = (this.classObject as unknown as Fields).f0;
    const superclass = isClass(above) ? above.behavior : null;
    if (superclass === this.superclass) return;
    this.superclass?.subclasses.delete(this);
    this.superclass = superclass;
    superclass?.subclasses.add(this);
  }

  /** A MethodDictionary has its count, its methods, then its selectors. */
  private readMethods(): void {
    this.isRead = true;
    this.methods.clear();
    const dictionary = (this.classObject as unknown as Fields).f1 as SArray & Fields;
    if (typeof dictionary !== 'object' || !Array.isArray(dictionary.a)) return;
    const methods = (dictionary.f1 as SArray).a;
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
