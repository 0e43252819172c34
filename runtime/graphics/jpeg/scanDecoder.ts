// The coefficients of one scan (ITU T.81, annexes F and G): sequential, or a step of a progressive picture.
import { naturalOrder, type Component, type Frame, type Scan } from './frameHeader';
import { BitReader, type HuffmanTable } from './huffmanTable';
import { JpegError } from './jpegError';

/** Reads a scan into its components' coefficients. Answers where it ends. */
export function decodeScan(bytes: Uint8Array, frame: Frame, scan: Scan): number {
  const decoder = new ScanDecoder(bytes, frame, scan);
  decoder.decode();
  return decoder.end;
}

class ScanDecoder {
  private readonly bits: BitReader;
  /** The last DC coefficient of each component, from which the next differs. */
  private readonly lastDc: number[];
  /** Blocks that follow without any coefficient of this band. */
  private emptyBlocks = 0;
  private readonly decodeBlock: (index: number, component: Component, at: number) => void;

  constructor(
    bytes: Uint8Array,
    private readonly frame: Frame,
    private readonly scan: Scan,
  ) {
    this.bits = new BitReader(bytes, scan.start);
    this.lastDc = scan.components.map(() => 0);
    const isFirst = scan.highBit === 0;
    if (!frame.isProgressive) this.decodeBlock = this.sequential;
    else if (scan.first === 0) this.decodeBlock = isFirst ? this.dcFirst : this.dcRefined;
    else this.decodeBlock = isFirst ? this.acFirst : this.acRefined;
  }

  get end(): number {
    return this.bits.at;
  }

  decode(): void {
    const { components } = this.scan;
    if (components.length === 1) this.decodeAlone(components[0].component);
    else this.decodeInterleaved();
  }

  /** A single component comes block by block, without those that only fill up units. */
  private decodeAlone(component: Component): void {
    const across = Math.ceil(component.width / 8);
    const down = Math.ceil(component.height / 8);
    for (let i = 0; i < across * down; i++) {
      this.restartBefore(i);
      const row = Math.floor(i / across);
      this.decodeBlock(0, component, (row * component.blocksPerRow + (i % across)) * 64);
    }
  }

  private decodeInterleaved(): void {
    const { frame, scan } = this;
    const across = Math.ceil(frame.width / (8 * frame.maxAcross));
    const down = Math.ceil(frame.height / (8 * frame.maxDown));
    for (let unit = 0; unit < across * down; unit++) {
      this.restartBefore(unit);
      const row = Math.floor(unit / across);
      const column = unit % across;
      for (let index = 0; index < scan.components.length; index++) {
        const { component } = scan.components[index];
        for (let y = 0; y < component.down; y++)
          for (let x = 0; x < component.across; x++) {
            const block = (row * component.down + y) * component.blocksPerRow + column * component.across + x;
            this.decodeBlock(index, component, block * 64);
          }
      }
    }
  }

  private restartBefore(unit: number): void {
    const { restartInterval } = this.scan;
    if (restartInterval === 0 || unit === 0 || unit % restartInterval !== 0) return;
    this.bits.restart();
    this.lastDc.fill(0);
    this.emptyBlocks = 0;
  }

  private table(index: number, kind: 'dc' | 'ac'): HuffmanTable {
    const table = this.scan.components[index][kind];
    if (!table) throw new JpegError('A scan uses a Huffman table that there is not');
    return table;
  }

  private nextDc(index: number): number {
    const size = this.table(index, 'dc').decode(this.bits) & 15;
    return (this.lastDc[index] += this.bits.readSigned(size));
  }

  private sequential(index: number, { coefficients }: Component, at: number): void {
    const { bits } = this;
    coefficients[at] = this.nextDc(index);
    const table = this.table(index, 'ac');
    for (let k = 1; k < 64; k++) {
      const code = table.decode(bits);
      const size = code & 15;
      const zeros = code >> 4;
      if (size === 0) {
        if (zeros !== 15) return;
        k += 15;
        continue;
      }
      k += zeros;
      const value = bits.readSigned(size);
      if (k < 64) coefficients[at + naturalOrder[k]] = value;
    }
  }

  private dcFirst(index: number, { coefficients }: Component, at: number): void {
    coefficients[at] = this.nextDc(index) << this.scan.lowBit;
  }

  private dcRefined(_index: number, { coefficients }: Component, at: number): void {
    if (this.bits.read(1) === 1) coefficients[at] |= 1 << this.scan.lowBit;
  }

  private acFirst(index: number, { coefficients }: Component, at: number): void {
    if (this.emptyBlocks > 0) {
      this.emptyBlocks--;
      return;
    }
    const { bits, scan } = this;
    const table = this.table(index, 'ac');
    for (let k = scan.first; k <= scan.last; k++) {
      const code = table.decode(bits);
      const size = code & 15;
      const zeros = code >> 4;
      if (size === 0) {
        if (zeros !== 15) {
          this.emptyBlocks = (1 << zeros) + bits.read(zeros) - 1;
          return;
        }
        k += 15;
        continue;
      }
      k += zeros;
      const value = bits.readSigned(size) << scan.lowBit;
      if (k < 64) coefficients[at + naturalOrder[k]] = value;
    }
  }

  /** Coefficients that are there gain a bit each, in between new ones begin (T.81, G.1.2.3). */
  private acRefined(index: number, { coefficients }: Component, at: number): void {
    const { bits, scan } = this;
    const step = 1 << scan.lowBit;
    let k = scan.first;
    if (this.emptyBlocks === 0) {
      const table = this.table(index, 'ac');
      for (; k <= scan.last; k++) {
        const code = table.decode(bits);
        let zeros = code >> 4;
        let value = 0;
        if ((code & 15) !== 0) value = bits.read(1) === 1 ? step : -step;
        else if (zeros !== 15) {
          this.emptyBlocks = (1 << zeros) + bits.read(zeros);
          break;
        }
        for (; k <= scan.last; k++) {
          const place = at + naturalOrder[k];
          if (coefficients[place] !== 0) this.refine(coefficients, place, step);
          else if (--zeros < 0) break;
        }
        if (value !== 0 && k < 64) coefficients[at + naturalOrder[k]] = value;
      }
    }
    if (this.emptyBlocks === 0) return;
    for (; k <= scan.last; k++) {
      const place = at + naturalOrder[k];
      if (coefficients[place] !== 0) this.refine(coefficients, place, step);
    }
    this.emptyBlocks--;
  }

  private refine(coefficients: Int16Array, place: number, step: number): void {
    const value = coefficients[place];
    // A value that has the bit already came from data that is damaged.
    if (this.bits.read(1) === 1 && (Math.abs(value) & step) === 0)
      coefficients[place] = value >= 0 ? value + step : value - step;
  }
}
