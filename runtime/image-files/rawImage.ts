// An image file in memory, as it was read: objects by number, in the order of the file, headers decoded on demand.
// What the memory formats have in common is here; spurImage.ts and v3Image.ts know how a header is laid out.
import { latin1 } from '../object-memory/bytesOf';
import { ImageFileError } from './imageFileError';
import type { ImageHeader } from './imageHeader';
import type { ObjectIndex } from './objectIndex';

/** Kinds of contents, after Squeak's instance specifications. */
export const enum RawFormat {
  /** Named fields only, or nothing. */
  Fixed,
  /** Indexable pointers, named fields before them. */
  Variable,
  Weak,
  /** Named fields of which the first is the key. */
  Ephemeron,
  Bits64,
  Bits32,
  Bits16,
  Bits8,
  /** A header, literals, then bytecodes. */
  Method,
  /** An object that another has become; its first slot is the other. */
  Forwarder,
}

/** Receives one slot's value, whatever it is. */
export interface SlotReader<T> {
  object(index: number): T;
  integer(value: number | bigint): T;
  character(codePoint: number): T;
  float(value: number): T;
}

/** A stretch of memory that a pointer is looked up in. */
export interface Segment {
  /** Where it stood in memory. */
  readonly address: number;
  /** Where it stands in `heap`. */
  readonly offset: number;
  readonly sizeBytes: number;
}

/** Numbers of the special objects array that both formats share (ObjectMemory class>>initializeSpecialObjectIndices). */
export const enum Special {
  Nil = 0,
  False = 1,
  True = 2,
  SchedulerAssociation = 3,
  ClassBitmap = 4,
  ClassSmallInteger = 5,
  ClassByteString = 6,
  ClassArray = 7,
  ClassFloat = 9,
  ClassMethodContext = 10,
  ClassBlockContext = 11,
  ClassPoint = 12,
  ClassLargePositiveInteger = 13,
  TheDisplay = 14,
  ClassMessage = 15,
  ClassCompiledMethod = 16,
  ClassSemaphore = 18,
  ClassCharacter = 19,
  SelectorDoesNotUnderstand = 20,
  SpecialSelectors = 23,
  ClassByteArray = 26,
  ClassProcess = 27,
  CompactClasses = 28,
  TimerSemaphore = 29,
  InterruptSemaphore = 30,
  ClassBlockClosure = 36,
  ExternalObjects = 38,
  ClassLargeNegativeInteger = 42,
  PrimitiveErrors = 51,
}

export abstract class RawImage {
  protected readonly view: DataView;
  readonly wordBytes: 4 | 8;
  protected readonly littleEndian: boolean;
  /** Number of the object that holds the special objects. */
  private specialObjects = -1;

  protected constructor(
    readonly file: string,
    readonly header: ImageHeader,
    /** The object memory, bridges between segments included. */
    protected readonly heap: Uint8Array,
    protected readonly segments: readonly Segment[],
    protected readonly index: ObjectIndex,
  ) {
    this.view = new DataView(heap.buffer, heap.byteOffset, heap.byteLength);
    this.wordBytes = header.version.wordBytes;
    this.littleEndian = header.littleEndian;
  }

  /** Objects are numbered from 0 to one below it. */
  get objectCount(): number {
    return this.index.length;
  }

  abstract formatOf(object: number): RawFormat;
  /** The format's number in the header, as its memory format has it. */
  abstract specificationOf(object: number): number;
  abstract hashOf(object: number): number;
  /** Number of the class object. */
  abstract classOf(object: number): number;
  /** Words after the header, unused ones at the end included. */
  abstract wordCountOf(object: number): number;
  /** Bytes at the end of the last word that do not belong to the object. */
  protected abstract unusedBytesOf(object: number): number;
  abstract isPinned(object: number): boolean;
  abstract isImmutable(object: number): boolean;
  /** Number of the class of SmallIntegers, Characters or Floats that are no objects; -1 where there are none such. */
  abstract immediateClass(kind: 'integer' | 'character' | 'float'): number;
  /** Literals of a method, from its header word. */
  protected abstract literalCount(methodHeader: number): number;
  /** Reads the slot at `offset` of the heap, forwarders followed. */
  protected abstract readSlot<T>(offset: number, reader: SlotReader<T>): T;
  /** The address in the word at `offset` of the heap, -1 if the word is an immediate value. */
  protected abstract addressAt(offset: number): number;

  /** Offset of the first word after the header. */
  protected bodyOf(object: number): number {
    return this.index.offsetOf(object) + this.headerBytes;
  }
  protected abstract readonly headerBytes: number;

  /** Where the object stands in the file. */
  fileOffsetOf(object: number): number {
    return this.header.dataOffset + this.index.offsetOf(object);
  }

  isPointers(object: number): boolean {
    return this.formatOf(object) <= RawFormat.Ephemeron;
  }

  /** Slots that hold values: fields, indexable pointers, or a method's header and literals. */
  slotCountOf(object: number): number {
    const format = this.formatOf(object);
    if (format <= RawFormat.Ephemeron) return this.wordCountOf(object);
    if (format === RawFormat.Forwarder) return 1;
    return format === RawFormat.Method ? this.literalCount(this.methodHeaderOf(object)) + 1 : 0;
  }

  /** Slots that the object uses: of a Context only those up to its stack pointer, beyond which old values stand. */
  liveSlotCountOf(object: number): number {
    const slots = this.slotCountOf(object);
    if (this.formatOf(object) !== RawFormat.Variable) return slots;
    const behavior = this.classOf(object);
    if (behavior !== this.special(Special.ClassMethodContext) && !this.isBlockContextClass(behavior))
      return slots;
    const stackPointer = slots > contextFixedSlots ? (this.integerIn(object, 2) ?? 0) : 0;
    return Math.min(slots, contextFixedSlots + Math.max(0, stackPointer));
  }

  /** The class of blocks before closures; in later images the place has something else. */
  isBlockContextClass(behavior: number): boolean {
    return this.header.version.memory === 'v3' && behavior === this.special(Special.ClassBlockContext);
  }

  /** Reads slot `slot`, counted from 0; the caller keeps it below `slotCountOf`. */
  slot<T>(object: number, slot: number, reader: SlotReader<T>): T {
    return this.readSlot(this.bodyOf(object) + slot * this.wordBytes, reader);
  }

  /** Number of the object in a slot; -1 for an immediate value or a slot that there is not. */
  objectIn(object: number, slot: number): number {
    return slot < this.slotCountOf(object) ? this.slot(object, slot, objectReader) : -1;
  }

  /** The SmallInteger in a slot, undefined for anything else or one that is no safe JavaScript integer. */
  integerIn(object: number, slot: number): number | undefined {
    return slot < this.slotCountOf(object) ? this.slot(object, slot, maybeIntegerReader) : undefined;
  }

  /** The bytes of a byte object, or the bytecodes and trailer of a method: a view, not a copy. */
  bytesOf(object: number): Uint8Array {
    const start =
      this.bodyOf(object) +
      (this.formatOf(object) === RawFormat.Method ? this.slotCountOf(object) * this.wordBytes : 0);
    const stop = this.bodyOf(object) + this.wordCountOf(object) * this.wordBytes - this.unusedBytesOf(object);
    return this.heap.subarray(start, Math.max(start, stop));
  }

  /** The text of a byte object, one character a byte; undefined for anything else. */
  textOf(object: number): string | undefined {
    return this.formatOf(object) === RawFormat.Bits8 ? latin1(this.bytesOf(object)) : undefined;
  }

  /** How many 16-, 32- or 64-bit elements an object of bits has. */
  elementCountOf(object: number): number {
    const bytes = this.wordCountOf(object) * this.wordBytes - this.unusedBytesOf(object);
    const format = this.formatOf(object);
    return (
      bytes /
      (format === RawFormat.Bits64
        ? 8
        : format === RawFormat.Bits32
          ? 4
          : format === RawFormat.Bits16
            ? 2
            : 1)
    );
  }

  /** Element `at` of an object of 32-bit words, counted from 0. */
  word32(object: number, at: number): number {
    return this.view.getUint32(this.bodyOf(object) + at * 4, this.littleEndian);
  }

  word16(object: number, at: number): number {
    return this.view.getUint16(this.bodyOf(object) + at * 2, this.littleEndian);
  }

  word64(object: number, at: number): bigint {
    return this.view.getBigUint64(this.bodyOf(object) + at * 8, this.littleEndian);
  }

  /** The value of a boxed Float. */
  floatOf(object: number): number {
    const { hasNativeFloats } = this.header.version;
    if (this.littleEndian && !hasNativeFloats) {
      const [high, low] = [this.word32(object, 0), this.word32(object, 1)];
      return doubleOf(high, low);
    }
    return this.view.getFloat64(this.bodyOf(object), this.littleEndian);
  }

  /** The low 32 bits of a method's header. */
  methodHeaderOf(method: number): number {
    return this.slot(method, 0, lowBitsReader);
  }

  /** Whether a method's header has the sign bit that in Spur means the second bytecode set. */
  hasNegativeHeader(method: number): boolean {
    return this.slot(method, 0, signReader);
  }

  /** Number of the special object at that place; -1 if there is none. */
  special(place: Special | number): number {
    return this.objectIn(this.specialObjects, place);
  }

  get segmentCount(): number {
    return this.segments.length;
  }

  get specialObjectCount(): number {
    return this.slotCountOf(this.specialObjects);
  }

  get specialObjectsArray(): number {
    return this.specialObjects;
  }

  /** The object that `object` stands for: itself unless it is a forwarder. */
  follow(object: number): number {
    let seen = 0;
    while (this.formatOf(object) === RawFormat.Forwarder) {
      if (++seen > 100) this.fail(object, 'an object at the end of forwarders', 'a ring of them');
      const body = this.bodyOf(object);
      const address = this.addressAt(body);
      if (address < 0) this.fail(object, 'a forwarder to an object', 'one to an immediate value');
      object = this.objectAt(address, body);
    }
    return object;
  }

  /** The object that a pointer means, forwarders followed. */
  protected pointee(address: number, pointerOffset: number): number {
    const object = this.objectAt(address, pointerOffset);
    return this.hasForwarders ? this.follow(object) : object;
  }
  protected hasForwarders = false;

  /** Number of the object at `address`. Throws ImageFileError, naming the place of the pointer, if none is there. */
  protected objectAt(address: number, pointerOffset: number): number {
    for (const segment of this.segments) {
      const within = address - segment.address;
      if (within < 0 || within >= segment.sizeBytes) continue;
      const object = this.index.indexAt(segment.offset + within);
      if (object >= 0) return object;
    }
    throw new ImageFileError(
      this.file,
      this.header.dataOffset + pointerOffset,
      'a pointer to an object',
      `one to address 0x${address.toString(16)}, where none starts`,
    );
  }

  /** Finds what all else hangs on; called once the objects are numbered. */
  protected openSpecialObjects(): void {
    const array = this.pointee(this.header.specialObjectsOop, 0);
    if (!this.isPointers(array) || this.wordCountOf(array) <= Special.ClassCharacter)
      this.fail(array, 'the array of special objects', `an object of ${this.wordCountOf(array)} words`);
    this.specialObjects = array;
    for (const place of [Special.Nil, Special.False, Special.True, Special.ClassArray])
      if (this.special(place) < 0) this.fail(array, `special object ${place}`, 'an immediate value');
  }

  fail(object: number, expected: string, found: string): never {
    throw new ImageFileError(this.file, object < 0 ? 0 : this.fileOffsetOf(object), expected, found);
  }
}

const contextFixedSlots = 6;

/** The double with those two halves. */
export function doubleOf(high: number, low: number): number {
  halves[1] = high;
  halves[0] = low;
  return doubles[0];
}
const doubles = new Float64Array(1);
// Doubles are little-endian on every machine that V8 runs on.
const halves = new Uint32Array(doubles.buffer);

const none = (): number => -1;
const no = (): boolean => false;
const zero = (): number => 0;
const nothing = (): undefined => undefined;
const objectReader: SlotReader<number> = { object: (o) => o, integer: none, character: none, float: none };
const lowBitsReader: SlotReader<number> = {
  object: zero,
  integer: (value) => (typeof value === 'number' ? value | 0 : Number(BigInt.asIntN(32, value))),
  character: zero,
  float: zero,
};
const signReader: SlotReader<boolean> = {
  object: no,
  integer: (value) => value < 0,
  character: no,
  float: no,
};
const maybeIntegerReader: SlotReader<number | undefined> = {
  object: nothing,
  integer: (value) => (typeof value === 'number' ? value : undefined),
  character: nothing,
  float: nothing,
};
