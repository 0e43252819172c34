// WarpBlt: a quadrilateral of the source is drawn into the destination rectangle, for scaling, turning and shearing.
// Coordinates in the source have 14 bits behind the point.
import { BitBlt, type Transfer } from './bitBlt';
import { componentsBetween, mapPixel, pixel16To32, type ColorMap } from './colorMap';
import { Rule } from './combinationRules';
import { pixelMask, type PixelForm, type PixelRectangle } from './pixelForm';

const fractionBits = 14;
const one = 1 << fractionBits;

/** A corner, in units of 1/16384 pixel of the source. */
export interface WarpPoint {
  readonly x: number;
  readonly y: number;
}

export interface Warp extends Transfer {
  readonly source: PixelForm;
  /** What the corners of the destination rectangle show: top left, bottom left, bottom right, top right. */
  readonly corners: readonly [WarpPoint, WarpPoint, WarpPoint, WarpPoint];
  /** So many by so many points of the source are averaged for a pixel; 1 takes one as it is. */
  readonly smoothing: number;
  /** Colours in 32 bits of source pixels of 8 bits and less, to be averaged. */
  readonly sourceMap: Uint32Array | undefined;
}

/** Does it. Answers what it may have changed in the destination, or undefined if nothing. */
export function warpBits(warp: Warp): PixelRectangle | undefined {
  const blt = new BitBlt({ ...warp, colorMap: effectiveMap(warp) });
  // What lies outside of the source is 0: the source does not clip.
  blt.clip(undefined);
  if (blt.w <= 0 || blt.h <= 0 || blt.source === undefined) return undefined;
  blt.prepareMasks();
  new Warper(blt, warp).run();
  return blt.affected;
}

/** Averages have 8 bits a component, whatever the source has. */
function effectiveMap({ smoothing, colorMap, dest }: Warp): ColorMap | undefined {
  if (smoothing <= 1 || colorMap?.isComplete) return colorMap;
  const table = colorMap?.table;
  const bitsPerComponent = colorMap?.bitsPerComponent ?? 0;
  const target = table === undefined ? (Math.abs(dest.depth) === 16 ? 5 : undefined) : bitsPerComponent;
  const components = target === undefined ? undefined : componentsBetween(8, target);
  if (components === undefined) return colorMap;
  return { components, table, bitsPerComponent, isComplete: false };
}

/** A side of the quadrilateral: where it is at each step. */
interface Slope {
  readonly start: number;
  readonly delta: number;
}

/** From `from` to `to`; rounded so that no step leaves it. */
function slope(from: number, to: number, steps: number): Slope {
  const delta = deltaBetween(from, to, steps);
  return { start: delta < 0 ? to - steps * delta : from, delta };
}

function deltaBetween(from: number, to: number, steps: number): number {
  if (to === from) return 0;
  const size = Math.floor((Math.abs(to - from) + one) / (steps + 1)) + 1;
  return to > from ? size : -size;
}

class Warper {
  private readonly source: PixelForm;
  private readonly sourceMask: number;
  private readonly pixelShift: number;
  private readonly flip: number;
  /** Where in the source the next pixel is, and how it goes on along a row and down a column. */
  private x = 0;
  private y = 0;
  private acrossX = 0;
  private acrossY = 0;
  private readonly downX: number;
  private readonly downY: number;

  private readonly leftX: Slope;
  private readonly leftY: Slope;
  private readonly rightX: Slope;
  private readonly rightY: Slope;

  constructor(
    private readonly blt: BitBlt,
    private readonly warp: Warp,
  ) {
    this.source = warp.source;
    this.sourceMask = pixelMask(blt.sourceBits);
    this.pixelShift = 5 - (31 - Math.clz32(blt.sourceBits));
    this.flip = blt.isSourceMsb ? 32 - blt.sourceBits : 0;
    const steps = Math.max(1, blt.height - 1);
    const [topLeft, bottomLeft, bottomRight, topRight] = warp.corners;
    this.leftX = slope(topLeft.x, bottomLeft.x, steps);
    this.leftY = slope(topLeft.y, bottomLeft.y, steps);
    this.rightX = slope(topRight.x, bottomRight.x, steps);
    this.rightY = slope(topRight.y, bottomRight.y, steps);
    this.downX = this.leftX.delta;
    this.downY = this.leftY.delta;
  }

  run(): void {
    const { blt } = this;
    const steps = Math.max(1, blt.width - 1);
    const skippedRows = Math.max(0, blt.clipY - blt.destY);
    const skipped = Math.max(0, blt.clipX - blt.destX);
    for (let row = 0; row < blt.h; row++) {
      const down = skippedRows + row;
      const x = slope(at(this.leftX, down), at(this.rightX, down), steps);
      const y = slope(at(this.leftY, down), at(this.rightY, down), steps);
      this.acrossX = x.delta;
      this.acrossY = y.delta;
      this.x = at(x, skipped);
      this.y = at(y, skipped);
      this.drawRow(row);
    }
  }

  private drawRow(row: number): void {
    const { blt, warp } = this;
    const { destBits, destPixelsPerWord, wordCount, firstMask, lastMask, colorMap, merge } = blt;
    const { bits } = blt.dest;
    const destMask = pixelMask(destBits);
    const flip = blt.isDestMsb ? 32 - destBits : 0;
    const halftone = blt.halftoneAt(blt.dy + row);
    let at = (blt.dy + row) * blt.destPitch + Math.floor(blt.dx / destPixelsPerWord);
    let position = (blt.dx & (destPixelsPerWord - 1)) * destBits;
    let left = blt.w;
    for (let i = 0; i < wordCount; i++, at++) {
      let word = 0;
      for (; position < 32 && left > 0; position += destBits, left--) {
        const pixel = warp.smoothing > 1 ? this.smoothPixel() : this.pixelAt(this.x, this.y);
        const mapped = colorMap === undefined || warp.smoothing > 1 ? pixel : mapPixel(colorMap, pixel);
        word |= (mapped & destMask) << Math.abs(position - flip);
        this.x += this.acrossX;
        this.y += this.acrossY;
      }
      position = 0;
      const old = bits[at] | 0;
      const mask = i === 0 ? firstMask : i === wordCount - 1 ? lastMask : -1;
      blt.destMask = mask;
      bits[at] = (merge(word & halftone, old & mask, blt) & mask) | (old & ~mask);
    }
  }

  private pixelAt(fixedX: number, fixedY: number): number {
    if (fixedX < 0 || fixedY < 0) return 0;
    const x = fixedX >>> fractionBits;
    const y = fixedY >>> fractionBits;
    if (x >= this.source.width || y >= this.source.height) return 0;
    const { sourceBits, sourcePixelsPerWord, sourcePitch } = this.blt;
    const shift = Math.abs((x & (sourcePixelsPerWord - 1)) * sourceBits - this.flip);
    return (this.source.bits[y * sourcePitch + (x >> this.pixelShift)] >>> shift) & this.sourceMask;
  }

  /** The average of the points that belong to a pixel, mapped. */
  private smoothPixel(): number {
    const { blt, warp } = this;
    const n = warp.smoothing;
    const isPaint = blt.rule === Rule.Paint;
    const stepX = part(this.acrossX, n);
    const stepY = part(this.acrossY, n);
    const downX = part(this.downX, n);
    const downY = part(this.downY, n);
    let count = 0;
    let alpha = 0;
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let j = 0; j < n; j++) {
      let x = this.x + j * downX;
      let y = this.y + j * downY;
      for (let k = 0; k < n; k++, x += stepX, y += stepY) {
        const pixel = this.pixelAt(x, y);
        // Painting leaves out what is transparent.
        if (isPaint && pixel === 0) continue;
        const color = this.colorOf(pixel);
        count++;
        alpha += color >>> 24;
        red += (color >>> 16) & 255;
        green += (color >>> 8) & 255;
        blue += color & 255;
      }
    }
    if (count === 0 || (isPaint && count < (n * n) >> 1)) return 0;
    const share = (sum: number): number => Math.floor(sum / count);
    const mixed = (share(alpha) << 24) | (share(red) << 16) | (share(green) << 8) | share(blue);
    return blt.colorMap === undefined ? mixed : mapPixel(blt.colorMap, mixed);
  }

  private colorOf(pixel: number): number {
    const { sourceBits } = this.blt;
    if (sourceBits < 16) return this.warp.sourceMap![pixel];
    return sourceBits === 16 ? pixel16To32(pixel) : pixel;
  }
}

function at({ start, delta }: Slope, step: number): number {
  return start + step * delta;
}

/** An nth of a step: halves are rounded down, others towards 0, as stock machines do. */
function part(delta: number, n: number): number {
  return n === 2 ? delta >> 1 : Math.trunc(delta / n);
}
