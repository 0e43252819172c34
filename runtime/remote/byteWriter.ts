// Writes the codec's primitive forms into a growing buffer: variable-length integers, doubles, texts, byte runs.

const initialBytes = 1024;

const doubleIn = new Float64Array(1);
const doubleOut = new Uint8Array(doubleIn.buffer);

export class ByteWriter {
  private bytes = new Uint8Array(initialBytes);
  private at = 0;

  reset(): void {
    this.at = 0;
  }

  get length(): number {
    return this.at;
  }

  /** What was written since `reset`; valid until the next write. */
  written(): Uint8Array {
    return this.bytes.subarray(0, this.at);
  }

  /** The buffer, of which the first `length` bytes were written; valid until the next write. */
  get buffer(): Uint8Array {
    return this.bytes;
  }

  private ensure(more: number): void {
    if (this.at + more <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.at + more));
    grown.set(this.bytes.subarray(0, this.at));
    this.bytes = grown;
  }

  u8(n: number): void {
    this.ensure(1);
    this.bytes[this.at++] = n;
  }

  /** Unsigned LEB128 of a safe integer. */
  varint(n: number): void {
    this.ensure(8);
    while (n > 127) {
      this.bytes[this.at++] = (n % 128) | 128;
      n = Math.floor(n / 128);
    }
    this.bytes[this.at++] = n;
  }

  f64(n: number): void {
    this.ensure(8);
    doubleIn[0] = n;
    for (let i = 0; i < 8; i++) this.bytes[this.at++] = doubleOut[i];
  }

  run(bytes: Uint8Array): void {
    this.varint(bytes.length);
    this.ensure(bytes.length);
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }

  /** UTF-16 text: one byte a unit where all fit, else two. */
  text(text: string): void {
    const { length } = text;
    let wide = false;
    for (let i = 0; i < length; i++)
      if (text.charCodeAt(i) > 255) {
        wide = true;
        break;
      }
    this.varint(length * 2 + (wide ? 1 : 0));
    this.ensure(length * 2);
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      this.bytes[this.at++] = unit & 255;
      if (wide) this.bytes[this.at++] = unit >> 8;
    }
  }
}
