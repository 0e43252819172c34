// Builds images of a few objects, byte by byte, in each format: what the readers are tested with where no image of
// others is there, and where those have no example.
export interface TinyOptions {
  readonly littleEndian?: boolean;
  /** Bytes in front of the header. */
  readonly prefix?: number;
}

/** What a slot holds. */
export type TinyValue =
  { readonly ref: string } | { readonly integer: number | bigint } | { readonly bits: bigint };

export interface TinyObject {
  readonly name: string;
  /** Class index (Spur) or compact class number (V3). */
  readonly classIndex: number;
  /** In the format's own numbers. */
  readonly specification: number;
  readonly slots: readonly TinyValue[];
  readonly flags?: number;
  readonly hash?: number;
}

export const ref = (name: string): TinyValue => ({ ref: name });
export const integer = (value: number | bigint): TinyValue => ({ integer: value });
export const bits = (value: bigint): TinyValue => ({ bits: value });

interface Placed {
  readonly object: TinyObject;
  readonly offset: number;
}

/** Writes words of one size and order. */
class Writer {
  readonly bytes: Uint8Array;
  private readonly view: DataView;
  constructor(
    size: number,
    readonly wordBytes: number,
    private readonly littleEndian: boolean,
  ) {
    this.bytes = new Uint8Array(size);
    this.view = new DataView(this.bytes.buffer);
  }
  word(at: number, value: number | bigint): void {
    if (this.wordBytes === 8) this.double(at, BigInt(value));
    else this.view.setUint32(at, Number(BigInt.asUintN(32, BigInt(value))), this.littleEndian);
  }
  double(at: number, value: bigint): void {
    this.view.setBigUint64(at, BigInt.asUintN(64, value), this.littleEndian);
  }
  half(at: number, value: number): void {
    this.view.setUint32(at, value, this.littleEndian);
  }
}

function header(
  writer: Writer,
  version: number,
  start: number,
  base: number,
  dataBytes: number,
  special: number,
  first: number,
): void {
  const headerBytes = writer.wordBytes === 8 ? 128 : 64;
  writer.half(start, version);
  writer.half(start + 4, headerBytes);
  const words = [dataBytes, base, special, 77, (640 << 16) | 480, 0];
  words.forEach((value, i) => writer.word(start + 8 + i * writer.wordBytes, value));
  writer.word(start + (writer.wordBytes === 8 ? 72 : 48), first);
}

/** A Spur image of `segments`, with `gapBytes` of address space between two segments. */
export function spurImage(
  version: 6521 | 7033 | 68021 | 68533,
  segments: readonly (readonly TinyObject[])[],
  { littleEndian = true, prefix = 0 }: TinyOptions = {},
  gapBytes = 64,
): Uint8Array {
  const wordBytes = version > 60000 ? 8 : 4;
  const base = 0x10000;
  const addresses = new Map<string, number>();
  const placed: Placed[][] = [];
  const sizes: number[] = [];
  let address = base;
  let offset = 0;
  for (const objects of segments) {
    const start = offset;
    const here: Placed[] = [];
    for (const object of objects) {
      if (object.slots.length >= 255) offset += 8;
      here.push({ object, offset });
      addresses.set(object.name, address + offset - start);
      offset += 8 + Math.max(8, Math.ceil((object.slots.length * wordBytes) / 8) * 8);
    }
    offset += 16;
    placed.push(here);
    sizes.push(offset - start);
    address += offset - start + gapBytes;
  }
  const data = prefix + (wordBytes === 8 ? 128 : 64);
  const writer = new Writer(data + offset, wordBytes, littleEndian);
  header(writer, version, prefix, base, offset, addresses.get('special')!, sizes[0]!);
  const valueOf = (value: TinyValue): bigint => {
    if ('bits' in value) return value.bits;
    if ('ref' in value) return BigInt(addresses.get(value.ref)!);
    return wordBytes === 8 ? (BigInt(value.integer) << 3n) | 1n : (BigInt(value.integer) << 1n) | 1n;
  };
  let end = 0;
  placed.forEach((objects, i) => {
    for (const { object, offset: at } of objects) {
      const { classIndex, specification, slots, flags = 0, hash = 0 } = object;
      const large = slots.length >= 255;
      if (large) writer.double(data + at - 8, (255n << 56n) | BigInt(slots.length));
      const low = BigInt(classIndex | flags) | (BigInt(specification) << 24n);
      writer.double(
        data + at,
        (BigInt(large ? 255 : slots.length) << 56n) | (BigInt(hash) << 32n) | BigInt.asUintN(32, low),
      );
      slots.forEach((value, slot) => writer.word(data + at + 8 + slot * wordBytes, valueOf(value)));
    }
    end += sizes[i]!;
    const isLast = i === placed.length - 1;
    if (!isLast) {
      writer.double(data + end - 16, (255n << 56n) | BigInt(gapBytes / wordBytes));
      writer.double(data + end - 8, BigInt(sizes[i + 1]!));
    }
  });
  return writer.bytes;
}

/** A V3 image; a class index of 0 means that the class is the object named `class of` and the object's name. */
export function v3Image(
  version: 6502 | 6504 | 6505,
  objects: readonly (TinyObject & { readonly classRef?: string })[],
  { littleEndian = true, prefix = 0 }: TinyOptions = {},
): Uint8Array {
  const base = 0x20000;
  const addresses = new Map<string, number>();
  const placed: Placed[] = [];
  let offset = 0;
  for (const object of objects) {
    const isLarge = object.slots.length >= 63;
    if (isLarge) offset += 8;
    else if (object.classRef !== undefined) offset += 4;
    placed.push({ object, offset });
    addresses.set(object.name, base + offset);
    offset += 4 + object.slots.length * 4;
  }
  const data = prefix + 64;
  const writer = new Writer(data + offset, 4, littleEndian);
  header(writer, version, prefix, base, offset, addresses.get('special')!, 0);
  for (const { object, offset: at } of placed) {
    const {
      classIndex,
      specification,
      slots,
      hash = 0,
      classRef,
    } = object as TinyObject & { classRef?: string };
    const isLarge = slots.length >= 63;
    const type = isLarge ? 0 : classRef !== undefined ? 1 : 3;
    const size = isLarge ? 0 : slots.length + 1;
    if (isLarge) writer.word(data + at - 8, (slots.length + 1) << 2);
    if (type !== 3) writer.word(data + at - 4, addresses.get(classRef!)! | type);
    writer.word(data + at, type | (size << 2) | (specification << 8) | (classIndex << 12) | (hash << 17));
    slots.forEach((value, slot) => {
      const word =
        'bits' in value
          ? value.bits
          : 'ref' in value
            ? BigInt(addresses.get(value.ref)!)
            : (BigInt(value.integer) << 1n) | 1n;
      writer.word(data + at + 4 + slot * 4, word);
    });
  }
  return writer.bytes;
}
