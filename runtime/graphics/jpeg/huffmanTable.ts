// Huffman codes of JPEG (ITU T.81, annex C), and the bits that they are read from.
import { JpegError } from './jpegError';

const quickBits = 9;

export class HuffmanTable {
  /** By the next nine bits: length of the code in the upper byte, value in the lower; 0 if it is longer. */
  readonly quick = new Uint16Array(1 << quickBits);
  /** By length: the largest code, or -1; and what is added to a code to find its value. */
  private readonly largest = new Int32Array(18).fill(-1);
  private readonly offset = new Int32Array(17);

  /** `counts`: how many codes there are of each length from 1 to 16. */
  constructor(
    counts: Uint8Array,
    private readonly values: Uint8Array,
  ) {
    let code = 0;
    let at = 0;
    for (let length = 1; length <= 16; length++) {
      const count = counts[length - 1];
      this.offset[length] = at - code;
      if (code + count > 1 << length) throw new JpegError('A Huffman table has too many codes');
      for (let i = 0; i < count; i++, code++, at++) this.enterQuick(code, length, values[at]);
      if (count > 0) this.largest[length] = code - 1;
      code <<= 1;
    }
  }

  private enterQuick(code: number, length: number, value: number): void {
    if (length > quickBits) return;
    const first = code << (quickBits - length);
    this.quick.fill((length << 8) | value, first, first + (1 << (quickBits - length)));
  }

  /** The value of the code that comes next. */
  decode(bits: BitReader): number {
    const entry = this.quick[bits.peek(quickBits)];
    if (entry !== 0) {
      bits.skip(entry >> 8);
      return entry & 255;
    }
    const ahead = bits.peek(16);
    for (let length = quickBits + 1; length <= 16; length++) {
      const code = ahead >> (16 - length);
      if (code > this.largest[length]) continue;
      bits.skip(length);
      return this.values[code + this.offset[length]];
    }
    // What no code begins with: libjpeg takes it as 0 and goes on.
    bits.skip(16);
    return 0;
  }
}

/** Bits of the entropy-coded bytes between two markers; beyond these are zeros. */
export class BitReader {
  private bits = 0;
  private count = 0;

  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
  ) {}

  /** The next `n` bits, up to 16, as a number; they stay. */
  peek(n: number): number {
    while (this.count < n) this.fill();
    return (this.bits >>> (this.count - n)) & ((1 << n) - 1);
  }

  skip(n: number): void {
    while (this.count < n) this.fill();
    this.count -= n;
  }

  read(n: number): number {
    if (n === 0) return 0;
    const value = this.peek(n);
    this.count -= n;
    return value;
  }

  /** `n` bits as a number with a sign: half of all stand for negative ones (T.81, F.2.2.1). */
  readSigned(n: number): number {
    const value = this.read(n);
    return n > 0 && value < 1 << (n - 1) ? value - (1 << n) + 1 : value;
  }

  private fill(): void {
    let byte = this.bytes[this.at];
    if (byte === undefined) byte = 0;
    else if (byte !== 0xff) this.at++;
    else if (this.bytes[this.at + 1] === 0) this.at += 2;
    // A marker: what stands there is not for us.
    else byte = 0;
    this.bits = ((this.bits << 8) | byte) & 0xffffff;
    this.count += 8;
  }

  /** Goes on behind the next restart marker, if there is one. */
  restart(): void {
    this.count = 0;
    this.bits = 0;
    let at = this.at;
    while (at + 1 < this.bytes.length && !(this.bytes[at] === 0xff && this.bytes[at + 1] > 0)) at++;
    const marker = this.bytes[at + 1];
    if (marker >= 0xd0 && marker <= 0xd7) this.at = at + 2;
  }
}
