// A JPEG picture as the pixels of a Form, as JPEGReadWriter2Plugin of stock machines makes them.
import { wordsPerRow, type PixelForm } from '../pixelForm';
import type { JpegPicture } from './jpegPicture';

/** Thresholds of a row's even and odd pixels, for four rows of two words each. */
const evenThresholds = [2, 0, 14, 12, 1, 3, 13, 15];
const oddThresholds = [10, 8, 6, 4, 9, 11, 5, 7];

/** Whether pixels of the Form's depth can show such a picture, and there is a place for each. */
export function fitsForm({ width, height, componentCount }: JpegPicture, form: PixelForm): boolean {
  const size = Math.abs(form.depth);
  const isKnown = size === 32 || size === 16 || (size === 8 && componentCount === 1);
  return isKnown && form.width >= width && form.height >= height;
}

/** Draws the picture from the top left of a Form that it fits. */
export function drawJpeg(picture: JpegPicture, form: PixelForm, dithers: boolean): void {
  const { width, height } = picture;
  const { bits, depth } = form;
  const pitch = wordsPerRow(form.width, depth);
  const perWord = 32 / Math.abs(depth);
  for (let y = 0; y < height; y++)
    for (let word = 0; word * perWord < width; word++) {
      let value = 0;
      for (let i = 0; i < perWord; i++) {
        const x = Math.min(word * perWord + i, width - 1);
        const thresholds = i === 0 ? evenThresholds : oddThresholds;
        const threshold = dithers ? thresholds[(((y + 1) & 3) << 1) | (word & 1)] : undefined;
        const place = depth > 0 ? perWord - 1 - i : i;
        value |= pixelOf(picture, y * width + x, Math.abs(depth), threshold) << (place * Math.abs(depth));
      }
      bits[y * pitch + word] = value;
    }
}

function pixelOf(
  { bytes, componentCount }: JpegPicture,
  at: number,
  size: number,
  threshold: number | undefined,
): number {
  const red = bytes[at * componentCount];
  if (size === 8) return red;
  const green = componentCount === 1 ? red : bytes[at * 3 + 1];
  const blue = componentCount === 1 ? red : bytes[at * 3 + 2];
  if (size === 32) return 0xff000000 | (red << 16) | (green << 8) | blue;
  return 0x8000 | (narrow(red, threshold) << 10) | (narrow(green, threshold) << 5) | narrow(blue, threshold);
}

/** Eight bits as five: cut, or rounded up by what is lost. */
function narrow(component: number, threshold: number | undefined): number {
  if (threshold === undefined) return component >> 3;
  const scaled = (component * 496) >> 8;
  return (scaled >> 4) + (threshold < (scaled & 15) ? 1 : 0);
}
