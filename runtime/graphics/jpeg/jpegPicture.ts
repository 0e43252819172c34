// JPEG files (ITU T.81) as pictures: baseline and progressive, to the last bit as libjpeg gives them.
import { type Frame, JpegFile } from './frameHeader';
import { samplesOf, type Samples } from './inverseTransform';
import { JpegError } from './jpegError';
import { decodeScan } from './scanDecoder';
import { fullSizeOf } from './upsampling';

export interface JpegPicture {
  readonly width: number;
  readonly height: number;
  /** 1 of gray, or 3: red, green, blue. */
  readonly componentCount: 1 | 3;
  /** A byte a component, pixel by pixel. */
  readonly bytes: Uint8Array;
}

/** What the header says. Throws JpegError. */
export function readJpegHeader(
  bytes: Uint8Array,
): Pick<JpegPicture, 'width' | 'height'> & { componentCount: number } {
  const { width, height, components } = new JpegFile(bytes).readFrame();
  return { width, height, componentCount: components.length };
}

/** All of it. A file that is cut off gives what there is of it. Throws JpegError. */
export function readJpeg(bytes: Uint8Array): JpegPicture {
  const file = new JpegFile(bytes);
  const frame = file.readFrame();
  let end: number | undefined;
  for (let scan = file.nextScan(end); scan; scan = file.nextScan(end)) end = decodeScan(bytes, frame, scan);
  const samples = frame.components.map((component) => {
    const table = file.quantization[component.quantization];
    if (!table) throw new JpegError('A component uses a quantization table that there is not');
    return fullSizeOf(frame, component, samplesOf(component, table));
  });
  if (samples.length === 1)
    return { ...extentOf(frame), componentCount: 1, bytes: grayOf(frame, samples[0]) };
  if (samples.length !== 3) throw new JpegError(`Pictures of ${samples.length} components are not read`);
  const bytesOut = isRgb(file, frame) ? interleaved(frame, samples) : converted(frame, samples);
  return { ...extentOf(frame), componentCount: 3, bytes: bytesOut };
}

function extentOf({ width, height }: Frame): Pick<JpegPicture, 'width' | 'height'> {
  return { width, height };
}

/** Pictures are of luminance and two colour differences, unless they say otherwise. */
function isRgb({ isJfif, adobeTransform }: JpegFile, { components }: Frame): boolean {
  if (isJfif) return false;
  if (adobeTransform !== undefined) return adobeTransform === 0;
  return String.fromCharCode(...components.map(({ id }) => id)) === 'RGB';
}

function grayOf({ width, height }: Frame, { bytes, pitch }: Samples): Uint8Array {
  const gray = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) gray.set(bytes.subarray(y * pitch, y * pitch + width), y * width);
  return gray;
}

function interleaved({ width, height }: Frame, samples: readonly Samples[]): Uint8Array {
  const pixels = new Uint8Array(width * height * 3);
  let to = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (const { bytes, pitch } of samples) pixels[to++] = bytes[y * pitch + x];
  return pixels;
}

/** Of 65536 (JFIF 1.02, conversion to RGB). */
const enum Fix {
  Red = 91881,
  Blue = 116130,
  GreenOfRed = 46802,
  GreenOfBlue = 22554,
  Half = 32768,
}

function converted({ width, height }: Frame, [luma, blueness, redness]: readonly Samples[]): Uint8Array {
  const pixels = new Uint8ClampedArray(width * height * 3);
  let to = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++, to += 3) {
      const light = luma.bytes[y * luma.pitch + x];
      const blue = blueness.bytes[y * blueness.pitch + x] - 128;
      const red = redness.bytes[y * redness.pitch + x] - 128;
      pixels[to] = light + ((Fix.Red * red + Fix.Half) >> 16);
      pixels[to + 1] = light + ((Fix.Half - Fix.GreenOfBlue * blue - Fix.GreenOfRed * red) >> 16);
      pixels[to + 2] = light + ((Fix.Blue * blue + Fix.Half) >> 16);
    }
  return new Uint8Array(pixels.buffer);
}
