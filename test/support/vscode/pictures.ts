// Pictures of canvases, to compare with others.
import { readFileSync } from 'node:fs';
import { PNG } from 'pngjs';

/** Right and bottom are just outside. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function readPicture(file: string): PNG {
  return PNG.sync.read(readFileSync(file));
}

/** Whether any pixel of the region has another colour, outside of those masked. A pixel that one has not differs. */
export function regionsDiffer(one: PNG, other: PNG, region: Region, masked: readonly Region[] = []): boolean {
  for (let y = region.top; y < region.bottom; y++)
    for (let x = region.left; x < region.right; x++) {
      if (masked.some(({ left, top, right, bottom }) => x >= left && x < right && y >= top && y < bottom))
        continue;
      const [a, b] = [colorAt(one, x, y), colorAt(other, x, y)];
      if (a === undefined || a !== b) return true;
    }
  return false;
}

function colorAt({ width, height, data }: PNG, x: number, y: number): number | undefined {
  return x < width && y < height ? data.readUIntBE((y * width + x) * 4, 3) : undefined;
}
