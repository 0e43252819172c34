// The pixels of a Form as JPEGReadWriter2Plugin of stock machines gives them to libjpeg.
import { wordsPerRow, type PixelForm } from '../pixelForm';
import type { PlainPicture } from './writeJpeg';

/** Undefined for depths that it does not write. Pixels of 8 bits are greys. */
export function pictureOfForm({ bits, width, height, depth }: PixelForm): PlainPicture | undefined {
  const size = Math.abs(depth);
  if ((size !== 8 && size !== 16 && size !== 32) || width === 0 || height === 0) return undefined;
  const components = size === 8 ? 1 : 3;
  const bytes = new Uint8Array(width * height * components);
  const pitch = wordsPerRow(width, depth);
  const perWord = 32 / size;
  for (let y = 0, to = 0; y < height; y++)
    for (let x = 0; x < width; x++, to += components) {
      const place = depth > 0 ? perWord - 1 - (x % perWord) : x % perWord;
      const pixel = bits[y * pitch + Math.floor(x / perWord)] >>> (place * size);
      if (size === 8) bytes[to] = pixel;
      else if (size === 16) bytes.set([(pixel >> 7) & 248, (pixel >> 2) & 248, (pixel << 3) & 248], to);
      else bytes.set([pixel >>> 16, pixel >>> 8, pixel], to);
    }
  return { width, height, components, bytes };
}
