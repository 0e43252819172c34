// MiscPrimitivePlugin: Smalltalk's inner loops over strings, run-length coded Bitmaps and 8-bit samples. Older images
// call the same by number (234–237, 243–246); 158 is Spur's. Operands are counted from the last: the receiver may be a
// class or not.
import { byteAt, byteSize, writableBytes } from '../object-memory/bytesOf';
import { isSymbol } from '../object-memory/literals';
import type { SBytes, Value } from '../object-memory/objects';
import { bytesToRead, bytesToWrite, samplesOf, signedWordsOf, taking, wordsOf } from './pluginOperands';
import { FAIL, type Primitive, type PrimitiveFamily } from './primitive';
import { compressRuns, decompressRuns } from './runLengthCode';

/** A byte object read in place. */
function bytesIn(v: Value): SBytes | null {
  return typeof v === 'object' && v.$b.format === 'bytes' ? (v as SBytes) : null;
}

/** -1, 0 or 1 as the first is less, equal or greater, by an order of 256 bytes or by the bytes themselves. */
function compared(a: SBytes, b: SBytes, order: SBytes | undefined): number {
  const [sizeA, sizeB] = [byteSize(a), byteSize(b)];
  const shorter = Math.min(sizeA, sizeB);
  for (let i = 0; i < shorter; i++) {
    let x = byteAt(a, i);
    let y = byteAt(b, i);
    if (x === y) continue;
    if (order) {
      x = byteAt(order, x);
      y = byteAt(order, y);
    }
    if (x !== y) return x < y ? -1 : 1;
  }
  return Math.sign(sizeA - sizeB);
}

/** Two strings from `first` on and perhaps an order; `base` is the answer for equal ones. */
function comparing(first: 0 | 1, base: number): Primitive {
  return (_vm, stack, rcvr, argc) => {
    const at = rcvr + first;
    const count = argc + 1 - first;
    if (count !== 2 && count !== 3) return FAIL;
    const a = bytesIn(stack[at]);
    const b = bytesIn(stack[at + 1]);
    const order = count === 3 ? bytesIn(stack[at + 2]) : undefined;
    if (a === null || b === null || order === null || (order && byteSize(order) < 256)) return FAIL;
    return base + compared(a, b, order);
  };
}

/** string1 string2 order: 1, 2 or 3 as the first is less, equal or greater. */
const compareString = comparing(1, 2);

/** Adds to a hash of 28 bits; see String class>>stringHash:initialHash:. */
const stringHash: Primitive = (_vm, stack, rcvr, argc) => {
  if (argc < 1) return FAIL;
  const bytes = bytesToRead(stack[rcvr + argc - 1]);
  const seed = stack[rcvr + argc];
  if (bytes === null || typeof seed !== 'number') return FAIL;
  let hash = seed & 0xfffffff;
  for (const byte of bytes) hash = Math.imul(hash + byte, 1664525) & 0xfffffff;
  return hash;
};

/** string, map of 256 bytes, start: the index of the first character whose place in the map is not 0. */
const findFirstInString: Primitive = (_vm, stack, rcvr, argc) => {
  const text = bytesIn(stack[rcvr + argc - 2]);
  const map = bytesIn(stack[rcvr + argc - 1]);
  const start = stack[rcvr + argc];
  if (argc < 2 || text === null || map === null || typeof start !== 'number' || start < 1) return FAIL;
  if (byteSize(map) !== 256) return 0;
  const size = byteSize(text);
  for (let i = start - 1; i < size; i++) if (byteAt(map, byteAt(text, i)) !== 0) return i + 1;
  return 0;
};

/** key, body, start, table of 256 bytes: where the key begins in the body, compared through the table. */
const findSubstring: Primitive = (_vm, stack, rcvr, argc) => {
  if (argc < 3) return FAIL;
  const key = bytesIn(stack[rcvr + argc - 3]);
  const body = bytesIn(stack[rcvr + argc - 2]);
  const start = stack[rcvr + argc - 1];
  const table = bytesIn(stack[rcvr + argc]);
  if (key === null || body === null || table === null || typeof start !== 'number') return FAIL;
  if (byteSize(table) < 256) return FAIL;
  const keySize = byteSize(key);
  if (keySize === 0) return 0;
  const last = byteSize(body) - keySize;
  const first = byteAt(table, byteAt(key, 0));
  for (let at = Math.max(start, 1) - 1; at <= last; at++) {
    if (byteAt(table, byteAt(body, at)) !== first) continue;
    let i = 1;
    while (i < keySize && byteAt(table, byteAt(body, at + i)) === byteAt(table, byteAt(key, i))) i++;
    if (i === keySize) return at + 1;
  }
  return 0;
};

/** byte, string, start. */
const indexOfAscii: Primitive = (_vm, stack, rcvr, argc) => {
  if (argc < 2) return FAIL;
  const wanted = stack[rcvr + argc - 2];
  const text = bytesIn(stack[rcvr + argc - 1]);
  const start = stack[rcvr + argc];
  if (text === null || typeof wanted !== 'number' || typeof start !== 'number' || start < 1) return FAIL;
  const size = byteSize(text);
  for (let i = start - 1; i < size; i++) if (byteAt(text, i) === wanted) return i + 1;
  return 0;
};

/** string, start, stop, table: replaces each character by its place in the table. */
const translate: Primitive = (_vm, stack, rcvr, argc) => {
  if (argc < 3) return FAIL;
  const text = bytesIn(stack[rcvr + argc - 3]);
  const [start, stop] = [stack[rcvr + argc - 2], stack[rcvr + argc - 1]];
  const table = bytesToRead(stack[rcvr + argc]);
  if (text === null || table === null || typeof start !== 'number' || typeof stop !== 'number') return FAIL;
  if (table.length < 256 || start < 1 || stop > byteSize(text) || isSymbol(text)) return FAIL;
  const bytes = writableBytes(text);
  for (let i = start - 1; i < stop; i++) bytes[i] = table[bytes[i]];
  return stack[rcvr];
};

/** Bitmap and ByteArray: how many bytes the code takes. */
const compress = taking(2, (_vm, [bitmap, target]) => {
  const words = wordsOf(bitmap);
  const bytes = bytesToWrite(target);
  return words && bytes && compressRuns(words, bytes);
});

/** Bitmap, ByteArray, index of the first pair, behind the size. */
const decompress = taking(3, (_vm, [bitmap, source, index], receiver) => {
  const words = signedWordsOf(bitmap);
  const bytes = bytesToRead(source);
  if (words === null || bytes === null || typeof index !== 'number' || index < 1) return null;
  return decompressRuns(bytes, index - 1, words) ? receiver : null;
});

/** 8-bit to 16-bit samples, both signed. */
const convert8BitSigned = taking(2, (_vm, [from, to], receiver) => {
  const bytes = bytesToRead(from);
  const samples = samplesOf(to);
  if (bytes === null || samples === null || samples.length < bytes.length) return null;
  bytes.forEach((byte, i) => (samples[i] = byte << 8));
  return receiver;
});

const numbered: Record<number, Primitive> = {
  158: comparing(0, 0),
  234: decompress,
  235: compareString,
  236: convert8BitSigned,
  237: compress,
  243: translate,
  244: findFirstInString,
  245: indexOfAscii,
  246: findSubstring,
};

export const miscPrimitivePlugin: PrimitiveFamily = {
  numbered,
  named: {
    'MiscPrimitivePlugin.primitiveCompareString': compareString,
    'MiscPrimitivePlugin.primitiveStringHash': stringHash,
    'MiscPrimitivePlugin.primitiveFindFirstInString': findFirstInString,
    'MiscPrimitivePlugin.primitiveFindSubstring': findSubstring,
    'MiscPrimitivePlugin.primitiveIndexOfAsciiInString': indexOfAscii,
    'MiscPrimitivePlugin.primitiveTranslateStringWithTable': translate,
    'MiscPrimitivePlugin.primitiveCompressToByteArray': compress,
    'MiscPrimitivePlugin.primitiveDecompressFromByteArray': decompress,
    'MiscPrimitivePlugin.primitiveConvert8BitSigned': convert8BitSigned,
  },
};
