import type { CursorForm } from '../devices/displayDevice';
import { pixelOf, rgbaOf, type RgbaPixels } from './displayPixels';
import { wordsPerRow } from './pixelForm';

const black = 0xff000000;
const white = 0xffffffff;

/**
 * The picture of a cursor. Of one bit, by `mask` and `bits` (Cursor class>>#example of Squeak): 1 and 1 is black, 1 and 0
 * white, 0 and 1, which would invert what is below, black, too; without a mask the ones are black.
 */
export function cursorPixels(cursor: CursorForm): RgbaPixels {
  if (cursor.depth === 32) return rgbaOf(cursor);
  const { bits, mask, width, height, depth } = cursor;
  const pixels = new Uint32Array(width * height);
  const pitch = wordsPerRow(width, depth);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const isBlack = pixelOf(bits, y * pitch, x, depth) !== 0;
      const isSolid = mask !== undefined && pixelOf(mask, y * pitch, x, depth) !== 0;
      pixels[y * width + x] = isBlack ? black : isSolid ? white : 0;
    }
  return { width, height, bytes: new Uint8ClampedArray(pixels.buffer) };
}
