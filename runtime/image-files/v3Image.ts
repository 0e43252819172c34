// The object memory of Squeak before Spur ("Back to the Future", Ingalls et al. 1997; Interpreter's ObjectMemory):
// headers of one to three words, compact classes, 31-bit SmallIntegers, Characters as objects.
import { ImageFileError } from './imageFileError';
import type { ImageHeader } from './imageHeader';
import { ObjectIndex } from './objectIndex';
import { RawFormat, RawImage, Special, type SlotReader } from './rawImage';

/** The low two bits of every header word say how many words the header has. */
const enum HeaderType {
  SizeAndClass = 0,
  Class = 1,
  Free = 2,
  Short = 3,
}

const formats: readonly (RawFormat | undefined)[] = [
  RawFormat.Fixed,
  RawFormat.Fixed,
  RawFormat.Variable,
  RawFormat.Variable,
  RawFormat.Weak,
  undefined,
  RawFormat.Bits32,
  RawFormat.Bits64,
  ...Array<RawFormat>(4).fill(RawFormat.Bits8),
  ...Array<RawFormat>(4).fill(RawFormat.Method),
];

export class V3Image extends RawImage {
  /** A pointer means the last word of a header. */
  protected readonly headerBytes = 4;
  /** Numbers of the classes that headers name by number; the first is for 1. */
  private compactClasses: number[] = [];

  /** Numbers the objects of `heap`, giving way after each stretch. Throws ImageFileError. */
  static *scan(file: string, header: ImageHeader, heap: Uint8Array): Generator<number, V3Image> {
    const index = new ObjectIndex(heap.length, 2);
    const fail = (offset: number, expected: string, found: string): never => {
      throw new ImageFileError(file, header.dataOffset + offset, expected, found);
    };
    yield* scanObjects(new DataView(heap.buffer, heap.byteOffset, heap.byteLength), header, index, fail);
    index.finish();
    const segments = [{ address: header.baseAddress, offset: 0, sizeBytes: heap.length }];
    const image = new V3Image(file, header, heap, segments, index);
    image.openSpecialObjects();
    image.openCompactClasses();
    return image;
  }

  private word(object: number, before = 0): number {
    return this.view.getUint32(this.index.offsetOf(object) - before * 4, this.littleEndian);
  }

  specificationOf(object: number): number {
    return (this.word(object) >>> 8) & 15;
  }

  formatOf(object: number): RawFormat {
    return formats[this.specificationOf(object)]!;
  }

  hashOf(object: number): number {
    return (this.word(object) >>> 17) & 0xfff;
  }

  classOf(object: number): number {
    const word = this.word(object);
    if ((word & 3) === HeaderType.Short) {
      const compact = this.compactClasses[((word >>> 12) & 31) - 1];
      return compact >= 0 ? compact : this.fail(object, 'an object with a class', 'an unused compact class');
    }
    return this.objectAt((this.word(object, 1) & ~3) >>> 0, this.index.offsetOf(object) - 4);
  }

  wordCountOf(object: number): number {
    const word = this.word(object);
    return ((word & 3) === HeaderType.SizeAndClass ? this.word(object, 2) >>> 2 : (word >>> 2) & 63) - 1;
  }

  protected unusedBytesOf(object: number): number {
    const specification = this.specificationOf(object);
    return specification >= 8 ? specification & 3 : 0;
  }

  isPinned(): boolean {
    return false;
  }

  isImmutable(): boolean {
    return false;
  }

  immediateClass(kind: 'integer' | 'character' | 'float'): number {
    return kind === 'integer' ? this.special(Special.ClassSmallInteger) : -1;
  }

  protected literalCount(methodHeader: number): number {
    return (methodHeader >>> 9) & 0xff;
  }

  protected addressAt(offset: number): number {
    const word = this.view.getUint32(offset, this.littleEndian);
    return word & 1 ? -1 : word;
  }

  protected readSlot<T>(offset: number, reader: SlotReader<T>): T {
    const word = this.view.getUint32(offset, this.littleEndian);
    return word & 1 ? reader.integer((word | 0) >> 1) : reader.object(this.objectAt(word, offset));
  }

  private openCompactClasses(): void {
    const array = this.special(Special.CompactClasses);
    if (array < 0 || !this.isPointers(array))
      this.fail(this.specialObjectsArray, 'an array of compact classes', 'none');
    const nil = this.special(Special.Nil);
    const count = Math.min(31, this.wordCountOf(array));
    for (let i = 0; i < count; i++) {
      const behavior = this.objectIn(array, i);
      this.compactClasses.push(behavior === nil ? -1 : behavior);
    }
  }
}

type Fail = (offset: number, expected: string, found: string) => never;

function* scanObjects(
  view: DataView,
  header: ImageHeader,
  index: ObjectIndex,
  fail: Fail,
): Generator<number, void> {
  const { littleEndian, dataBytes } = header;
  const wordAt = (offset: number): number =>
    offset + 4 <= dataBytes
      ? view.getUint32(offset, littleEndian)
      : fail(offset, 'a header', 'the end of the memory');
  let pause = pauseBytes;
  for (let at = 0; at < dataBytes;) {
    const first = wordAt(at);
    const type: HeaderType = first & 3;
    const extra = type === HeaderType.SizeAndClass ? 2 : type === HeaderType.Class ? 1 : 0;
    if (type === HeaderType.Free) {
      const bytes = first & 0x3ffffffc;
      if (bytes === 0 || bytes > dataBytes - at)
        fail(at, 'free memory within the image', `${bytes} bytes of it`);
      at += bytes;
      continue;
    }
    const object = at + extra * 4;
    const base = wordAt(object);
    if ((base & 3) !== type || (extra === 2 && (wordAt(at + 4) & 3) !== type))
      fail(object, `a header of type ${type}, as it began`, `one of type ${base & 3}`);
    const words = extra === 2 ? first >>> 2 : (base >>> 2) & 63;
    if (words === 0 || words * 4 > dataBytes - object)
      fail(at, 'an object that ends within the image', `one of ${words} words`);
    checkFormat(view, littleEndian, object, base, words, fail);
    index.add(object);
    at = object + words * 4;
    if (at >= pause) {
      yield at;
      pause = at + pauseBytes;
    }
  }
}

function checkFormat(
  view: DataView,
  littleEndian: boolean,
  object: number,
  base: number,
  words: number,
  fail: Fail,
): void {
  const specification = (base >>> 8) & 15;
  if (formats[specification] === undefined)
    fail(object, 'an object of a known format', `format ${specification}`);
  const bytes = (words - 1) * 4 - (specification >= 8 ? specification & 3 : 0);
  if (bytes < 0) fail(object, 'an object', 'one of less than no bytes');
  if (specification < 12) return;
  const methodHeader = words > 1 ? view.getUint32(object + 4, littleEndian) : 0;
  const literals = (methodHeader >>> 10) & 0xff;
  if ((literals + 1) * 4 > bytes)
    fail(object, `a method with room for ${literals} literals`, `one of ${words} words`);
}

const pauseBytes = 1 << 20;
