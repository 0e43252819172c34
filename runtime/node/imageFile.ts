// Image files on disk as sources for runtime/image-files.
import { open } from 'node:fs/promises';
import { ImageFileError } from '../image-files/imageFileError';
import type { RawImage } from '../image-files/rawImage';
import { readImage, type Progress } from '../image-files/readImage';
import { whyUnreadable } from './fileErrors';

/** Reads the image file at `path`, a chunk at a time. Rejects with an ImageFileError, or an Error that names the file and why it can't be read. */
export async function readImageFile(path: string, progress?: Progress): Promise<RawImage> {
  const file = await open(path, 'r').catch(cannotRead(path));
  try {
    const { size } = await file.stat();
    const read = async (offset: number, target: Uint8Array): Promise<void> => {
      for (let at = 0; at < target.length;) {
        const { bytesRead } = await file
          .read(target, at, target.length - at, offset + at)
          .catch(cannotRead(path));
        if (bytesRead === 0)
          throw new ImageFileError(path, offset + at, 'more of the image', 'the end of the file');
        at += bytesRead;
      }
    };
    return await readImage({ name: path, sizeBytes: size, read }, progress);
  } finally {
    await file.close();
  }
}

function cannotRead(path: string): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    throw new Error(`${path} can't be read: ${whyUnreadable(error)}`, { cause: error });
  };
}
