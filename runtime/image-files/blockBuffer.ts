/** Little-endian words and bytes, in blocks: what is written is taken when there is enough of it. */
export class BlockBuffer {
  private bytes = new Uint8Array(2 * blockBytes);
  private view = new DataView(this.bytes.buffer);
  private used = 0;

  /** Enough for a block of a file. */
  get isFull(): boolean {
    return this.used >= blockBytes;
  }

  /** What was written since the last time. */
  take(): Uint8Array {
    const taken = this.bytes.slice(0, this.used);
    this.used = 0;
    return taken;
  }

  private reserve(count: number): number {
    const at = this.used;
    this.used += count;
    if (this.used > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.used, this.bytes.length * 2));
      larger.set(this.bytes);
      this.bytes = larger;
      this.view = new DataView(larger.buffer);
    }
    return at;
  }

  half(value: number): void {
    this.view.setUint16(this.reserve(2), value, true);
  }

  word(value: number): void {
    this.view.setUint32(this.reserve(4), value, true);
  }

  double(low: number, high: number): void {
    const at = this.reserve(8);
    this.view.setUint32(at, low, true);
    this.view.setUint32(at + 4, high, true);
  }

  /** `bytes`, then zeros up to `size`. */
  padded(bytes: Uint8Array, size: number): void {
    const at = this.reserve(size);
    this.bytes.set(bytes, at);
    this.bytes.fill(0, at + bytes.length, at + size);
  }
}

const blockBytes = 1 << 20;
