// Entropy-coded bits of a JPEG file: Huffman codes and the values behind them, most significant bit first.
import type { HuffmanSpecification } from './standardTables';

/** Code and length of each value; codes count up from one length to the next. */
export class HuffmanCodes {
  private readonly codes = new Uint16Array(256);
  private readonly lengths = new Uint8Array(256);

  constructor({ counts, values }: HuffmanSpecification) {
    let code = 0;
    let at = 0;
    counts.forEach((count, i) => {
      for (let n = 0; n < count; n++) {
        this.codes[values[at]] = code++;
        this.lengths[values[at++]] = i + 1;
      }
      code <<= 1;
    });
  }

  write(value: number, to: BitWriter): void {
    to.bits(this.codes[value], this.lengths[value]);
  }
}

export class BitWriter {
  private buffer = 0;
  private count = 0;

  constructor(private readonly bytes: number[]) {}

  bits(value: number, count: number): void {
    for (let i = count - 1; i >= 0; i--) {
      this.buffer = (this.buffer << 1) | ((value >> i) & 1);
      if (++this.count === 8) this.flush();
    }
  }

  /** As many bits as `size`; a negative value as one's complement. */
  value(value: number, size: number): void {
    this.bits(value < 0 ? value + (1 << size) - 1 : value, size);
  }

  private flush(): void {
    this.bytes.push(this.buffer);
    // A byte of ones would begin a marker.
    if (this.buffer === 255) this.bytes.push(0);
    this.buffer = this.count = 0;
  }

  /** Fills the last byte with ones. */
  end(): void {
    while (this.count > 0) this.bits(1, 1);
  }
}
