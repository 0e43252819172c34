// The same image as a big-endian machine would have saved it: words are turned around, bytes stay where they are.
import { Special, type RawImage } from '../../../runtime/image-files/rawImage';

/** Turns `bytes` around, in pieces of `size`. */
function swap(bytes: Uint8Array, size: number): void {
  for (let at = 0; at + size <= bytes.length; at += size) bytes.subarray(at, at + size).reverse();
}

/** `bytes` is a little-endian file of one segment, `image` what was read from it. */
export function byteSwapped(bytes: Uint8Array, image: RawImage): Uint8Array {
  const { version, dataOffset, dataBytes } = image.header;
  const copy = bytes.slice();
  // The flag of little-endian Floats.
  copy[flagsAt[version.wordBytes]]! &= ~2;
  swapHeader(copy, version.wordBytes);
  const data = copy.subarray(dataOffset, dataOffset + dataBytes);
  if (version.memory === 'v3') swapV3(data, image);
  else swapSpur(data, version.wordBytes);
  return copy;
}

const flagsAt = { 4: 28, 8: 48 };

function swapHeader(bytes: Uint8Array, wordBytes: 4 | 8): void {
  const sizes = [4, 4, ...Array<number>(6).fill(wordBytes), 4, 2, 2, 4, 2, 2];
  let at = 0;
  for (const size of sizes) swap(bytes.subarray(at, (at += size)), size);
  swap(bytes.subarray(at, wordBytes === 8 ? 128 : 64), wordBytes);
}

function swapSpur(data: Uint8Array, wordBytes: 4 | 8): void {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const end = data.length - 16;
  for (let at = 0; at < end;) {
    let slots = view.getUint8(at + 7);
    if (slots === 255) {
      slots = view.getUint32(at, true);
      swap(data.subarray(at, at + 8), 8);
      at += 8;
    }
    const format = view.getUint8(at + 3) & 31;
    const words = data.subarray(at + 8, at + 8 + slots * wordBytes);
    const literals = format >= 24 ? (view.getUint32(at + 8, true) >>> (wordBytes === 8 ? 3 : 1)) & 0x7fff : 0;
    swap(data.subarray(at, at + 8), 8);
    if (format >= 24) swap(words.subarray(0, (literals + 1) * wordBytes), wordBytes);
    else if (format < 9) swap(words, wordBytes);
    else if (format < 16) swap(words, format === 9 ? 8 : format < 12 ? 4 : 2);
    // A Float has the machine's order.
    if (format === 10 && (view.getUint32(at + 4, false) & 0x3fffff) === floatIndex) {
      if (wordBytes === 4) words.set(Uint8Array.of(...words.subarray(4), ...words.subarray(0, 4)));
      else words.set(Uint8Array.of(...words.subarray(4), ...words.subarray(0, 4)));
    }
    at += 8 + Math.max(8, Math.ceil((slots * wordBytes) / 8) * 8);
  }
  swap(data.subarray(end), 8);
}
const floatIndex = 34;

function swapV3(data: Uint8Array, image: RawImage): void {
  const { header } = image;
  for (let object = 0; object < image.objectCount; object++) {
    const at = image.fileOffsetOf(object) - header.dataOffset;
    const type = data[at]! & 3;
    const extra = type === 0 ? 8 : type === 1 ? 4 : 0;
    const count = image.wordCountOf(object) * 4;
    const words = data.subarray(at + 4, at + 4 + count);
    const specification = image.specificationOf(object);
    if (specification < 8) swap(words, 4);
    if (specification >= 12) swap(words.subarray(0, image.slotCountOf(object) * 4), 4);
    const isFloat = image.classOf(object) === image.special(Special.ClassFloat);
    if (isFloat && header.version.hasNativeFloats)
      words.set(Uint8Array.of(...words.subarray(4), ...words.subarray(0, 4)));
    swap(data.subarray(at - extra, at + 4), 4);
  }
}
