// UnicodePlugin: text in the machine's own face, measured and drawn. Stock machines ask Pango, which has DejaVu Sans where
// Verdana is not installed; here it is that face always. Without antialiasing all is as there.
import { base64ToBytes } from '../compiler/base64';
import { closestStrike, readStrikes, type FontStrike, type ScaledStrike } from '../graphics/text/fontStrike';
import { strikes as strikesInBase64 } from '../graphics/text/strikes';
import { TextLine } from '../graphics/text/textLine';
import { readableBytes, writableBytes } from '../object-memory/bytesOf';
import type { Fields, SBytes, Value } from '../object-memory/objects';
import { FAIL, type PrimitiveFamily } from '../primitives/primitive';
import { forImage } from './forImage';
import type { ImageMemory } from './imageMemory';
import { wordsOf } from './pixelOperands';

const faceName = 'DejaVu Sans';

interface TextState {
  font: ScaledStrike;
  /** Pixels of 32 bits, opaque. */
  color: number;
  /** Without alpha; 0 for none. */
  background: number;
  mapsBackground: boolean;
}

let face: readonly FontStrike[] | undefined;

/** Read when first needed: few images draw text so. */
function strikeOf(size: number, isBold: boolean): ScaledStrike {
  return closestStrike((face ??= readStrikes(base64ToBytes(strikesInBase64))), size, isBold);
}

const states = new WeakMap<ImageMemory, TextState>();

function stateOf(image: ImageMemory): TextState {
  let state = states.get(image);
  if (!state) {
    state = { font: strikeOf(18, false), color: 0xff000000, background: 0xffffff, mapsBackground: false };
    states.set(image, state);
  }
  return state;
}

function bytesOf(v: Value): SBytes | undefined {
  return typeof v === 'object' && v.$b.format === 'bytes' ? (v as SBytes) : undefined;
}

/** Text that is in UTF-8. */
function lineOf(image: ImageMemory, v: Value): TextLine | undefined {
  const bytes = bytesOf(v);
  return bytes && new TextLine(new TextDecoder().decode(readableBytes(bytes)), stateOf(image).font);
}

/** `primSetFont: name size: pixels bold: flag italic: flag antialias: flag`. */
const setFont = forImage((vm, image, stack, rcvr) => {
  const size = stack[rcvr + 2];
  if (!bytesOf(stack[rcvr + 1]) || typeof size !== 'number') return FAIL;
  stateOf(image).font = strikeOf(size, stack[rcvr + 3] === vm.kernel.true_);
  return stack[rcvr];
});

/** Red, green and blue of text and background, and whether the background becomes transparent. */
const setColors = forImage((vm, image, stack, rcvr) => {
  const parts = stack.slice(rcvr + 1, rcvr + 7);
  if (parts.some((part) => typeof part !== 'number')) return FAIL;
  const [red, green, blue, backRed, backGreen, backBlue] = (parts as number[]).map((part) => part & 255);
  const state = stateOf(image);
  state.color = 0xff000000 | (red << 16) | (green << 8) | blue;
  state.background = (backRed << 16) | (backGreen << 8) | backBlue;
  state.mapsBackground = stack[rcvr + 7] === vm.kernel.true_;
  return stack[rcvr];
});

function pointOf(vm: Parameters<Parameters<typeof forImage>[0]>[0], x: number, y: number): Value {
  const point = vm.kernel.known.Point.instantiate(0) as Fields;
  point.f0 = x;
  point.f1 = y;
  return point;
}

const measureString = forImage((vm, image, stack, rcvr) => {
  const line = lineOf(image, stack[rcvr + 1]);
  return line ? pointOf(vm, line.width, line.height) : FAIL;
});

/** `primDrawString: utf8 w: width h: height bits: aBitmap`. */
const drawString = forImage((vm, image, stack, rcvr) => {
  const line = lineOf(image, stack[rcvr + 1]);
  const [width, height] = [stack[rcvr + 2], stack[rcvr + 3]];
  const pixels = wordsOf(stack[rcvr + 4]);
  if (!line || !pixels || typeof width !== 'number' || typeof height !== 'number') return FAIL;
  if (width < 0 || height < 0 || pixels.length < width * height) return FAIL;
  const { color, background, mapsBackground } = stateOf(image);
  const area = pixels.subarray(0, width * height);
  // Drawn, the background has alpha, so that only what was there before can be found to be it.
  if (background !== 0) area.fill(0xff000000 | background);
  line.draw(color, pixels, width, height);
  if (mapsBackground) area.forEach((pixel, i) => pixel === background && (area[i] = 0));
  return pointOf(vm, line.width, line.height);
});

/** `primGetXRanges: utf8 into: aBitmap`: left and right of each character; answers how many, -1 if there is no room. */
const getXRanges = forImage((_vm, image, stack, rcvr) => {
  const line = lineOf(image, stack[rcvr + 1]);
  const words = wordsOf(stack[rcvr + 2]);
  if (!line || !words) return FAIL;
  const ranges = line.ranges();
  if (words.length < ranges.length * 2) return -1;
  ranges.forEach(({ left, right }, i) => words.set([left, right], i * 2));
  return ranges.length;
});

/** Names, each with a line feed; answers how many bytes. */
const getFontList = forImage((_vm, _image, stack, rcvr) => {
  const bytes = bytesOf(stack[rcvr + 1]);
  if (!bytes) return FAIL;
  const list = `${faceName}\n`;
  const target = writableBytes(bytes);
  if (target.length <= list.length) return FAIL;
  target.set(new TextEncoder().encode(`${list}\0`));
  return list.length;
});

/** Its clipboard is empty on stock machines of this kind: the image's other one is used. */
const clipboardSize = forImage(() => 0);

export const unicodePlugin: PrimitiveFamily = {
  named: {
    'UnicodePlugin.primitiveSetFont': setFont,
    'UnicodePlugin.primitiveSetColors': setColors,
    'UnicodePlugin.primitiveMeasureString': measureString,
    'UnicodePlugin.primitiveDrawString': drawString,
    'UnicodePlugin.primitiveGetXRanges': getXRanges,
    'UnicodePlugin.primitiveGetFontList': getFontList,
    'UnicodePlugin.primitiveClipboardSize': clipboardSize,
    'UnicodePlugin.primitiveClipboardGet': clipboardSize,
    'UnicodePlugin.primitiveClipboardPut': forImage((_vm, _image, stack, rcvr) => stack[rcvr]),
  },
};
