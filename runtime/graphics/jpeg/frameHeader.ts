// What a JPEG file says before each scan (ITU T.81, annex B): sizes, tables, and how components are sampled.
import { HuffmanTable } from './huffmanTable';
import { JpegError } from './jpegError';

/** One colour component of a picture. */
export interface Component {
  readonly id: number;
  /** Blocks of it in a unit of the scan, across and down. */
  readonly across: number;
  readonly down: number;
  readonly quantization: number;
  /** Whole blocks, so that all units of an interleaved scan are there. */
  readonly blocksPerRow: number;
  readonly blockRows: number;
  /** Samples that mean something. */
  readonly width: number;
  readonly height: number;
  /** 64 a block, in natural order. */
  readonly coefficients: Int16Array;
}

export interface Frame {
  readonly isProgressive: boolean;
  readonly width: number;
  readonly height: number;
  readonly components: readonly Component[];
  /** The most blocks of any component in a unit. */
  readonly maxAcross: number;
  readonly maxDown: number;
}

/** One pass over some of the components. */
export interface Scan {
  readonly components: readonly {
    readonly component: Component;
    readonly dc: HuffmanTable | undefined;
    readonly ac: HuffmanTable | undefined;
  }[];
  /** Of coefficients, in zigzag order. */
  readonly first: number;
  readonly last: number;
  /** Bits below the ones that came in earlier scans, and in this. */
  readonly highBit: number;
  readonly lowBit: number;
  /** Units between restarts, or 0. */
  readonly restartInterval: number;
  /** Offset of its first entropy-coded byte. */
  readonly start: number;
}

/** Where a coefficient in zigzag order stands in its block. */
export const naturalOrder = Uint8Array.from([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7,
  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46,
  53, 60, 61, 54, 47, 55, 62, 63,
]);

const enum Marker {
  BaselineFrame = 0xc0,
  ExtendedFrame = 0xc1,
  ProgressiveFrame = 0xc2,
  HuffmanTables = 0xc4,
  LastFrame = 0xcf,
  FirstRestart = 0xd0,
  LastRestart = 0xd7,
  StartOfImage = 0xd8,
  EndOfImage = 0xd9,
  StartOfScan = 0xda,
  QuantizationTables = 0xdb,
  RestartInterval = 0xdd,
  App0 = 0xe0,
  App14 = 0xee,
}

/** More than any picture that images hold, less than what would fill the memory. */
const maxPixels = 1 << 24;

export class JpegFile {
  frame: Frame | undefined;
  readonly quantization: Uint16Array[] = [];
  isJfif = false;
  /** Of Adobe's marker: 0 none, 1 YCbCr, 2 YCCK. */
  adobeTransform: number | undefined;
  private readonly dcTables: HuffmanTable[] = [];
  private readonly acTables: HuffmanTable[] = [];
  private restartInterval = 0;
  private at = 2;

  constructor(readonly bytes: Uint8Array) {
    if (bytes[0] !== 0xff || bytes[1] !== Marker.StartOfImage)
      throw new JpegError('It does not begin as a JPEG file');
  }

  /** Reads up to the frame's header. */
  readFrame(): Frame {
    while (!this.frame) if (this.readSegment()) throw new JpegError('A scan comes before the frame');
    return this.frame;
  }

  /** The next scan, or undefined at the end of the picture. `from` is where the one before ended. */
  nextScan(from: number | undefined): Scan | undefined {
    if (from !== undefined) this.at = from;
    for (;;) {
      const scan = this.readSegment();
      if (scan === 'end') return undefined;
      if (scan) return scan;
    }
  }

  private readSegment(): Scan | 'end' | undefined {
    const { bytes } = this;
    // Whatever stands between segments is passed over.
    while (this.at < bytes.length && bytes[this.at] !== 0xff) this.at++;
    while (bytes[this.at] === 0xff) this.at++;
    const marker = bytes[this.at++];
    if (marker === undefined || marker === Marker.EndOfImage) {
      if (!this.frame) throw new JpegError('It ends before its picture');
      return 'end';
    }
    if (marker === 0 || (marker >= Marker.FirstRestart && marker <= Marker.StartOfImage)) return undefined;
    const length = this.word(this.at);
    const start = this.at + 2;
    const end = this.at + length;
    if (length < 2 || end > bytes.length)
      throw new JpegError(`It ends within segment ${marker.toString(16)}`);
    this.at = end;
    return this.read(marker, start, end);
  }

  private read(marker: number, start: number, end: number): Scan | undefined {
    switch (marker) {
      case Marker.QuantizationTables:
        this.readQuantization(start, end);
        return undefined;
      case Marker.HuffmanTables:
        this.readHuffmanTables(start, end);
        return undefined;
      case Marker.RestartInterval:
        this.restartInterval = this.word(start);
        return undefined;
      case Marker.App0:
        if (this.text(start, 5) === 'JFIF\0') this.isJfif = true;
        return undefined;
      case Marker.App14:
        if (this.text(start, 5) === 'Adobe' && end - start >= 12)
          this.adobeTransform = this.bytes[start + 11];
        return undefined;
      case Marker.BaselineFrame:
      case Marker.ExtendedFrame:
      case Marker.ProgressiveFrame:
        this.frame = this.readFrameHeader(marker === Marker.ProgressiveFrame, start, end);
        return undefined;
      case Marker.StartOfScan:
        return this.readScan(start, end);
      default:
        if (marker > Marker.ProgressiveFrame && marker <= Marker.LastFrame)
          throw new JpegError(`Frames of kind ${marker.toString(16)} (lossless, arithmetic) are not read`);
        return undefined;
    }
  }

  private word(at: number): number {
    return ((this.bytes[at] ?? 0) << 8) | (this.bytes[at + 1] ?? 0);
  }

  private text(at: number, length: number): string {
    return String.fromCharCode(...this.bytes.subarray(at, at + length));
  }

  private readQuantization(start: number, end: number): void {
    for (let at = start; at < end;) {
      const isWide = this.bytes[at] >> 4 !== 0;
      const table = new Uint16Array(64);
      const place = this.bytes[at++] & 15;
      for (let i = 0; i < 64; i++, at += isWide ? 2 : 1)
        table[naturalOrder[i]] = isWide ? this.word(at) : this.bytes[at];
      if (at > end) throw new JpegError('A quantization table is cut off');
      this.quantization[place] = table;
    }
  }

  private readHuffmanTables(start: number, end: number): void {
    for (let at = start; at < end;) {
      const kind = this.bytes[at];
      const counts = this.bytes.subarray(at + 1, at + 17);
      const total = counts.reduce((sum, count) => sum + count, 0);
      const values = this.bytes.slice(at + 17, at + 17 + total);
      at += 17 + total;
      if (at > end) throw new JpegError('A Huffman table is cut off');
      (kind >> 4 === 0 ? this.dcTables : this.acTables)[kind & 15] = new HuffmanTable(counts, values);
    }
  }

  private readFrameHeader(isProgressive: boolean, start: number, end: number): Frame {
    if (this.frame) throw new JpegError('It has two frames');
    const { bytes } = this;
    const count = bytes[start + 5];
    const height = this.word(start + 1);
    const width = this.word(start + 3);
    if (bytes[start] !== 8) throw new JpegError(`Samples of ${bytes[start]} bits are not read`);
    if (width === 0 || height === 0 || width * height > maxPixels)
      throw new JpegError(`Pictures of ${width}×${height} pixels are not read`);
    if (count < 1 || count > 4 || start + 6 + 3 * count > end) throw new JpegError('The frame is cut off');
    const sampled = Array.from({ length: count }, (_, i) => {
      const at = start + 6 + 3 * i;
      return {
        id: bytes[at],
        across: bytes[at + 1] >> 4,
        down: bytes[at + 1] & 15,
        quantization: bytes[at + 2],
      };
    });
    if (sampled.some(({ across, down }) => across < 1 || across > 4 || down < 1 || down > 4))
      throw new JpegError('A component is sampled in a way that there is not');
    const maxAcross = Math.max(...sampled.map(({ across }) => across));
    const maxDown = Math.max(...sampled.map(({ down }) => down));
    const unitsPerRow = Math.ceil(width / (8 * maxAcross));
    const unitRows = Math.ceil(height / (8 * maxDown));
    const components = sampled.map((each) => {
      const blocksPerRow = unitsPerRow * each.across;
      const blockRows = unitRows * each.down;
      let coefficients: Int16Array | undefined;
      return {
        ...each,
        blocksPerRow,
        blockRows,
        width: Math.ceil((width * each.across) / maxAcross),
        height: Math.ceil((height * each.down) / maxDown),
        // Made by the first scan: whoever asks for sizes alone needs none.
        get coefficients(): Int16Array {
          return (coefficients ??= new Int16Array(blocksPerRow * blockRows * 64));
        },
      };
    });
    return { isProgressive, width, height, components, maxAcross, maxDown };
  }

  private readScan(start: number, end: number): Scan {
    const { bytes, frame } = this;
    const count = bytes[start];
    if (!frame) throw new JpegError('A scan comes before the frame');
    if (count < 1 || count > 4 || start + 4 + 2 * count > end)
      throw new JpegError('A scan header is cut off');
    const components = Array.from({ length: count }, (_, i) => {
      const at = start + 1 + 2 * i;
      const component = frame.components.find(({ id }) => id === bytes[at]);
      if (!component) throw new JpegError(`A scan is of component ${bytes[at]}, which there is not`);
      return { component, dc: this.dcTables[bytes[at + 1] >> 4], ac: this.acTables[bytes[at + 1] & 15] };
    });
    const at = start + 1 + 2 * count;
    const [first, last, bits] = [bytes[at], bytes[at + 1], bytes[at + 2]];
    const { restartInterval } = this;
    if (!frame.isProgressive)
      return { components, first: 0, last: 63, highBit: 0, lowBit: 0, restartInterval, start: end };
    if (first > last || last > 63 || (first > 0 && count > 1))
      throw new JpegError('A scan has no such coefficients');
    return { components, first, last, highBit: bits >> 4, lowBit: bits & 15, restartInterval, start: end };
  }
}
