// ScratchPlugin, as on a Unix: graphic effects on 32-bit pixels, pieces of sounds, and what it asks of the desktop.
// Serial ports are missing.
import { shiftBrightness, shiftHue, shiftSaturation } from '../graphics/hueShift';
import { blur, fisheye, ripple, whirl } from '../graphics/pixelDistortion';
import {
  doubleSize,
  halfSize,
  interpolatedPixel,
  scalePicture,
  type Picture,
} from '../graphics/pixelScaling';
import type { Value } from '../object-memory/objects';
import { booleanOf, bytesToRead, memoryOf, samplesOf, taking, wordsOf } from '../primitives/pluginOperands';
import { FAIL, type Primitive, type PrimitiveFamily } from '../primitives/primitive';
import { forImage } from './forImage';

/** SmallIntegers, null if one is something else. */
function integers(values: readonly Value[]): number[] | null {
  return values.every((v) => typeof v === 'number') ? (values as number[]) : null;
}

/** As many whole rows as the words give. */
function pictureOf(v: Value, width: Value): Picture | null {
  const pixels = wordsOf(v);
  if (pixels === null || typeof width !== 'number' || width < 1) return null;
  return { pixels, width, height: Math.floor(pixels.length / width) };
}

/** Words with room for so many pixels. */
function sizedPicture(v: Value, width: Value, height: Value): Picture | null {
  const pixels = wordsOf(v);
  if (pixels === null || typeof width !== 'number' || typeof height !== 'number') return null;
  if (width < 1 || height < 1 || pixels.length < width * height) return null;
  return { pixels, width, height };
}

/** source, target of the same size, amount. */
const shifting = (shift: (source: Uint32Array, target: Uint32Array, by: number) => void): Primitive =>
  taking(3, (_vm, [from, to, by], receiver) => {
    const [source, target] = [wordsOf(from), wordsOf(to)];
    if (source === null || target?.length !== source.length || typeof by !== 'number') return null;
    shift(source, target, by);
    return receiver;
  });

/** source, target of the same size, width, and perhaps an amount. */
const distorting = (
  argc: 3 | 4,
  distort: (source: Picture, target: Uint32Array, amount: number) => void,
): Primitive =>
  taking(argc, (_vm, [from, to, width, amount = 0], receiver) => {
    const source = pictureOf(from, width);
    const target = wordsOf(to);
    if (source === null || target?.length !== source.pixels.length || typeof amount !== 'number') return null;
    distort(source, target, amount);
    return receiver;
  });

const interpolate = taking(4, (_vm, [from, width, x, y]) => {
  const source = pictureOf(from, width);
  const point = integers([x, y]);
  return source && point && interpolatedPixel(source, point[0], point[1]);
});

const scale = taking(6, (_vm, [from, width, height, to, toWidth, toHeight], receiver) => {
  const source = sizedPicture(from, width, height);
  const target = sizedPicture(to, toWidth, toHeight);
  if (source === null || target === null) return null;
  for (const { pixels, ...size } of [source, target])
    if (pixels.length !== size.width * size.height) return null;
  scalePicture(source, target);
  return receiver;
});

const double = taking(8, (_vm, [from, width, height, to, toWidth, toHeight, x, y], receiver) => {
  const source = sizedPicture(from, width, height);
  const target = sizedPicture(to, toWidth, toHeight);
  const place = integers([x, y]);
  if (source === null || target === null || place === null) return null;
  const [left, top] = place;
  if (left < 0 || top < 0) return null;
  if (left + 2 * source.width >= target.width || top + 2 * source.height >= target.height) return null;
  doubleSize(source, target, left, top);
  return receiver;
});

const halving = (isDiagonal: boolean): Primitive =>
  taking(12, (_vm, args, receiver) => {
    const source = sizedPicture(args[0], args[1], args[2]);
    const target = sizedPicture(args[3], args[4], args[5]);
    const numbers = integers(args.slice(6));
    if (source === null || target === null || numbers === null) return null;
    const [fromX, fromY, toX, toY, width, height] = numbers;
    if (fromX < 0 || fromY < 0 || toX < 0 || toY < 0) return null;
    if (fromX + 2 * width > source.width || fromY + 2 * height > source.height) return null;
    if (toX + width > target.width || toY + height > target.height) return null;
    halfSize(source, target, { fromX, fromY, toX, toY, width, height }, isDiagonal);
    return receiver;
  });

/** The words of a Bitmap or ByteArray as doubles. */
function waterOf(v: Value, count: number): Float64Array | null {
  const memory = memoryOf(v);
  if (memory === null || memory.byteOffset % 8 !== 0 || memory.length < count * 8) return null;
  return new Float64Array(memory.buffer, memory.byteOffset, memory.length >> 3);
}

const waterRipples = taking(6, (_vm, [from, to, width, drops, waterNow, waterBefore], receiver) => {
  const source = pictureOf(from, width);
  const target = wordsOf(to);
  if (source === null || target?.length !== source.pixels.length) return null;
  if (typeof drops !== 'number' || drops < 1) return null;
  const now = waterOf(waterNow, source.pixels.length);
  const before = waterOf(waterBefore, source.pixels.length);
  if (now === null || before?.length !== now.length) return null;
  ripple(source, target, { now, before }, drops, (below) => Math.floor(Math.random() * below));
  return receiver;
});

/** The loudest of each `factor` samples. */
const condenseSound = taking(3, (_vm, [from, to, factor], receiver) => {
  const [source, target] = [wordsOf(from) && samplesOf(from), wordsOf(to) && samplesOf(to)];
  if (source === null || target === null || typeof factor !== 'number' || factor < 1) return null;
  const count = Math.floor(source.length / factor);
  if (target.length < count) return null;
  for (let i = 0; i < count; i++)
    target[i] = source
      .subarray(i * factor, (i + 1) * factor)
      .reduce((max, v) => Math.max(max, Math.abs(v)), 0);
  return receiver;
});

/** Every other sample of a stereo sound, from the first or the second on. */
const extractChannel = taking(3, (vm, [from, to, rightFlag], receiver) => {
  const [source, target] = [wordsOf(from) && samplesOf(from), wordsOf(to) && samplesOf(to)];
  const isRight = booleanOf(vm, rightFlag);
  if (source === null || target === null || isRight === null) return null;
  const count = source.length >> 1;
  if (target.length < count) return null;
  for (let i = 0; i < count; i++) target[i] = source[2 * i + (isRight ? 1 : 0)];
  return receiver;
});

/** Folders of a user by number, below the root of the files that the image is granted. */
const folders: Readonly<Record<number, string>> = {
  1: '/',
  2: '/Desktop',
  3: '/Documents',
  4: '/Pictures',
  5: '/Music',
};

const folderPath = forImage((vm, image, stack, rcvr, argc) => {
  const path = folders[stack[rcvr + 1] as number];
  if (argc !== 1 || path === undefined || image.devices.files === undefined) return FAIL;
  return vm.kernel.string(path);
});

/** Tells the desktop something that a Unix has no use for. */
const accepted = taking(1, (_vm, [text], receiver) => (bytesToRead(text) === null ? null : receiver));

const isHidden = taking(1, (vm, [path]) => (bytesToRead(path) === null ? null : vm.kernel.false_));

export const scratchPlugin: PrimitiveFamily = {
  named: {
    'ScratchPlugin.primitiveHueShift': shifting(shiftHue),
    'ScratchPlugin.primitiveSaturationShift': shifting(shiftSaturation),
    'ScratchPlugin.primitiveBrightnessShift': shifting(shiftBrightness),
    'ScratchPlugin.primitiveBlur': distorting(3, blur),
    'ScratchPlugin.primitiveFisheye': distorting(4, fisheye),
    'ScratchPlugin.primitiveWhirl': distorting(4, whirl),
    'ScratchPlugin.primitiveWaterRipples1': waterRipples,
    'ScratchPlugin.primitiveInterpolate': interpolate,
    'ScratchPlugin.primitiveScale': scale,
    'ScratchPlugin.primitiveDoubleSize': double,
    'ScratchPlugin.primitiveHalfSizeAverage': halving(false),
    'ScratchPlugin.primitiveHalfSizeDiagonal': halving(true),
    'ScratchPlugin.primitiveCondenseSound': condenseSound,
    'ScratchPlugin.primitiveExtractChannel': extractChannel,
    'ScratchPlugin.primitiveGetFolderPath': folderPath,
    'ScratchPlugin.primitiveIsHidden': isHidden,
    'ScratchPlugin.primitiveOpenURL': accepted,
    'ScratchPlugin.primitiveSetWindowTitle': accepted,
    'ScratchPlugin.primitiveSetUnicodePasteBuffer': accepted,
  },
};
