// Objects of every format without an image file, and calls of primitives on them.
import { ImageBehavior } from '../../../runtime/image-files/imageBehavior';
import { ImageKernel } from '../../../runtime/image-files/imageKernel';
import { ImageMemory } from '../../../runtime/image-files/imageMemory';
import type { Interpreter } from '../../../runtime/interpreter/interpreter';
import type {
  Fields,
  Format,
  SArray,
  SBytes,
  SFloat,
  SLargeInt,
  SLongs,
  SObject,
  SShorts,
  SWords,
  Value,
} from '../../../runtime/object-memory/objects';
import { knownClassNames } from '../../../runtime/object-memory/knownClasses';
import { FAIL, type Primitive, type PrimitiveFamily } from '../../../runtime/primitives/primitive';

const formats: Readonly<Record<string, Format>> = {
  LargePositiveInteger: 'largeInt',
  LargeNegativeInteger: 'largeInt',
  BoxedFloat64: 'float',
  Character: 'character',
  Array: 'variable',
  ByteArray: 'bytes',
  ByteString: 'bytes',
  ByteSymbol: 'bytes',
};

export class GuestObjects {
  readonly kernel: ImageKernel;
  readonly vm: Interpreter;
  private readonly bits: Record<'shorts' | 'words' | 'longs', ImageBehavior>;

  constructor(wordBytes: 4 | 8 = 4) {
    const kernel = (this.kernel = new ImageKernel(wordBytes));
    const add = (name: string, format: Format, fieldCount = 0): ImageBehavior => {
      const behavior = new ImageBehavior(kernel, name, null, format, fieldCount, false);
      kernel.behaviors.set(name, behavior);
      kernel.layOut(behavior);
      return behavior;
    };
    for (const name of knownClassNames) add(name, formats[name] ?? 'normal', name === 'Point' ? 2 : 0);
    this.bits = {
      shorts: add('DoubleByteArray', 'shorts'),
      words: add('WordArray', 'words'),
      longs: add('DoubleWordArray', 'longs'),
    };
    kernel.finish();
    for (const [o, name] of [
      [kernel.nil, 'UndefinedObject'],
      [kernel.true_, 'True'],
      [kernel.false_, 'False'],
    ] as const)
      Object.setPrototypeOf(o, kernel.known[name].prototype);
    this.vm = {
      kernel,
      // As far as primitives look at an image.
      image: Object.assign(Object.create(ImageMemory.prototype) as ImageMemory, {
        kernel,
        devices: {},
        dialect: { memory: 'spur', specialSends: undefined },
        traits: new WeakMap(),
        specialObjects: { a: [] },
      }),
      instantiate: (b: ImageBehavior, size: number) => b.instantiate(size),
    } as unknown as Interpreter;
  }

  /** The result in JavaScript's terms, or 'fails'. */
  call(family: PrimitiveFamily, name: string | number, receiver: Value, ...args: Value[]): unknown {
    const result = this.run(family, name, receiver, ...args);
    return result === FAIL ? 'fails' : this.plain(result as Value);
  }

  run(
    family: PrimitiveFamily,
    name: string | number,
    receiver: Value,
    ...args: Value[]
  ): ReturnType<Primitive> {
    const primitive = typeof name === 'number' ? family.numbered?.[name] : family.named?.[name];
    if (!primitive) throw new Error(`There is no primitive ${name}`);
    // Other values below: a stack-relative mistake shows.
    return primitive(this.vm, [this.kernel.nil, this.kernel.nil, receiver, ...args], 2, args.length);
  }

  plain(v: Value): unknown {
    if (typeof v !== 'object') return v;
    if (v === this.kernel.nil) return null;
    if (v === this.kernel.true_) return true;
    if (v === this.kernel.false_) return false;
    switch (v.$b.format) {
      case 'float':
        return (v as SFloat).v;
      case 'largeInt':
        return (v as SLargeInt).big;
      case 'bytes':
        return (v as SBytes).s ?? [...(v as SBytes).b!];
      case 'shorts':
        return [...(v as SShorts).d];
      case 'words':
        return [...(v as SWords).w];
      case 'longs':
        return [...(v as SLongs).q];
      case 'variable':
        return (v as SArray).a.map((element) => this.plain(element));
      default:
        return v;
    }
  }

  string(text: string): SObject {
    return this.kernel.latin1String(text);
  }

  bytes(bytes: Iterable<number>): SBytes {
    return this.kernel.bytes(Uint8Array.from(bytes));
  }

  shorts(elements: Iterable<number>): SShorts {
    const o = this.bits.shorts.instantiate(0) as SShorts;
    o.d = Uint16Array.from(elements);
    return o;
  }

  words(elements: Iterable<number>): SWords {
    const o = this.bits.words.instantiate(0) as SWords;
    o.w = Uint32Array.from(elements);
    return o;
  }

  longs(elements: Iterable<bigint>): SLongs {
    const o = this.bits.longs.instantiate(0) as SLongs;
    o.q = BigUint64Array.from(elements);
    return o;
  }

  /** Single-precision floats in words. */
  floats(elements: Iterable<number>): SWords {
    const o = this.bits.words.instantiate(0) as SWords;
    o.w = new Uint32Array(Float32Array.from(elements).buffer);
    return o;
  }

  doubles(elements: Iterable<number>): SLongs {
    const o = this.bits.longs.instantiate(0) as SLongs;
    o.q = new BigUint64Array(Float64Array.from(elements).buffer);
    return o;
  }

  float(v: number): SFloat {
    return this.kernel.float(v);
  }

  array(elements: readonly Value[]): SArray {
    return this.kernel.array([...elements]);
  }

  point(x: Value, y: Value): SObject {
    return this.object({ f0: x, f1: y }, this.kernel.known.Point as ImageBehavior);
  }

  /** An object of a class of its own with these fields. */
  fields(...values: readonly Value[]): Fields {
    return this.inheriting(0, ...values);
  }

  /** An object of a class of its own that inherits the first of its fields from another. */
  inheriting(inherited: number, ...values: readonly Value[]): Fields {
    const above = new ImageBehavior(this.kernel, 'Above', null, 'normal', inherited, false);
    const behavior = new ImageBehavior(this.kernel, 'Fields', above, 'normal', values.length, false);
    this.kernel.layOut(above);
    this.kernel.layOut(behavior);
    return this.object(Object.fromEntries(values.map((v, i) => [`f${i}`, v])), behavior) as Fields;
  }

  /** Another object of the same class. */
  blankLike(o: SObject): SObject {
    return o.$b.instantiate(0);
  }

  /** The class of objects of that format, as an object. */
  classOf(o: SObject): SObject {
    return { h: 0, behavior: o.$b, $b: { format: 'class' } } as unknown as SObject;
  }

  private object(fields: Record<string, Value>, behavior: ImageBehavior): SObject {
    return Object.assign(behavior.instantiate(0) as Fields, fields);
  }
}
