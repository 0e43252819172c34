import type { RgbaPixels } from './displayPixels';
import type { PixelRectangle } from './pixelForm';

/** What changes is looked for in tiles of this many pixels. */
const tileWidth = 64;
const tileHeight = 32;

/**
 * Where in `area` two pictures of the same size differ: rectangles of whole tiles, cut to the area. A window that is moved,
 * or drawn again as it was, leaves most pixels as they are.
 */
export function changedAreas(one: RgbaPixels, other: RgbaPixels, area: PixelRectangle): PixelRectangle[] {
  const [a, b] = [wordsOf(one), wordsOf(other)];
  const found: PixelRectangle[] = [];
  /** Rectangles that reach down to the current band: indexes of `found`. */
  let above: number[] = [];
  for (let top = area.top; top < area.bottom; top += tileHeight) {
    const bottom = Math.min(top + tileHeight, area.bottom);
    const here: number[] = [];
    const add = (left: number, right: number): void => {
      const over = above.find((index) => found[index].left === left && found[index].right === right);
      if (over === undefined) here.push(found.push({ left, top, right, bottom }) - 1);
      else {
        found[over] = { ...found[over], bottom };
        here.push(over);
      }
    };
    let start = -1;
    for (let left = area.left; left < area.right; left += tileWidth) {
      const right = Math.min(left + tileWidth, area.right);
      if (differ(a, b, one.width, { left, top, right, bottom })) {
        if (start < 0) start = left;
      } else if (start >= 0) {
        add(start, left);
        start = -1;
      }
    }
    if (start >= 0) add(start, area.right);
    above = here;
  }
  return found;
}

/** Copies `area` from one picture to the same place of another of the same size. */
export function copyPixels(from: RgbaPixels, to: RgbaPixels, area: PixelRectangle): void {
  for (let y = area.top; y < area.bottom; y++) {
    const start = (y * from.width + area.left) * 4;
    to.bytes.set(from.bytes.subarray(start, start + (area.right - area.left) * 4), start);
  }
}

function wordsOf({ bytes }: RgbaPixels): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
}

function differ(a: Uint32Array, b: Uint32Array, width: number, area: PixelRectangle): boolean {
  const { left, top, right, bottom } = area;
  for (let y = top; y < bottom; y++) {
    const end = y * width + right;
    for (let i = y * width + left; i < end; i++) if (a[i] !== b[i]) return true;
  }
  return false;
}
