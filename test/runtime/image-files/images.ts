// Images of others to test with: the folder that SMALLTALK_IMAGES names, or ../shared/images beside the project.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { bytesSource } from '../../../runtime/image-files/imageSource';
import type { RawImage } from '../../../runtime/image-files/rawImage';
import { readImage } from '../../../runtime/image-files/readImage';

const candidates = [process.env.SMALLTALK_IMAGES, path.resolve('..', 'shared', 'images')];
const folder = candidates.find((name) => name !== undefined && existsSync(name));
if (folder === undefined)
  console.log('No images to test with: SMALLTALK_IMAGES names no folder, and ../shared/images is not there.');

/** File names of the images that are there; none where there is no folder of them. */
export const imageNames =
  folder === undefined ? [] : readdirSync(folder).filter((name) => name.endsWith('.image'));

/** Of an image or another file beside it. */
export function imagePath(name: string): string {
  return path.join(folder!, name);
}

export function imageBytes(name: string): Uint8Array {
  return new Uint8Array(readFileSync(imagePath(name)));
}

export function openImage(name: string): Promise<RawImage> {
  return readImage(bytesSource(name, imageBytes(name)));
}
