// Objects as Spur has them in one segment: what the memory manager keeps for itself, the class table, all others, and
// the bridge behind which there is no segment. Sources: SpurMemoryManager, SpurSegmentManager (OpenSmalltalk).
import type { SCharacter, SFloat, SObject, Value } from '../object-memory/objects';
import type { BlockBuffer } from './blockBuffer';
import { ClassTable, tagIndexes } from './classTable';
import type { ImageGraph } from './imageGraph';
import type { ObjectBody } from './objectBody';
import { Spur } from './specifications';

const headerBytes = 8;
const overflowSlots = 255;
const bridgeBytes = 16;
const pageEntries = 1024;
/** Pages of the class table, then places for what a collector works with. */
const rootSlots = 4096 + 8;
/** Class indexes of what the memory manager has for itself. */
const enum Own {
  Bridge = 3,
  Array = 16,
  Words = 18,
  Longs = 19,
}
const hashMask = 0x3fffff;
const immutableBit = 0x800000;
const pinnedBit = 0x4000_0000;
const markedBit = 0x80_0000;

export class SpurWriter {
  private readonly wordBytes: 4 | 8;
  private readonly addresses: Float64Array;
  private readonly classes: ClassTable;
  private pageAddresses: number[] = [];
  readonly dataBytes: number;

  constructor(
    private readonly graph: ImageGraph,
    private readonly baseAddress: number,
  ) {
    this.wordBytes = graph.memory.origin.header.version.wordBytes;
    this.addresses = new Float64Array(graph.objects.length);
    this.classes = new ClassTable(graph.memory, graph.used);
    this.dataBytes = this.layOut();
  }

  get firstSegmentBytes(): number {
    return this.dataBytes;
  }

  addressOf(object: SObject): number {
    return this.addresses[this.graph.numberOf(object)]!;
  }

  private get freeListSlots(): number {
    return this.wordBytes * 8;
  }

  private sizeOf(slots: number): number {
    const words = Math.max(8, Math.ceil((slots * this.wordBytes) / 8) * 8);
    return headerBytes + words;
  }

  private slotsOf({ slots, bytes }: ObjectBody): number {
    return slots.length + Math.ceil(bytes.length / this.wordBytes);
  }

  /** Gives each object its address; answers the size of all. */
  private layOut(): number {
    let at = this.baseAddress;
    const place = (slots: number): number => {
      if (slots >= overflowSlots) at += headerBytes;
      const address = at;
      at += this.sizeOf(slots);
      return address;
    };
    this.graph.objects.forEach((object, i) => {
      if (i === firstObjects) {
        place(this.freeListSlots);
        place(rootSlots);
        this.pageAddresses = this.classes.pages.map(() => place(pageEntries));
      }
      this.addresses[i] = place(this.slotsOf(this.graph.bodyOf(object)));
    });
    return at + bridgeBytes - this.baseAddress;
  }

  /** Writes the segment, a block at a time; what comes last stays in `out`. */
  *write(out: BlockBuffer): Generator<Uint8Array, void> {
    const { objects } = this.graph;
    for (let i = 0; i < objects.length; i++) {
      if (i === firstObjects) this.writeOwn(out);
      this.writeObject(objects[i]!, out);
      if (out.isFull) yield out.take();
    }
    const specification = this.wordBytes === 8 ? Spur.Bits64 : Spur.Bits32;
    out.double((specification << 24) | pinnedBit | Own.Bridge, markedBit);
    out.double(0, 0);
  }

  private writeOwn(out: BlockBuffer): void {
    const isWide = this.wordBytes === 8;
    const { nil } = this.graph.memory.kernel;
    this.writeHeader(
      out,
      this.freeListSlots,
      isWide ? Spur.Bits64 : Spur.Bits32,
      isWide ? Own.Longs : Own.Words,
    );
    for (let i = 0; i < this.freeListSlots; i++) this.writeAddress(0, out);
    this.writeHeader(out, rootSlots, arrayFormat, Own.Array);
    for (let i = 0; i < rootSlots; i++) this.writeAddress(this.pageAddresses[i] ?? this.addressOf(nil), out);
    for (const page of this.classes.pages) {
      this.writeHeader(out, pageEntries, arrayFormat, Own.Array);
      for (let i = 0; i < pageEntries; i++) this.writeAddress(this.addressOf(page[i] ?? nil), out);
    }
  }

  private writeHeader(
    out: BlockBuffer,
    slots: number,
    specification: number,
    classIndex: number,
    hash = 0,
    flags = 0,
  ): void {
    const isLarge = slots >= overflowSlots;
    if (isLarge) out.double(slots, overflowSlots << 24);
    const low = classIndex | flags | (specification << 24);
    out.double(low, ((isLarge ? overflowSlots : slots) << 24) | (hash & hashMask));
  }

  private writeObject(object: SObject, out: BlockBuffer): void {
    const { wordBytes } = this;
    const body = this.graph.bodyOf(object);
    const { behavior, slots, bytes } = body;
    const words = Math.ceil(bytes.length / wordBytes);
    const traits = this.graph.memory.traits.get(object);
    const flags = (traits?.isPinned ? pinnedBit : 0) | (traits?.isImmutable ? immutableBit : 0);
    const count = slots.length + words;
    const classIndex = this.classes.indexOf(behavior);
    this.writeHeader(out, count, fullSpecification(body, words * wordBytes), classIndex, object.h, flags);
    for (const value of slots) this.writeValue(value, out);
    out.padded(bytes, this.sizeOf(count) - headerBytes - slots.length * wordBytes);
  }

  private writeValue(value: Value, out: BlockBuffer): void {
    const object = this.graph.objectFor(value);
    if (object) this.writeAddress(this.addressOf(object), out);
    else if (typeof value !== 'object') this.writeInteger(value, out);
    else if (value.$b.format === 'float') this.writeFloat((value as SFloat).v, out);
    else this.writeTagged((value as SCharacter).value, tagIndexes.character, out);
  }

  private writeAddress(address: number, out: BlockBuffer): void {
    if (this.wordBytes === 4) out.word(address);
    else out.double(address >>> 0, Math.floor(address / 2 ** 32));
  }

  private writeInteger(value: number | bigint, out: BlockBuffer): void {
    if (this.wordBytes === 4) return out.word((Number(value) << 1) | 1);
    const word = (BigInt(value) << 3n) | 1n;
    out.double(Number(BigInt.asUintN(32, word)), Number(BigInt.asUintN(32, word >> 32n)));
  }

  /** A Character has 30 bits. */
  private writeTagged(value: number, tag: number, out: BlockBuffer): void {
    if (this.wordBytes === 4) out.word((value << 2) | tag);
    else out.double((value << 3) | tag, value >>> 29);
  }

  /** The sign goes to the lowest bit, three bits of the exponent are not there. */
  private writeFloat(value: number, out: BlockBuffer): void {
    const [low, high] = new Uint32Array(Float64Array.of(value).buffer) as unknown as [number, number];
    const sign = (high >>> 31) << 3;
    if (value === 0) return out.double(sign | tagIndexes.float, 0);
    const magnitude = (high & 0x7fff_ffff) - smallestExponent;
    out.double((low << 4) | sign | tagIndexes.float, (magnitude << 4) | (low >>> 28));
  }
}

/** High word of the smallest immediate Float. */
const smallestExponent = 0x3800_0000;
const arrayFormat = 2;
/** nil, false and true. */
const firstObjects = 3;

/** The format's number with what it says of the last word. */
function fullSpecification({ specification, bytes }: ObjectBody, room: number): number {
  const unused = room - bytes.length;
  if (specification >= Spur.Bits8) return specification + unused;
  if (specification === Spur.Bits16) return specification + unused / 2;
  return specification === Spur.Bits32 ? specification + unused / 4 : specification;
}
