// The header of an image file: which memory format follows, how large it is and where it stood in memory. Fields and
// versions are OpenSmalltalk's (StackInterpreter>>readImageFromFile:HeapSize:StartingAt:).
import { ImageFileError } from './imageFileError';
import type { ImageSource } from './imageSource';

/** V3 is the object memory of Squeak up to 4.x; Spur that of Squeak 5, Pharo 5, Cuis 4.2 and later. */
export type MemoryFormat = 'v3' | 'spur';

export interface ImageVersion {
  readonly number: number;
  readonly memory: MemoryFormat;
  readonly wordBytes: 4 | 8;
  /** Blocks are closures; before them they were BlockContexts. */
  readonly hasClosures: boolean;
  /** Floats have their words in the file's byte order; before, the high word always came first. */
  readonly hasNativeFloats: boolean;
  /** Methods may be of two bytecode sets. */
  readonly hasTwoBytecodeSets: boolean;
}

const version = (
  number: number,
  memory: MemoryFormat,
  wordBytes: 4 | 8,
  [hasClosures, hasNativeFloats, hasTwoBytecodeSets]: [boolean, boolean, boolean],
): ImageVersion => ({ number, memory, wordBytes, hasClosures, hasNativeFloats, hasTwoBytecodeSets });

const versions: readonly ImageVersion[] = [
  version(6502, 'v3', 4, [false, false, false]),
  version(6504, 'v3', 4, [true, false, false]),
  version(6505, 'v3', 4, [true, true, false]),
  version(6521, 'spur', 4, [true, true, false]),
  version(7033, 'spur', 4, [true, true, true]),
  version(68021, 'spur', 8, [true, true, false]),
  version(68533, 'spur', 8, [true, true, true]),
];
const known = new Map(versions.map((v) => [v.number, v]));
/** A version that is read and written here. */
export function versionNumbered(number: number): ImageVersion {
  return known.get(number)!;
}

const unread = new Map([
  [6501, 'an image older than Squeak 2'],
  [68000, 'a 64-bit image of the time before Spur'],
  [68002, 'a 64-bit image of the time before Spur'],
  [68003, 'a 64-bit image of the time before Spur'],
  [68019, 'an image of an unfinished 64-bit Spur'],
]);

export interface ImageHeader {
  readonly version: ImageVersion;
  readonly littleEndian: boolean;
  /** Where the object memory starts in the file. */
  readonly dataOffset: number;
  /** Bytes of object memory, all segments and their bridges. */
  readonly dataBytes: number;
  /** The address at which the object memory stood when it was saved. */
  readonly baseAddress: number;
  readonly specialObjectsOop: number;
  /** Seed of identity hashes. */
  readonly lastHash: number;
  /** Width of the saved window in the high half, height in the low one; 0 if there was none. */
  readonly windowSize: { readonly width: number; readonly height: number };
  readonly flags: ImageFlags;
  readonly extraVmMemoryBytes: number;
  readonly stackPages: number;
  readonly edenBytes: number;
  readonly maxExternalSemaphores: number;
  /** Bytes of the first segment of a Spur image, its bridge included. */
  readonly firstSegmentBytes: number;
  /** What this reader has no name for, kept for a writer: two half words, and the words after the others. */
  readonly unnamed: { readonly halfWords: readonly [number, number]; readonly words: readonly number[] };
}

export interface ImageFlags {
  readonly bits: number;
  readonly isFullScreen: boolean;
  /** A Process that is preempted goes to the back of its list, as in the Blue Book. */
  readonly preemptionYields: boolean;
}

/** Every header fits in as many bytes, the 512 in front of some files included. */
export const headerReadBytes = 512 + 128;
/** Files made to be executable have as many bytes before their header. */
const prefixBytes = 512;
/** Of an image of 32- or 64-bit words, at least. */
export const minHeaderBytes = { 4: 64, 8: 128 };

/** Reads the header from the first bytes of the file. Throws ImageFileError if there is none. */
export function parseImageHeader({ name, sizeBytes }: ImageSource, first: Uint8Array): ImageHeader {
  const view = new DataView(first.buffer, first.byteOffset, first.byteLength);
  const fail = (offset: number, expected: string, found: string): never => {
    throw new ImageFileError(name, offset, expected, found);
  };
  const start = findStart(view);
  if (!start) return fail(0, 'the version number of a Squeak image', describeFirst(view));
  const { prefix, littleEndian, number } = start;
  const found = known.get(number);
  if (!found) return fail(prefix, 'a version that is read here', unread.get(number) ?? String(number));
  if (prefix + minHeaderBytes[found.wordBytes] > first.byteLength)
    return fail(sizeBytes, 'the rest of the header', 'the end of the file');

  let at = prefix + 4;
  const take16 = (): number => view.getUint16((at += 2) - 2, littleEndian);
  const take32 = (): number => view.getUint32((at += 4) - 4, littleEndian);
  const takeWord = (what: string): number => {
    if (found.wordBytes === 4) return take32();
    const offset = at;
    const [low, high] = littleEndian ? [take32(), take32()] : [take32(), take32()].reverse();
    if (high > 0x1fffff) return fail(offset, what, 'a number of more than 53 bits');
    return high * 0x1_0000_0000 + low;
  };
  const headerBytes = take32();
  const dataBytes = takeWord('the size of the object memory');
  const baseAddress = takeWord('the address of the object memory');
  const specialObjectsOop = takeWord('the address of the special objects');
  const lastHash = at;
  at += found.wordBytes;
  const windowAt = littleEndian ? at : at + found.wordBytes - 4;
  const window = view.getUint32(windowAt, littleEndian);
  at += found.wordBytes;
  const flags = view.getUint32(littleEndian ? at : at + found.wordBytes - 4, littleEndian);
  at += found.wordBytes;
  const extraVmMemoryBytes = take32();
  const stackPages = take16();
  const afterStackPages = take16();
  const edenBytes = take32();
  const maxExternalSemaphores = take16();
  const afterSemaphores = take16();
  const firstSegmentBytes = takeWord('the size of the first segment');
  const words: number[] = [];
  const firstSegmentAt = at - found.wordBytes;
  while (at < prefix + minHeaderBytes[found.wordBytes]) words.push(take32());
  if (!littleEndian && found.wordBytes === 8)
    for (let i = 0; i + 1 < words.length; i += 2) [words[i], words[i + 1]] = [words[i + 1], words[i]];

  const isSpur = found.memory === 'spur';
  const alignment = isSpur ? 8 : 4;
  if (headerBytes < minHeaderBytes[found.wordBytes] || headerBytes > 0x10000)
    fail(prefix + 4, 'the size of the header', String(headerBytes));
  const dataOffset = prefix + headerBytes;
  const sizeAt = prefix + 8;
  if (dataBytes === 0 || dataBytes % alignment !== 0)
    fail(sizeAt, `a size of the object memory, a multiple of ${alignment}`, String(dataBytes));
  if (dataBytes > sizeBytes - dataOffset)
    fail(
      sizeBytes,
      `the rest of an object memory of ${dataBytes} bytes from byte ${dataOffset}`,
      'the end of the file',
    );
  if (baseAddress % alignment !== 0)
    fail(sizeAt + found.wordBytes, `an address that is a multiple of ${alignment}`, String(baseAddress));
  if (isSpur && (firstSegmentBytes > dataBytes || firstSegmentBytes % 8 !== 0))
    fail(firstSegmentAt, `a segment within ${dataBytes} bytes`, `one of ${firstSegmentBytes}`);
  return {
    version: found,
    littleEndian,
    dataOffset,
    dataBytes,
    baseAddress,
    specialObjectsOop,
    lastHash: view.getUint32(littleEndian ? lastHash : lastHash + found.wordBytes - 4, littleEndian),
    windowSize: { width: window >>> 16, height: window & 0xffff },
    flags: { bits: flags, isFullScreen: (flags & 1) !== 0, preemptionYields: (flags & 16) === 0 },
    extraVmMemoryBytes,
    stackPages,
    edenBytes,
    maxExternalSemaphores,
    // Images made by other tools than a VM leave it 0: then there is one segment.
    firstSegmentBytes: firstSegmentBytes === 0 ? dataBytes : firstSegmentBytes,
    unnamed: { halfWords: [afterStackPages, afterSemaphores], words },
  };
}

function findStart(view: DataView): { prefix: number; littleEndian: boolean; number: number } | undefined {
  for (const prefix of [0, prefixBytes])
    for (const littleEndian of [true, false]) {
      if (prefix + 4 > view.byteLength) continue;
      const number = view.getUint32(prefix, littleEndian);
      if (known.has(number) || unread.has(number)) return { prefix, littleEndian, number };
    }
  return undefined;
}

function describeFirst(view: DataView): string {
  const bytes = Array.from({ length: Math.min(4, view.byteLength) }, (_, i) => view.getUint8(i));
  return bytes.length === 0
    ? 'nothing: the file is empty'
    : `the bytes ${bytes.map((b) => b.toString(16).padStart(2, '0')).join(' ')}`;
}
