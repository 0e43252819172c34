// BMPReadWriterPlugin: lines of 24-bit pixels, blue first, from and into the words of a 32-bit Form.
import type { Value } from '../object-memory/objects';
import { bytesToRead, bytesToWrite, taking, wordsOf } from './pluginOperands';
import type { PrimitiveFamily } from './primitive';

const opaque = 0xff000000;
/** A word of 0 is transparent: black is nearly black. */
const opaqueBlack = 0xff000001;

/** The words of one line; the plugin wants one word behind them. */
function lineOf(bits: Value, index: Value, width: Value, bytes: Uint8Array | null): Uint32Array | null {
  const words = wordsOf(bits);
  if (words === null || bytes === null || typeof index !== 'number' || typeof width !== 'number') return null;
  if (width <= 0 || index < 1 || index + width > words.length || width * 3 > bytes.length) return null;
  return words.subarray(index - 1, index - 1 + width);
}

const readLine = taking(4, (_vm, [line, bits, index, width], receiver) => {
  const bytes = bytesToRead(line);
  const words = lineOf(bits, index, width, bytes);
  if (words === null || bytes === null) return null;
  for (let i = 0; i < words.length; i++) {
    const pixel = bytes[3 * i] | (bytes[3 * i + 1] << 8) | (bytes[3 * i + 2] << 16);
    words[i] = pixel === 0 ? opaqueBlack : pixel | opaque;
  }
  return receiver;
});

const writeLine = taking(4, (_vm, [line, bits, index, width], receiver) => {
  const bytes = bytesToWrite(line);
  const words = lineOf(bits, index, width, bytes);
  if (words === null || bytes === null) return null;
  words.forEach((pixel, i) => bytes.set([pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255], 3 * i));
  return receiver;
});

export const bmpReadWriterPlugin: PrimitiveFamily = {
  named: {
    'BMPReadWriterPlugin.primitiveRead24BmpLine': readLine,
    'BMPReadWriterPlugin.primitiveWrite24BmpLine': writeLine,
  },
};
