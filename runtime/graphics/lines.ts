import type { BitBlt } from './bitBlt';
import type { PixelRectangle } from './pixelForm';

/** Areas of a long line are reported one by one when they get larger than this. */
const largeArea = 4000;

/**
 * Repeats a transfer along a line (Bresenham's algorithm; BitBlt>>drawLoopX:Y:), without its first and last point. The
 * origin of `blt` then is the last point.
 */
export function drawLine(
  blt: BitBlt,
  deltaX: number,
  deltaY: number,
  show: (area: PixelRectangle) => void,
): void {
  const stepX = Math.sign(deltaX);
  const stepY = Math.sign(deltaY);
  const isFlat = Math.abs(deltaX) > Math.abs(deltaY);
  const long = Math.max(Math.abs(deltaX), Math.abs(deltaY));
  const short = Math.min(Math.abs(deltaX), Math.abs(deltaY));
  let rest = long >> 1;
  let area: PixelRectangle | undefined;
  for (let i = 1; i <= long; i++) {
    rest -= short;
    const bends = rest < 0;
    if (bends) rest += long;
    if (isFlat || bends) blt.destX += stepX;
    if (!isFlat || bends) blt.destY += stepY;
    if (i === long) break;
    const changed = blt.run();
    if (changed === undefined) continue;
    area = area === undefined ? changed : union(area, changed);
    if ((area.right - area.left) * (area.bottom - area.top) > largeArea) {
      show(area);
      area = undefined;
    }
  }
  if (area !== undefined) show(area);
}

/** The smallest rectangle that has both. */
export function union(a: PixelRectangle, b: PixelRectangle): PixelRectangle {
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  };
}
