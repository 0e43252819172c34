// Reads what ByteWriter wrote. Anything that can't be so is a ProtocolError: bytes come from other threads or hosts.

/** Bytes on the wire that no codec wrote; the connection can't be trusted any more. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

/** Texts come again and again (selectors, class names): short ones are looked for among the last that came. */
const recentTexts = new Array<string | undefined>(1024);
const longestRecent = 40;

const doubleOut = new Float64Array(1);
const doubleIn = new Uint8Array(doubleOut.buffer);

export class ByteReader {
  private bytes: Uint8Array;
  private start = 0;
  private at = 0;
  private end: number;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.end = bytes.length;
  }

  /** Reads what stands in `bytes` from `start` to `end` next. */
  reset(bytes: Uint8Array, start: number, end: number): void {
    this.bytes = bytes;
    this.start = this.at = start;
    this.end = end;
  }

  private need(count: number): void {
    if (this.at + count > this.end)
      throw new ProtocolError(
        `A frame of ${this.end - this.start} bytes ends ${this.at + count - this.end} bytes early`,
      );
  }

  get isAtEnd(): boolean {
    return this.at === this.end;
  }

  u8(): number {
    if (this.at >= this.end) this.need(1);
    return this.bytes[this.at++];
  }

  varint(): number {
    const first = this.u8();
    if (first < 128) return first;
    let value = first & 127;
    let scale = 128;
    for (;;) {
      const byte = this.u8();
      value += (byte & 127) * scale;
      if (byte < 128) break;
      scale *= 128;
      if (scale > 2 ** 49) throw new ProtocolError('A number in a frame is longer than any the codec writes');
    }
    if (!Number.isSafeInteger(value)) throw new ProtocolError('A number in a frame is beyond 2^53');
    return value;
  }

  f64(): number {
    this.need(8);
    for (let i = 0; i < 8; i++) doubleIn[i] = this.bytes[this.at++];
    return doubleOut[0];
  }

  run(): Uint8Array {
    return this.take(this.varint());
  }

  /** A copy of all that is left. */
  rest(): Uint8Array {
    return this.take(this.end - this.at);
  }

  private take(length: number): Uint8Array {
    this.need(length);
    const run = this.bytes.slice(this.at, this.at + length);
    this.at += length;
    return run;
  }

  text(): string {
    const header = this.varint();
    const length = Math.floor(header / 2);
    if (header % 2 === 1) return this.wideText(length);
    this.need(length);
    return length <= longestRecent ? this.recentText(length) : this.byteText(length);
  }

  private recentText(length: number): string {
    const { bytes, at } = this;
    let hash = length;
    for (let i = 0; i < length; i++) hash = (Math.imul(hash, 31) + bytes[at + i]) | 0;
    const slot = (hash ^ (hash >>> 10)) & 1023;
    const recent = recentTexts[slot];
    if (recent?.length === length) {
      let i = 0;
      while (i < length && recent.charCodeAt(i) === bytes[at + i]) i++;
      if (i === length) {
        this.at += length;
        return recent;
      }
    }
    return (recentTexts[slot] = this.byteText(length));
  }

  private byteText(length: number): string {
    let text = '';
    for (let i = 0; i < length; i++) text += String.fromCharCode(this.bytes[this.at++]);
    return text;
  }

  private wideText(length: number): string {
    this.need(length * 2);
    let text = '';
    for (let i = 0; i < length; i++, this.at += 2)
      text += String.fromCharCode(this.bytes[this.at] | (this.bytes[this.at + 1] << 8));
    return text;
  }
}
