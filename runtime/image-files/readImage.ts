// Reads an image file: header, object memory, objects; then checks that every pointer means an object. Needs the
// file's size in memory and about a tenth more.
import { parseImageHeader, headerReadBytes, type ImageHeader } from './imageHeader';
import { ImageFileError } from './imageFileError';
import type { ImageSource } from './imageSource';
import { RawFormat, type RawImage, type SlotReader } from './rawImage';
import { SpurImage } from './spurImage';
import { V3Image } from './v3Image';

/** Hears what part of the work is done, from 0 to 1; the host's other work runs in between when it awaits. */
export type Progress = (done: number) => void | Promise<void>;

const chunkBytes = 1 << 20;
/** Shares of the whole: reading, numbering, checking. */
const readShare = 0.3;
const scanShare = 0.3;

/** Throws ImageFileError for a file that is torn, damaged or no image; otherwise what `source` throws. */
export async function readImage(
  source: ImageSource,
  progress: Progress = () => undefined,
): Promise<RawImage> {
  const first = new Uint8Array(Math.min(headerReadBytes, source.sizeBytes));
  await source.read(0, first);
  const header = parseImageHeader(source, first);
  const heap = allocate(source, header);
  for (let at = 0; at < heap.length; at += chunkBytes) {
    await source.read(header.dataOffset + at, heap.subarray(at, at + chunkBytes));
    await progress((readShare * at) / heap.length);
  }
  const scanning = imageClass(header).scan(source.name, header, heap);
  for (;;) {
    const step = scanning.next();
    if (step.done) return checkPointers(step.value, progress);
    await progress(readShare + (scanShare * step.value) / heap.length);
  }
}

function allocate({ name }: ImageSource, { dataBytes, dataOffset }: ImageHeader): Uint8Array {
  try {
    return new Uint8Array(dataBytes);
  } catch {
    throw new ImageFileError(name, dataOffset, 'an object memory that fits', `one of ${dataBytes} bytes`);
  }
}

function imageClass({ version }: ImageHeader): typeof SpurImage | typeof V3Image {
  return version.memory === 'spur' ? SpurImage : V3Image;
}

/** Follows every pointer once. */
async function checkPointers(image: RawImage, progress: Progress): Promise<RawImage> {
  const before = readShare + scanShare;
  for (let object = 0; object < image.objectCount; object++) {
    if (object % 20_000 === 0) await progress(before + ((1 - before) * object) / image.objectCount);
    if (image.formatOf(object) === RawFormat.Forwarder) image.follow(object);
    else {
      image.classOf(object);
      const slots = image.liveSlotCountOf(object);
      for (let slot = 0; slot < slots; slot++) image.slot(object, slot, ignore);
    }
  }
  await progress(1);
  return image;
}

const nothing = (): undefined => undefined;
const ignore: SlotReader<undefined> = {
  object: nothing,
  integer: nothing,
  character: nothing,
  float: nothing,
};
