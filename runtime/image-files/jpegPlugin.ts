// JPEGReadWriter2Plugin: JPEG files read onto Forms, and Forms written as such.
import { drawJpeg, fitsForm } from '../graphics/jpeg/formFromJpeg';
import { JpegError } from '../graphics/jpeg/jpegError';
import { readJpeg, readJpegHeader } from '../graphics/jpeg/jpegPicture';
import { pictureOfForm } from '../graphics/jpeg/pictureOfForm';
import { writeJpeg } from '../graphics/jpeg/writeJpeg';
import { readableBytes, writableBytes } from '../object-memory/bytesOf';
import type { SBytes, Value } from '../object-memory/objects';
import { FAIL, type Primitive, type PrimitiveFamily } from '../primitives/primitive';
import { formOperand } from './pixelOperands';

/**
 * What a stock machine keeps in the ByteArrays that images bring along: here width, height and number of components, of
 * four bytes each.
 */
const structBytes = 12;

function bytesOf(v: Value): SBytes | undefined {
  return typeof v === 'object' && v.$b.format === 'bytes' ? (v as SBytes) : undefined;
}

/** Answers what `read` does, or undefined if the file is none that can be read. */
function ifReadable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof JpegError) return undefined;
    throw error;
  }
}

const structSize: Primitive = () => structBytes;
const isPresent: Primitive = (vm) => vm.kernel.true_;

/** `primJPEGReadHeader: struct fromByteArray: bytes errorMgr: struct`: sizes of 0 mean that it can't be read. */
const readHeader: Primitive = (_vm, stack, rcvr) => {
  const struct = bytesOf(stack[rcvr + 1]);
  const source = bytesOf(stack[rcvr + 2]);
  if (!struct || !source) return FAIL;
  const fields = writableBytes(struct);
  if (fields.length < structBytes) return FAIL;
  const header = ifReadable(() => readJpegHeader(readableBytes(source)));
  const view = new DataView(fields.buffer, fields.byteOffset, structBytes);
  const { width, height, componentCount } = header ?? { width: 0, height: 0, componentCount: 0 };
  [width, height, componentCount].forEach((value, i) => view.setUint32(i * 4, value));
  return stack[rcvr];
};

function field(index: number): Primitive {
  return (_vm, stack, rcvr) => {
    const struct = bytesOf(stack[rcvr + 1]);
    if (!struct) return FAIL;
    const fields = readableBytes(struct);
    if (fields.length < structBytes) return FAIL;
    return new DataView(fields.buffer, fields.byteOffset, structBytes).getUint32(index * 4);
  };
}

/** `primJPEGReadImage: struct fromByteArray: bytes onForm: form doDithering: flag errorMgr: struct`. */
const readImage: Primitive = (vm, stack, rcvr) => {
  const source = bytesOf(stack[rcvr + 2]);
  const form = formOperand(stack[rcvr + 3]);
  const dithers = stack[rcvr + 4];
  if (!source || !form || (dithers !== vm.kernel.true_ && dithers !== vm.kernel.false_)) return FAIL;
  const picture = ifReadable(() => readJpeg(readableBytes(source)));
  if (!picture || !fitsForm(picture, form)) return FAIL;
  drawJpeg(picture, form, dithers === vm.kernel.true_);
  return stack[rcvr];
};

/** What stock machines write with if they are given none. */
const usualQuality = 75;

/**
 * `primJPEGWriteImage: struct onByteArray: bytes form: form quality: 0 to 100 progressiveJPEG: flag errorMgr: struct`:
 * the number of bytes, 0 where they don't fit. A progressive file, too, is written as a baseline one.
 */
const writeImage: Primitive = (vm, stack, rcvr, argc) => {
  const target = bytesOf(stack[rcvr + 2]);
  const form = formOperand(stack[rcvr + 3]);
  const [quality, flag] = [stack[rcvr + 4], stack[rcvr + 5]];
  const picture = form && pictureOfForm(form);
  if (argc !== 6 || !target || !picture || typeof quality !== 'number') return FAIL;
  if (flag !== vm.kernel.true_ && flag !== vm.kernel.false_) return FAIL;
  const file = writeJpeg(picture, quality > 0 ? quality : usualQuality);
  const bytes = writableBytes(target);
  if (file.length > bytes.length) return 0;
  bytes.set(file);
  return file.length;
};

export const jpegPlugin: PrimitiveFamily = {
  named: {
    'JPEGReadWriter2Plugin.primJPEGPluginIsPresent': isPresent,
    'JPEGReadWriter2Plugin.primSupports8BitGrayscaleJPEGs': isPresent,
    'JPEGReadWriter2Plugin.primJPEGCompressStructSize': structSize,
    'JPEGReadWriter2Plugin.primJPEGDecompressStructSize': structSize,
    'JPEGReadWriter2Plugin.primJPEGErrorMgr2StructSize': structSize,
    'JPEGReadWriter2Plugin.primImageWidth': field(0),
    'JPEGReadWriter2Plugin.primImageHeight': field(1),
    'JPEGReadWriter2Plugin.primImageNumComponents': field(2),
    'JPEGReadWriter2Plugin.primJPEGReadHeaderfromByteArrayerrorMgr': readHeader,
    'JPEGReadWriter2Plugin.primJPEGReadImagefromByteArrayonFormdoDitheringerrorMgr': readImage,
    'JPEGReadWriter2Plugin.primJPEGWriteImageonByteArrayformqualityprogressiveJPEGerrorMgr': writeImage,
  },
};
