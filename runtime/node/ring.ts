// A ring of bytes in shared memory, from one worker to another: one writes, one reads, nobody locks. Records are
// length-prefixed and padded to 4 bytes; a record may wrap around. One that doesn't fit waits with the writer.
import type { ByteReader } from '../remote/byteReader';

const headerBytes = 64;
/** Int32 indexes in the header: bytes written and read in all, modulo 2^32. */
const writtenAt = 0;
const readAt = 8;

export const ringBytes = 1 << 20;

export function newRingBuffer(bytes = ringBytes): SharedArrayBuffer {
  return new SharedArrayBuffer(headerBytes + bytes);
}

/** The part of a ring that both ends see. */
class RingEnd {
  protected readonly header: Int32Array;
  protected readonly data: Uint8Array;
  protected readonly mask: number;

  constructor(buffer: SharedArrayBuffer) {
    this.header = new Int32Array(buffer, 0, headerBytes / 4);
    this.data = new Uint8Array(buffer, headerBytes);
    this.mask = this.data.length - 1;
    if ((this.data.length & this.mask) !== 0) throw new Error('A ring has a power of two bytes');
  }

  get capacity(): number {
    return this.data.length;
  }
}

export class RingWriter extends RingEnd {
  private written = 0;
  /** Records that found the ring full, in order. */
  private readonly overflow: Uint8Array[] = [];

  /** Appends a record: bytes of `source` from `start`. Records larger than the ring are cut into pieces by the caller. */
  write(source: Uint8Array, start: number, length: number): void {
    if (this.overflow.length > 0 || !this.tryWrite(source, start, length))
      this.overflow.push(source.slice(start, start + length));
  }

  /** Writes what overflowed, as far as there is room. True if nothing is left. */
  flush(): boolean {
    while (this.overflow.length > 0) {
      if (!this.tryWrite(this.overflow[0], 0, this.overflow[0].length)) return false;
      this.overflow.shift();
    }
    return true;
  }

  get hasOverflow(): boolean {
    return this.overflow.length > 0;
  }

  private tryWrite(source: Uint8Array, start: number, length: number): boolean {
    const size = 4 + ((length + 3) & ~3);
    const used = (this.written - Atomics.load(this.header, readAt)) | 0;
    if (size > this.data.length - used) return false;
    const at = this.written & this.mask;
    const { data } = this;
    // The length never wraps: records start at multiples of 4.
    data[at] = length & 255;
    data[at + 1] = (length >> 8) & 255;
    data[at + 2] = (length >> 16) & 255;
    data[at + 3] = length >>> 24;
    const from = (at + 4) & this.mask;
    const straight = Math.min(length, data.length - from);
    copy(source, start, data, from, straight);
    if (straight < length) copy(source, start + straight, data, 0, length - straight);
    this.written = (this.written + size) | 0;
    Atomics.store(this.header, writtenAt, this.written);
    return true;
  }
}

export class RingReader extends RingEnd {
  private consumed = 0;
  private recordBytes = 0;
  /** Holds the record at hand if it wraps around. */
  private joined = new Uint8Array(0);

  /** Sets `reader` on the next record, which stays where it is until `release`; false if there is none. */
  next(reader: ByteReader): boolean {
    if (Atomics.load(this.header, writtenAt) === this.consumed) return false;
    const at = this.consumed & this.mask;
    const { data } = this;
    const length = data[at] | (data[at + 1] << 8) | (data[at + 2] << 16) | (data[at + 3] << 24);
    this.recordBytes = 4 + ((length + 3) & ~3);
    const from = (at + 4) & this.mask;
    const straight = Math.min(length, data.length - from);
    if (straight === length) reader.reset(data, from, from + length);
    else {
      if (this.joined.length < length) this.joined = new Uint8Array(length);
      copy(data, from, this.joined, 0, straight);
      copy(data, 0, this.joined, straight, length - straight);
      reader.reset(this.joined, 0, length);
    }
    return true;
  }

  /** The record that `next` found was read: its place can be written again. */
  release(): void {
    this.consumed = (this.consumed + this.recordBytes) | 0;
    Atomics.store(this.header, readAt, this.consumed);
  }
}

/** Most records are shorter than what it costs to make a view of a part of an array. */
const shortBytes = 128;

function copy(from: Uint8Array, start: number, to: Uint8Array, at: number, length: number): void {
  if (length > shortBytes) to.set(from.subarray(start, start + length), at);
  else for (let i = 0; i < length; i++) to[at + i] = from[start + i];
}
