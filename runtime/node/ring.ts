// A ring of bytes in shared memory, from one worker to another: one writes, one reads, nobody locks. Records are
// length-prefixed and padded to 4 bytes; a record may wrap around. One that doesn't fit waits with the writer.

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

  /** Appends a record. Records larger than the ring are cut into pieces by the caller. */
  write(record: Uint8Array): void {
    if (this.overflow.length > 0 || !this.tryWrite(record)) this.overflow.push(record.slice());
  }

  /** Writes what overflowed, as far as there is room. True if nothing is left. */
  flush(): boolean {
    while (this.overflow.length > 0) {
      if (!this.tryWrite(this.overflow[0])) return false;
      this.overflow.shift();
    }
    return true;
  }

  get hasOverflow(): boolean {
    return this.overflow.length > 0;
  }

  private tryWrite(record: Uint8Array): boolean {
    const size = 4 + ((record.length + 3) & ~3);
    const used = (this.written - Atomics.load(this.header, readAt)) | 0;
    if (size > this.data.length - used) return false;
    const at = this.written & this.mask;
    const { data } = this;
    const { length } = record;
    // The length never wraps: records start at multiples of 4.
    data[at] = length & 255;
    data[at + 1] = (length >> 8) & 255;
    data[at + 2] = (length >> 16) & 255;
    data[at + 3] = length >>> 24;
    const from = (at + 4) & this.mask;
    const straight = Math.min(length, data.length - from);
    if (straight === length) data.set(record, from);
    else {
      data.set(record.subarray(0, straight), from);
      data.set(record.subarray(straight), 0);
    }
    this.written = (this.written + size) | 0;
    Atomics.store(this.header, writtenAt, this.written);
    return true;
  }
}

export class RingReader extends RingEnd {
  private consumed = 0;

  /** The next record, copied out; undefined if there is none. */
  read(): Uint8Array | undefined {
    if (Atomics.load(this.header, writtenAt) === this.consumed) return undefined;
    const at = this.consumed & this.mask;
    const { data } = this;
    const length = data[at] | (data[at + 1] << 8) | (data[at + 2] << 16) | (data[at + 3] << 24);
    const from = (at + 4) & this.mask;
    const record = new Uint8Array(length);
    const straight = Math.min(length, data.length - from);
    record.set(data.subarray(from, from + straight));
    if (straight < length) record.set(data.subarray(0, length - straight), straight);
    this.consumed = (this.consumed + 4 + ((length + 3) & ~3)) | 0;
    Atomics.store(this.header, readAt, this.consumed);
    return record;
  }
}
