// Classes as the objects of an image describe them. Only what every VM relies on is assumed: superclass, method
// dictionary and format are a class's first three fields, its name is, as a rule, the seventh.
import { shapeOf } from './classShape';
import { RawFormat, Special, type RawImage } from './rawImage';

const enum ClassSlot {
  Superclass = 0,
  MethodDictionary = 1,
  Format = 2,
  Name = 6,
}

/** Tiny images made by hand have fewer fields than others: the first text among these is the name. */
const nameSlots = [ClassSlot.Name, 3, 4, 5];

/** A method dictionary's count and array of methods stand before its keys. */
const dictionaryFixedSlots = 2;

export interface MethodEntry {
  readonly selector: string;
  /** Number of the method. */
  readonly method: number;
}

export class RawClasses {
  private readonly names = new Map<number, string>();
  /** The class of all metaclasses. */
  private readonly metaclass: number;

  constructor(private readonly image: RawImage) {
    this.metaclass = image.classOf(image.classOf(image.classOf(image.special(Special.Nil))));
  }

  isMetaclass(behavior: number): boolean {
    return this.image.classOf(behavior) === this.metaclass;
  }

  /** Whether it is the class of all metaclasses. */
  isMetaclassClass(behavior: number): boolean {
    return behavior === this.metaclass;
  }

  /** Whether an object is a class or a metaclass. */
  isClass(object: number): boolean {
    const { image } = this;
    if (!image.isPointers(object) || image.slotCountOf(object) <= ClassSlot.Format) return false;
    const behavior = image.classOf(object);
    return behavior === this.metaclass || this.isMetaclass(behavior);
  }

  /** `Foo`, `Foo class`, or `a class` where there is no name. */
  nameOf(behavior: number): string {
    let name = this.names.get(behavior);
    if (name === undefined) this.names.set(behavior, (name = this.findName(behavior)));
    return name;
  }

  private findName(behavior: number): string {
    const { image } = this;
    if (!this.isMetaclass(behavior)) return this.ownName(behavior) ?? 'a class';
    for (let slot = 0; slot < image.slotCountOf(behavior); slot++) {
      const candidate = image.objectIn(behavior, slot);
      if (candidate >= 0 && image.classOf(candidate) === behavior)
        return `${this.ownName(candidate) ?? 'a class'} class`;
    }
    return 'a metaclass';
  }

  private ownName(behavior: number): string | undefined {
    const { image } = this;
    for (const slot of nameSlots) {
      const name = image.objectIn(behavior, slot);
      const text = name < 0 ? undefined : image.textOf(name);
      if (text !== undefined) return text;
    }
    return undefined;
  }

  superclassOf(behavior: number): number {
    const { image } = this;
    const superclass = image.objectIn(behavior, ClassSlot.Superclass);
    return superclass === image.special(Special.Nil) ? -1 : superclass;
  }

  /** The class's format word as it stands in the image; its layout differs between the memory formats. */
  formatOf(behavior: number): number {
    return this.image.integerIn(behavior, ClassSlot.Format) ?? 0;
  }

  /** Named fields of an instance, inherited ones included. */
  fieldCountOf(behavior: number): number {
    return shapeOf(this.image.header.version.memory, this.formatOf(behavior)).fieldCount;
  }

  /** What the class's method dictionary has, as it stands: values that are no methods included. */
  *methodsOf(behavior: number): Generator<MethodEntry> {
    const { image } = this;
    const dictionary = image.objectIn(behavior, ClassSlot.MethodDictionary);
    if (dictionary < 0 || !image.isPointers(dictionary)) return;
    const methods = image.objectIn(dictionary, 1);
    if (methods < 0) return;
    for (let slot = dictionaryFixedSlots; slot < image.slotCountOf(dictionary); slot++) {
      const selector = image.objectIn(dictionary, slot);
      const method = image.objectIn(methods, slot - dictionaryFixedSlots);
      const text = selector < 0 ? undefined : image.textOf(selector);
      if (text !== undefined && method >= 0) yield { selector: text, method };
    }
  }

  /** Every class and metaclass of the image. */
  *all(): Generator<number> {
    for (let object = 0; object < this.image.objectCount; object++)
      if (this.image.formatOf(object) !== RawFormat.Forwarder && this.isClass(object)) yield object;
  }
}
