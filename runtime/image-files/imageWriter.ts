// Writes an image's live objects in the format that it came from (StackInterpreter>>writeImageFileIO), little-endian.
import { BlockBuffer } from './blockBuffer';
import { ImageGraph } from './imageGraph';
import { minHeaderBytes, type ImageHeader } from './imageHeader';
import { anyWindow, type ImageMemory } from './imageMemory';
import { SpurWriter } from './spurWriter';
import { checkSavable } from './unsavable';
import { V3Writer } from './v3Writer';

/** A piece of a file, and what part of the work is done with it, from 0 to 1. */
export interface ImagePiece {
  readonly bytes: Uint8Array;
  readonly done: number;
}

/** Share of finding the objects. */
const collectShare = 0.5;
const noBytes = new Uint8Array(0);

/**
 * The pieces of the file, in order; some are empty. Throws UnsavableError, before the first. The image must not run in between, and where it goes on when it is
 * started again must be in its active Process.
 */
export function* writeImage(memory: ImageMemory): Generator<ImagePiece, void> {
  checkSavable(memory);
  const graph = new ImageGraph(memory);
  for (const part of graph.collect()) yield { bytes: noBytes, done: collectShare * part };
  const { header } = memory.origin;
  const writer = new (graph.isSpur ? SpurWriter : V3Writer)(graph, header.baseAddress);
  const out = new BlockBuffer();
  writeHeader(out, {
    ...header,
    windowSize: memory.windowSize === anyWindow ? header.windowSize : memory.windowSize,
    dataBytes: writer.dataBytes,
    specialObjectsOop: writer.addressOf(memory.specialObjects),
    firstSegmentBytes: writer.firstSegmentBytes,
  });
  let written = 0;
  for (const bytes of writer.write(out)) {
    written += bytes.length;
    yield { bytes, done: collectShare + (1 - collectShare) * (written / writer.dataBytes) };
  }
  yield { bytes: out.take(), done: 1 };
}

/** The flag of images whose Floats have their low word first. */
const littleEndianFloats = 2;

function writeHeader(out: BlockBuffer, header: ImageHeader): void {
  const { version, windowSize, unnamed } = header;
  const isWide = version.wordBytes === 8;
  const word = (value: number): void =>
    isWide ? out.double(value >>> 0, Math.floor(value / 2 ** 32)) : out.word(value);
  out.word(version.number);
  out.word(minHeaderBytes[version.wordBytes]);
  word(header.dataBytes);
  word(header.baseAddress);
  word(header.specialObjectsOop);
  word(header.lastHash);
  word(((windowSize.width << 16) | windowSize.height) >>> 0);
  word(version.hasNativeFloats ? header.flags.bits | littleEndianFloats : header.flags.bits);
  out.word(header.extraVmMemoryBytes);
  out.half(header.stackPages);
  out.half(unnamed.halfWords[0]);
  out.word(header.edenBytes);
  out.half(header.maxExternalSemaphores);
  out.half(unnamed.halfWords[1]);
  word(header.firstSegmentBytes);
  for (const value of unnamed.words) out.word(value);
}
