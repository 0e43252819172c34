// JPEGReadWriter2Plugin, reading alone: images write JPEG files by their own Smalltalk or not at all.
import { drawJpeg, fitsForm } from '../graphics/jpeg/formFromJpeg';
import { JpegError } from '../graphics/jpeg/jpegError';
import { readJpeg, readJpegHeader } from '../graphics/jpeg/jpegPicture';
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
  },
};
