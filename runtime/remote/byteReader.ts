// Reads what ByteWriter wrote. Anything that can't be so is a ProtocolError: bytes come from other threads or hosts.

/** Bytes on the wire that no codec wrote; the connection can't be trusted any more. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

export class ByteReader {
  private at = 0;
  private readonly view: DataView;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  private need(count: number): void {
    if (this.at + count > this.bytes.length)
      throw new ProtocolError(
        `A frame of ${this.bytes.length} bytes ends ${this.at + count - this.bytes.length} bytes early`,
      );
  }

  get isAtEnd(): boolean {
    return this.at === this.bytes.length;
  }

  u8(): number {
    this.need(1);
    return this.bytes[this.at++];
  }

  varint(): number {
    let value = 0;
    let scale = 1;
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
    const value = this.view.getFloat64(this.at, true);
    this.at += 8;
    return value;
  }

  run(): Uint8Array {
    const length = this.varint();
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
    let text = '';
    for (let i = 0; i < length; i++) text += String.fromCharCode(this.bytes[this.at++]);
    return text;
  }

  private wideText(length: number): string {
    this.need(length * 2);
    let text = '';
    for (let i = 0; i < length; i++, this.at += 2)
      text += String.fromCharCode(this.view.getUint16(this.at, true));
    return text;
  }
}
