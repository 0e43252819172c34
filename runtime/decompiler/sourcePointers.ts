// What the last bytes of a method say of its source: where it stands in the .sources or the .changes file, the source
// itself, or the names of its temporaries. Systems of all ages end their methods differently, and nothing tells which
// way it is but the text that is found: all that the bytes can mean are answered, the likeliest first.

/** A place in one of the two files. */
export interface SourcePointer {
  readonly file: 'sources' | 'changes';
  /** Offset in bytes, base 0. */
  readonly position: number;
}

export interface MethodTrailer {
  readonly pointers: readonly SourcePointer[];
  /** Source kept in the method itself. */
  readonly embedded?: string;
  /** Names of arguments and temporaries, in the order of their places, before those of blocks in brackets. */
  readonly tempNames?: string;
}

/** Kinds of Squeak's CompiledMethodTrailer, in the six high bits of the last byte; the low bits are of the kind's own. */
const enum Kind {
  TempNamesCompressed = 2,
  EmbeddedCompressed = 6,
  VariableLengthPointer = 8,
  Embedded = 11,
  EmbeddedUtf8 = 12,
  SourcePointer = 63,
}

const sixteenMegabytes = 0x1000000;

export function readTrailer(bytes: Uint8Array): MethodTrailer {
  const last = bytes.at(-1);
  if (last === undefined || bytes.length < 4) return { pointers: [] };
  const kind = last >> 2;
  const pointers = [...shiftedPointers(bytes)];
  if (kind === Kind.SourcePointer) pointers.unshift(...classicPointers(bytes));
  if (kind === Kind.VariableLengthPointer) pointers.unshift(...pointersOf(variableLength(bytes)));
  const named = last > 0 && last < 252 ? shortNames(bytes) : undefined;
  if (named !== undefined) return { pointers, tempNames: named };
  const field = lengthField(bytes);
  if (field === undefined) return { pointers };
  if (kind === Kind.TempNamesCompressed) return { pointers, tempNames: decompress(field) };
  if (kind === Kind.EmbeddedCompressed)
    return { pointers: [], embedded: utf8(latin1Bytes(decompress(field))) };
  if (kind === Kind.Embedded) return { pointers: [], embedded: latin1(field) };
  if (kind === Kind.EmbeddedUtf8) return { pointers: [], embedded: utf8(field) };
  return { pointers };
}

/** Four bytes, the last of which is 252 or more: Squeak's way from the first to the latest. */
function classicPointers(bytes: Uint8Array): SourcePointer[] {
  const size = bytes.length;
  const high = bytes[size - 1]! - 251;
  const value = ((high * 256 + bytes[size - 2]!) * 256 + bytes[size - 3]!) * 256 + bytes[size - 4]!;
  return pointersOf(value);
}

/** The sources file has the odd multiples of sixteen megabytes, the changes file the even ones. */
function pointersOf(value: number): SourcePointer[] {
  if (value < sixteenMegabytes) return [];
  const high = Math.floor(value / sixteenMegabytes);
  const low = value % sixteenMegabytes;
  const file = high % 2 === 1 ? 'sources' : 'changes';
  return [{ file, position: (Math.ceil(high / 2) - 1) * sixteenMegabytes + low }];
}

/** Seven bits a byte, the lowest first, backwards from the byte before the last. */
function variableLength(bytes: Uint8Array): number {
  let value = 0;
  let factor = 1;
  for (let at = bytes.length - 2; at >= 0; at--) {
    value += (bytes[at]! & 127) * factor;
    factor *= 128;
    if (bytes[at]! < 128) break;
  }
  return value;
}

/** Twice the largest offset in a file that is taken for one. */
const largestShifted = 2 ** 32;

/** Pharo's since its ninth: a number, whose lowest bit tells the file, in the last four or five bytes. */
function* shiftedPointers(bytes: Uint8Array): Iterable<SourcePointer> {
  for (const size of [5, 4]) {
    if (bytes.length < size) continue;
    const value = bytes.subarray(-size).reduce((sum, byte) => sum * 256 + byte, 0);
    if (value > 1 && value < largestShifted)
      yield { file: value % 2 === 0 ? 'sources' : 'changes', position: Math.floor(value / 2) };
  }
}

/** What stands before a length of one to four bytes, as many as the last byte's low bits say. */
function lengthField(bytes: Uint8Array): Uint8Array | undefined {
  const size = bytes.length;
  const count = (bytes[size - 1]! & 3) + 1;
  let length = 0;
  for (let i = 1; i <= count; i++) length = length * 256 + (bytes[size - 1 - i] ?? 0);
  const start = size - 1 - count - length;
  return start < 0 ? undefined : bytes.subarray(start, start + length);
}

/** Squeak's qCompress: the most common letters in four bits. */
const commonLetters = 'ear tonsilcmbdfghjkpquvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ012345[]()';

function decompress(bytes: Uint8Array): string {
  const nibbles = [...bytes].flatMap((byte) => [byte >> 4, byte & 15]);
  let text = '';
  for (let i = 0; i < nibbles.length; i++) {
    const nibble = nibbles[i]!;
    if (nibble === 0) {
      // An odd nibble at the end is none.
      if (i + 2 >= nibbles.length) break;
      text += String.fromCharCode(nibbles[i + 1]! * 16 + nibbles[i + 2]!);
      i += 2;
    } else if (nibble <= 11) text += commonLetters[nibble - 1]!;
    else text += commonLetters[(nibble - 12) * 16 + (nibbles[++i] ?? 0) - 1] ?? '';
  }
  return text;
}

/** Before CompiledMethodTrailer, a method without source ended with the names of its temporaries and their length. */
function shortNames(bytes: Uint8Array): string | undefined {
  const length = bytes.at(-1)!;
  if (length >= bytes.length) return undefined;
  const field = bytes.subarray(-1 - length, -1);
  return [decompressFirst(field), decompress(field)].find((names) => /^([a-z]\w* ?)+ ?$/i.test(names));
}

/** As the first Squeaks compressed names: there is no way around the letters of the table. */
const firstLetters = ' eatrnoislcm bdfghjkpquvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

function decompressFirst(bytes: Uint8Array): string {
  const nibbles = [...bytes].flatMap((byte) => [byte >> 4, byte & 15]);
  let text = '';
  for (let i = 0; i < nibbles.length; i++) {
    const nibble = nibbles[i]!;
    if (nibble < 12) text += firstLetters[nibble]!;
    else if (i + 1 < nibbles.length) text += firstLetters[(nibble - 12) * 16 + nibbles[++i]!] ?? '';
  }
  return text;
}

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

function latin1Bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (each) => each.charCodeAt(0));
}

/** Text in UTF-8, or in one byte a character where it is none. */
export function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return latin1(bytes);
  }
}
