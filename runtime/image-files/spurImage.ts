// The Spur object memory (Miranda & Béra, "A partial read barrier for efficient support of live object-oriented
// programming"; OpenSmalltalk's SpurMemoryManager): 64-bit headers, a class table, segments with bridges.
import { ImageFileError } from './imageFileError';
import type { ImageHeader } from './imageHeader';
import { ObjectIndex } from './objectIndex';
import { RawFormat, RawImage, Special, doubleOf, type Segment, type SlotReader } from './rawImage';

const headerBytes = 8;
/** Class indexes below it mark what the memory manager keeps for itself; 8 is a forwarder, 0 free memory. */
const firstClassIndex = 32;
const forwarderIndex = 8;
const tableArrayIndex = 16;
const classIndexMask = 0x3fffff;
const pageEntries = 1024;
const maxPages = 4096;
const overflowSlots = 255;
const bridgeBytes = 16;

const formats: readonly (RawFormat | undefined)[] = [
  RawFormat.Fixed,
  RawFormat.Fixed,
  RawFormat.Variable,
  RawFormat.Variable,
  RawFormat.Weak,
  RawFormat.Ephemeron,
  undefined,
  undefined,
  undefined,
  RawFormat.Bits64,
  RawFormat.Bits32,
  RawFormat.Bits32,
  ...Array<RawFormat>(4).fill(RawFormat.Bits16),
  ...Array<RawFormat>(8).fill(RawFormat.Bits8),
  ...Array<RawFormat>(8).fill(RawFormat.Method),
];

export class SpurImage extends RawImage {
  protected readonly headerBytes = headerBytes;
  /** Number of the class object by class index, -1 where the table is empty. */
  private classTable = new Int32Array(0);

  /** Numbers the objects of `heap`, giving way after each stretch. Throws ImageFileError. */
  static *scan(file: string, header: ImageHeader, heap: Uint8Array): Generator<number, SpurImage> {
    const scanner = new SpurScanner(file, header, heap);
    yield* scanner.scan();
    const { segments, index, hiddenRoots, forwarders } = scanner;
    const image = new SpurImage(file, header, heap, segments, index);
    image.hasForwarders = forwarders > 0;
    image.openSpecialObjects();
    image.openClassTable(hiddenRoots);
    return image;
  }

  private low(object: number): number {
    return this.view.getUint32(this.index.offsetOf(object) + (this.littleEndian ? 0 : 4), this.littleEndian);
  }

  private high(object: number): number {
    return this.view.getUint32(this.index.offsetOf(object) + (this.littleEndian ? 4 : 0), this.littleEndian);
  }

  specificationOf(object: number): number {
    return (this.low(object) >>> 24) & 31;
  }

  formatOf(object: number): RawFormat {
    if ((this.low(object) & classIndexMask) === forwarderIndex) return RawFormat.Forwarder;
    return formats[this.specificationOf(object)]!;
  }

  hashOf(object: number): number {
    return this.high(object) & 0x3fffff;
  }

  classOf(object: number): number {
    const index = this.low(object) & classIndexMask;
    const behavior = index < this.classTable.length ? this.classTable[index] : -1;
    return behavior >= 0
      ? behavior
      : this.fail(object, 'an object with a class', `class index ${index} without one`);
  }

  wordCountOf(object: number): number {
    const slots = this.high(object) >>> 24;
    if (slots !== overflowSlots) return slots;
    // Sizes of more than 32 bits were refused while scanning.
    const before = this.index.offsetOf(object) - 8;
    return this.view.getUint32(before + (this.littleEndian ? 0 : 4), this.littleEndian);
  }

  protected unusedBytesOf(object: number): number {
    return unusedBytes(this.specificationOf(object), this.wordBytes);
  }

  isPinned(object: number): boolean {
    return (this.low(object) & 0x40000000) !== 0;
  }

  isImmutable(object: number): boolean {
    return (this.low(object) & 0x800000) !== 0;
  }

  immediateClass(kind: 'integer' | 'character' | 'float'): number {
    if (kind === 'integer') return this.special(Special.ClassSmallInteger);
    if (kind === 'character') return this.special(Special.ClassCharacter);
    return this.wordBytes === 8 ? this.classTable[4] : -1;
  }

  /** Index in the class table by which the object's header names its class. */
  classIndexOf(object: number): number {
    return this.low(object) & classIndexMask;
  }

  /** Places of the class table. */
  get classTableSize(): number {
    return this.classTable.length;
  }

  /** Number of the class with that index in the class table, -1 if there is none. */
  classAtIndex(index: number): number {
    return index < this.classTable.length ? this.classTable[index] : -1;
  }

  protected literalCount(methodHeader: number): number {
    return methodHeader & 0x7fff;
  }

  protected addressAt(offset: number): number {
    if (this.wordBytes === 4) {
      const word = this.view.getUint32(offset, this.littleEndian);
      return (word & 3) === 0 ? word : -1;
    }
    const low = this.view.getUint32(this.littleEndian ? offset : offset + 4, this.littleEndian);
    if ((low & 7) !== 0) return -1;
    return (
      this.view.getUint32(this.littleEndian ? offset + 4 : offset, this.littleEndian) * 0x1_0000_0000 + low
    );
  }

  protected readSlot<T>(offset: number, reader: SlotReader<T>): T {
    return this.wordBytes === 4 ? this.readSlot32(offset, reader) : this.readSlot64(offset, reader);
  }

  private readSlot32<T>(offset: number, reader: SlotReader<T>): T {
    const word = this.view.getUint32(offset, this.littleEndian);
    if (word & 1) return reader.integer((word | 0) >> 1);
    if (word & 2) return reader.character(word >>> 2);
    return reader.object(this.pointee(word, offset));
  }

  private readSlot64<T>(offset: number, reader: SlotReader<T>): T {
    const low = this.view.getUint32(this.littleEndian ? offset : offset + 4, this.littleEndian);
    const high = this.view.getUint32(this.littleEndian ? offset + 4 : offset, this.littleEndian);
    switch (low & 7) {
      case 0:
        return reader.object(this.pointee(high * 0x1_0000_0000 + low, offset));
      case 1: {
        const value = (high | 0) * 0x2000_0000 + (low >>> 3);
        if (Number.isSafeInteger(value)) return reader.integer(value);
        return reader.integer((BigInt(high | 0) << 29n) | BigInt(low >>> 3));
      }
      case 2:
        return reader.character((high & 7) * 0x2000_0000 + (low >>> 3));
      case 4:
        return reader.float(smallFloat(high, low));
      default:
        throw new ImageFileError(
          this.file,
          this.header.dataOffset + offset,
          'an immediate value or a pointer',
          `the tag ${low & 7}`,
        );
    }
  }

  /** Reads the pages of the class table, which hang in the hidden roots. */
  private openClassTable(hiddenRoots: number): void {
    const { view, littleEndian } = this;
    const pageCount = Math.min(maxPages, rawSlots(view, hiddenRoots, littleEndian));
    const pages: number[] = [];
    for (let page = 0; page < pageCount; page++) {
      const address = this.addressAt(hiddenRoots + headerBytes + page * this.wordBytes);
      const object = address < 0 ? -1 : this.tablePageAt(address);
      if (object < 0) break;
      pages.push(object);
    }
    const nil = this.special(Special.Nil);
    this.classTable = new Int32Array(pages.length * pageEntries).fill(-1);
    pages.forEach((offset, page) => {
      const slots = Math.min(pageEntries, rawSlots(view, offset, littleEndian));
      for (let i = 0; i < slots; i++) {
        const at = offset + headerBytes + i * this.wordBytes;
        const address = this.addressAt(at);
        const object = address < 0 ? -1 : this.pointee(address, at);
        if (object >= 0 && object !== nil) this.classTable[page * pageEntries + i] = object;
      }
    });
  }

  /** Offset in the heap of the class table page at `address`, -1 if there is another thing (nil, as a rule). */
  private tablePageAt(address: number): number {
    for (const segment of this.segments) {
      const within = address - segment.address;
      if (within < 0 || within + headerBytes > segment.sizeBytes || within % 8 !== 0) continue;
      const offset = segment.offset + within;
      const low = this.view.getUint32(offset + (this.littleEndian ? 0 : 4), this.littleEndian);
      if ((low & classIndexMask) !== tableArrayIndex) return -1;
      const slots = rawSlots(this.view, offset, this.littleEndian);
      return within + headerBytes + slots * this.wordBytes <= segment.sizeBytes ? offset : -1;
    }
    return -1;
  }
}

/** Slots of the object whose header is at `offset`, be it numbered or not. */
function rawSlots(view: DataView, offset: number, littleEndian: boolean): number {
  const slots = view.getUint32(offset + (littleEndian ? 4 : 0), littleEndian) >>> 24;
  if (slots !== overflowSlots) return slots;
  return view.getUint32(offset - 8 + (littleEndian ? 0 : 4), littleEndian);
}

function unusedBytes(specification: number, wordBytes: number): number {
  if (specification >= 16) return specification & 7;
  if (specification >= 12) return (specification & 3) * 2;
  return specification === 11 && wordBytes === 8 ? 4 : 0;
}

/** Spur 64's immediate Floats: the exponent has 8 of its 11 bits, the sign is the lowest bit after the tag. */
function smallFloat(high: number, low: number): number {
  const sign = (low & 8) << 28;
  if (high === 0 && low >>> 4 === 0) return sign ? -0 : 0;
  return doubleOf(((high >>> 4) + 0x3800_0000) | sign, (low >>> 4) | (high << 28));
}

/** Finds segments and objects, and checks that each ends where the next begins. */
class SpurScanner {
  readonly segments: Segment[] = [];
  readonly index: ObjectIndex;
  hiddenRoots = -1;
  forwarders = 0;
  private readonly view: DataView;
  private readonly wordBytes: number;

  constructor(
    private readonly file: string,
    private readonly header: ImageHeader,
    heap: Uint8Array,
  ) {
    this.view = new DataView(heap.buffer, heap.byteOffset, heap.byteLength);
    this.wordBytes = header.version.wordBytes;
    this.index = new ObjectIndex(heap.length, 3);
  }

  /** Yields how many bytes were seen, now and then. */
  *scan(): Generator<number, void> {
    const { dataBytes, baseAddress, firstSegmentBytes } = this.header;
    let offset = 0;
    let address = baseAddress;
    let sizeBytes = firstSegmentBytes;
    for (;;) {
      const stop = offset + sizeBytes;
      if (sizeBytes < bridgeBytes || sizeBytes % 8 !== 0 || stop > dataBytes)
        this.fail(offset, `a segment within ${dataBytes} bytes`, `one of ${sizeBytes}`);
      this.segments.push({ address, offset, sizeBytes: sizeBytes - bridgeBytes });
      yield* this.scanSegment(offset, stop - bridgeBytes);
      const bridge = stop - bridgeBytes;
      const span = this.slotsIn(bridge) === 0 ? 0 : this.overflowIn(bridge) * this.wordBytes;
      address += sizeBytes + span;
      const [low, high] = [this.lowIn(bridge + 8), this.highIn(bridge + 8)];
      offset = stop;
      if (low === 0 && high === 0) break;
      sizeBytes = high * 0x1_0000_0000 + low;
    }
    this.index.finish();
    if (this.hiddenRoots < 0) this.fail(0, 'an object memory with a class table', 'none');
  }

  private *scanSegment(start: number, stop: number): Generator<number, void> {
    const { wordBytes } = this;
    let pause = start + pauseBytes;
    for (let at = start; at < stop;) {
      let object = at;
      let slots = this.slotsIn(at);
      if (slots === overflowSlots) {
        slots = this.overflowIn(at);
        object = at + 8;
        if (object >= stop || this.slotsIn(object) !== overflowSlots)
          this.fail(object, 'the header of a large object', 'another one');
      }
      const bodyBytes = Math.max(8, Math.ceil((slots * wordBytes) / 8) * 8);
      const end = object + headerBytes + bodyBytes;
      if (end > stop) this.fail(at, `an object that ends before byte ${stop}`, `one of ${slots} slots`);
      this.note(object, slots);
      at = end;
      if (at >= pause) {
        yield at;
        pause = at + pauseBytes;
      }
    }
  }

  private note(object: number, slots: number): void {
    const low = this.lowIn(object);
    const classIndex = low & classIndexMask;
    if (classIndex === tableArrayIndex && this.hiddenRoots < 0 && slots >= maxPages)
      this.hiddenRoots = object;
    if (classIndex < firstClassIndex && classIndex !== forwarderIndex) return;
    if (classIndex === forwarderIndex) this.forwarders++;
    else this.checkFormat(object, (low >>> 24) & 31, slots);
    this.index.add(object);
  }

  private checkFormat(object: number, specification: number, slots: number): void {
    const { wordBytes } = this;
    if (formats[specification] === undefined)
      this.fail(object, 'an object of a known format', `format ${specification}`);
    if (unusedBytes(specification, wordBytes) > slots * wordBytes)
      this.fail(object, 'an object', 'one of less than no bytes');
    if (specification < 24) return;
    const headerAt = object + headerBytes + (wordBytes === 8 && !this.header.littleEndian ? 4 : 0);
    const word = slots === 0 ? 0 : this.view.getUint32(headerAt, this.header.littleEndian);
    const literals = (word >>> (wordBytes === 8 ? 3 : 1)) & 0x7fff;
    const used = (literals + 1) * wordBytes + unusedBytes(specification, wordBytes);
    if (used > slots * wordBytes)
      this.fail(object, `a method with room for ${literals} literals`, `one of ${slots} slots`);
  }

  private lowIn(offset: number): number {
    return this.view.getUint32(offset + (this.header.littleEndian ? 0 : 4), this.header.littleEndian);
  }

  private highIn(offset: number): number {
    return this.view.getUint32(offset + (this.header.littleEndian ? 4 : 0), this.header.littleEndian);
  }

  private slotsIn(offset: number): number {
    return this.highIn(offset) >>> 24;
  }

  /** The size in a header that stands before an object of 255 slots or more, or in a bridge. */
  private overflowIn(offset: number): number {
    return (this.highIn(offset) & 0xffffff) * 0x1_0000_0000 + this.lowIn(offset);
  }

  private fail(offset: number, expected: string, found: string): never {
    throw new ImageFileError(this.file, this.header.dataOffset + offset, expected, found);
  }
}

const pauseBytes = 1 << 20;
