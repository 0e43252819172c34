// Writes JPEG files: baseline, in JFIF's colours, chrominance at half the resolution, with the standard's own tables.
// What comes out is what libjpeg makes by default.
import { BitWriter, HuffmanCodes } from './bitWriter';
import { forwardTransform, quantized } from './forwardTransform';
import { naturalOrder } from './frameHeader';
import { standardAc, standardDc, standardQuantization } from './standardTables';

/** Red, green and blue, or one grey, of each pixel; a byte each. */
export interface PlainPicture {
  readonly width: number;
  readonly height: number;
  readonly components: 1 | 3;
  readonly bytes: Uint8Array;
}

const enum Marker {
  Start = 0xd8,
  End = 0xd9,
  Jfif = 0xe0,
  Quantization = 0xdb,
  BaselineFrame = 0xc0,
  Huffman = 0xc4,
  Scan = 0xda,
}

const blockSide = 8;

/** Samples of one component; its size is a multiple of whole blocks. */
interface Plane {
  readonly samples: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** `quality` from 1 to 100. */
export function writeJpeg(picture: PlainPicture, quality: number): Uint8Array {
  const out: number[] = [];
  const isColor = picture.components === 3;
  const tables = standardQuantization.slice(0, isColor ? 2 : 1).map((table) => scaledTable(table, quality));
  out.push(255, Marker.Start);
  segment(out, Marker.Jfif, [...Array.from('JFIF', (c) => c.charCodeAt(0)), 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
  tables.forEach((table, i) =>
    segment(out, Marker.Quantization, [i, ...naturalOrder.map((at) => table[at])]),
  );
  const components = isColor
    ? [
        [1, 0x22, 0],
        [2, 0x11, 1],
        [3, 0x11, 1],
      ]
    : [[1, 0x11, 0]];
  const { width, height } = picture;
  const size = [height >> 8, height & 255, width >> 8, width & 255];
  segment(out, Marker.BaselineFrame, [8, ...size, components.length, ...components.flat()]);
  tables.forEach((_, i) => {
    [standardDc[i], standardAc[i]].forEach(({ counts, values }, kind) =>
      segment(out, Marker.Huffman, [(kind << 4) | i, ...counts, ...values]),
    );
  });
  const selectors = components.flatMap(([id, , table]) => [id, table * 0x11]);
  segment(out, Marker.Scan, [components.length, ...selectors, 0, 63, 0]);
  const bits = new BitWriter(out);
  if (isColor) writeColor(picture, tables, bits);
  else writeGrey(picture, tables[0], bits);
  bits.end();
  out.push(255, Marker.End);
  return Uint8Array.from(out);
}

function segment(out: number[], marker: Marker, content: readonly number[]): void {
  const length = content.length + 2;
  out.push(255, marker, length >> 8, length & 255, ...content);
}

/** A quality of 50 is the standard's table. */
function scaledTable(table: readonly number[], quality: number): number[] {
  const q = Math.max(1, Math.min(100, quality));
  const percent = q < 50 ? Math.trunc(5000 / q) : 200 - 2 * q;
  return table.map((v) => Math.max(1, Math.min(255, Math.trunc((v * percent + 50) / 100))));
}

/** Pixels beyond the right and lower border are as those on it. */
function planeOf(picture: PlainPicture, unit: number, sample: (at: number) => number): Plane {
  const whole = (side: number): number => Math.ceil(side / unit) * unit;
  const [width, height] = [whole(picture.width), whole(picture.height)];
  const samples = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.min(y, picture.height - 1) * picture.width;
    for (let x = 0; x < width; x++)
      samples[y * width + x] = sample((row + Math.min(x, picture.width - 1)) * picture.components);
  }
  return { samples, width, height };
}

/** Means of four, rounded up and down by turns. */
function halved({ samples, width, height }: Plane): Plane {
  const half = { samples: new Uint8Array((width * height) / 4), width: width / 2, height: height / 2 };
  for (let y = 0; y < half.height; y++)
    for (let x = 0; x < half.width; x++) {
      const at = 2 * y * width + 2 * x;
      const sum = samples[at] + samples[at + 1] + samples[at + width] + samples[at + width + 1];
      half.samples[y * half.width + x] = (sum + 1 + (x & 1)) >> 2;
    }
  return half;
}

/** Coefficients of red, green and blue for Y, Cb and Cr (JFIF 1.02), in 65536ths, and what is added. */
const toYcc = [
  [19595, 38470, 7471, 32768],
  [-11058, -21710, 32768, (128 << 16) + 32767],
  [32768, -27439, -5329, (128 << 16) + 32767],
] as const;

function writeColor(picture: PlainPicture, tables: readonly number[][], bits: BitWriter): void {
  const { bytes } = picture;
  const [luminance, blue, red] = toYcc.map(([r, g, b, bias]) =>
    planeOf(
      picture,
      2 * blockSide,
      (at) => (r * bytes[at] + g * bytes[at + 1] + b * bytes[at + 2] + bias) >> 16,
    ),
  );
  const encoders = [0, 1, 1].map((i) => new ComponentEncoder(i, tables[i], bits));
  const chrominance = [halved(blue), halved(red)];
  for (let y = 0; y < luminance.height; y += 2 * blockSide)
    for (let x = 0; x < luminance.width; x += 2 * blockSide) {
      for (const dy of [0, blockSide])
        for (const dx of [0, blockSide])
          if (x + dx < picture.width && y + dy < picture.height) encoders[0].write(luminance, x + dx, y + dy);
          else encoders[0].writeLikeLast();
      chrominance.forEach((plane, i) => encoders[i + 1].write(plane, x / 2, y / 2));
    }
}

function writeGrey(picture: PlainPicture, table: readonly number[], bits: BitWriter): void {
  const plane = planeOf(picture, blockSide, (at) => picture.bytes[at]);
  const encoder = new ComponentEncoder(0, table, bits);
  for (let y = 0; y < plane.height; y += blockSide)
    for (let x = 0; x < plane.width; x += blockSide) encoder.write(plane, x, y);
}

/** Sixteen zeros in a row. */
const zeroRun = 0xf0;
const endOfBlock = 0;

class ComponentEncoder {
  private readonly dc: HuffmanCodes;
  private readonly ac: HuffmanCodes;
  private lastDc = 0;
  private readonly coefficients = new Int32Array(64);

  constructor(
    tables: number,
    private readonly quantization: readonly number[],
    private readonly bits: BitWriter,
  ) {
    this.dc = new HuffmanCodes(standardDc[tables]);
    this.ac = new HuffmanCodes(standardAc[tables]);
  }

  /** The block whose upper left sample that is. */
  write(plane: Plane, left: number, top: number): void {
    this.transform(plane, left, top);
    const { bits, coefficients } = this;
    const difference = coefficients[0] - this.lastDc;
    this.lastDc = coefficients[0];
    const size = sizeOf(difference);
    this.dc.write(size, bits);
    bits.value(difference, size);
    let zeros = 0;
    for (let i = 1; i < 64; i++) {
      const value = coefficients[naturalOrder[i]];
      if (value === 0) {
        zeros++;
        continue;
      }
      for (; zeros >= 16; zeros -= 16) this.ac.write(zeroRun, bits);
      const valueSize = sizeOf(value);
      this.ac.write((zeros << 4) | valueSize, bits);
      bits.value(value, valueSize);
      zeros = 0;
    }
    if (zeros > 0) this.ac.write(endOfBlock, bits);
  }

  /** A block beyond the picture, as even as the one before: it fills up a unit of four. */
  writeLikeLast(): void {
    this.dc.write(0, this.bits);
    this.ac.write(endOfBlock, this.bits);
  }

  private transform({ samples, width }: Plane, left: number, top: number): void {
    const { coefficients, quantization } = this;
    for (let y = 0; y < blockSide; y++)
      for (let x = 0; x < blockSide; x++)
        coefficients[y * blockSide + x] = samples[(top + y) * width + left + x] - 128;
    forwardTransform(coefficients);
    coefficients.forEach((v, i) => (coefficients[i] = quantized(v, quantization[i])));
  }
}

/** Bits that the magnitude takes. */
function sizeOf(value: number): number {
  return 32 - Math.clz32(Math.abs(value));
}
