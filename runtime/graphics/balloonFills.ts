// What Balloon fills with beside plain colours: gradients and bitmaps, each with an origin, a direction and a normal
// along which its own coordinates grow, in 16.16 fixed point for each sample.
import type { BalloonSpan, Sampler } from './balloonSpan';
import type { BalloonPoint, BalloonTransform } from './balloonTransform';
import { wordsPerRow, type PixelForm } from './pixelForm';

export interface BalloonFill {
  /** Samples from `left` up to `right` of line `y`. */
  fill(span: BalloonSpan, left: number, right: number, y: number): void;
}

/** Where a fill lies; directions are relative to the origin. */
export interface Orientation {
  readonly origin: BalloonPoint;
  readonly direction: BalloonPoint;
  readonly normal: BalloonPoint;
}

/** Without its fraction. */
const whole = (fixed: number): number => Math.floor(fixed / 65536);

/** Maps samples to the coordinates of a fill of so many units along its direction and its normal. */
class FillMap {
  readonly originX: number;
  private readonly originY: number;
  readonly stepS: number;
  readonly stepT: number;
  private readonly downS: number;
  private readonly downT: number;

  constructor(orientation: Orientation, transform: BalloonTransform, level: number, s: number, t: number) {
    const { origin, direction, normal } = orientation;
    const at = (d: BalloonPoint): BalloonPoint =>
      transform.point({ x: origin.x + d.x, y: origin.y + d.y }, level);
    const start = at({ x: 0, y: 0 });
    this.originX = start.x;
    this.originY = start.y;
    const steps = (d: BalloonPoint, units: number): [number, number] => {
      const end = at(d);
      const [x, y] = [end.x - start.x, end.y - start.y];
      const square = x * x + y * y;
      const step = (v: number): number => (square > 0 ? ((v * units * 65536) / square) | 0 : 0);
      return [step(x), step(y)];
    };
    [this.stepS, this.downS] = steps(direction, s);
    [this.stepT, this.downT] = steps(normal, t);
  }

  sAt(x: number, y: number): number {
    return (x - this.originX) * this.stepS + (y - this.originY) * this.downS;
  }

  tAt(x: number, y: number): number {
    return (x - this.originX) * this.stepT + (y - this.originY) * this.downT;
  }
}

export class LinearGradient implements BalloonFill {
  private readonly map: FillMap;

  constructor(
    private readonly ramp: Uint32Array,
    orientation: Orientation,
    transform: BalloonTransform,
    level: number,
  ) {
    this.map = new FillMap(orientation, transform, level, ramp.length, ramp.length);
  }

  fill(span: BalloonSpan, left: number, right: number, y: number): void {
    const { ramp, map } = this;
    const isOutside = (index: number): boolean => index < 0 || index >= ramp.length;
    const nearest = (index: number): number => ramp[Math.max(0, Math.min(ramp.length - 1, index))];
    let s = map.sAt(left, y);
    let x = left;
    while (isOutside(whole(s)) && x < right) {
      x++;
      s += map.stepS;
    }
    let last = whole(s);
    if (x > left) span.fillColor(nearest(last), left, x);
    const sampler: Sampler = {
      color: () => (isOutside(whole(s)) ? undefined : ramp[whole(s)]),
      advance: (samples) => void (s += map.stepS * samples),
    };
    x = span.sample(x, right, sampler);
    // With antialiasing stock plugins go on with the colour where the gradient came into view.
    if (span.level === 1) last = whole(s);
    if (x < right) span.fillColor(nearest(last), x, right);
  }
}

const squareOf = (s: number, t: number): number => whole(s) ** 2 + whole(t) ** 2;

export class RadialGradient implements BalloonFill {
  private readonly map: FillMap;

  constructor(
    private readonly ramp: Uint32Array,
    orientation: Orientation,
    transform: BalloonTransform,
    level: number,
  ) {
    this.map = new FillMap(orientation, transform, level, ramp.length, ramp.length);
  }

  fill(span: BalloonSpan, left: number, right: number, y: number): void {
    const { ramp, map } = this;
    const outermost = ramp[ramp.length - 1];
    const limit = (ramp.length - 1) ** 2;
    let s = map.sAt(left, y);
    let t = map.tAt(left, y);
    const square = (): number => squareOf(s, t);
    const advance = (samples: number): void => {
      s += map.stepS * samples;
      t += map.stepT * samples;
    };
    let x = left;
    for (; square() >= limit && x < right; x++) advance(1);
    if (x > left) span.fillColor(outermost, left, x);
    let ring = 0;
    const enter = (): void => void (ring = Math.min(ramp.length - 1, Math.round(Math.sqrt(square()))));
    // Towards the centre the ring is left when its inner border is crossed …
    if (x < map.originX) {
      enter();
      const inwards = (): number => {
        for (const length = square(); ring > 0 && length < (ring - 1) ** 2;) ring--;
        return ramp[ring];
      };
      x = span.sample(x, Math.min(right, map.originX), { color: inwards, advance });
    }
    // … and away from it when the outer one is.
    if (x < right) {
      enter();
      const outwards = (): number | undefined => {
        const length = square();
        if (length <= (ring + 1) ** 2) return ramp[ring];
        if (length >= limit) return undefined;
        while (length > (ring + 1) ** 2) ring++;
        return ramp[ring];
      };
      x = span.sample(x, right, { color: outwards, advance }, () => square() < limit);
    }
    if (x < right) span.fillColor(outermost, x, right);
  }
}

/** The pixels of a form as colours. Up to 8 bits stand for places of the map, without one for 0. */
export interface BitmapSource {
  /** The form as it is now; undefined if it has another size by now. */
  form(): PixelForm | undefined;
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colorMap: Uint32Array;
  readonly isTiled: boolean;
}

export class BitmapFill implements BalloonFill {
  private readonly map: FillMap;

  constructor(
    private readonly source: BitmapSource,
    orientation: Orientation,
    private readonly transform: BalloonTransform,
    level: number,
  ) {
    this.map = new FillMap(orientation, transform, level, source.width, source.height);
  }

  fill(span: BalloonSpan, left: number, right: number, y: number): void {
    const { map, source } = this;
    const form = source.form();
    if (!form || form.width === 0 || form.height === 0) return;
    let s = map.sAt(left, y);
    let t = map.tAt(left, y);
    const within = (v: number, size: number): number => {
      if (!source.isTiled) return Math.max(0, Math.min(size - 1, whole(v)));
      const around = whole(v) % size;
      return around < 0 ? around + size : around;
    };
    span.sample(left, right, {
      color: () => this.pixelAt(form, within(s, form.width), within(t, form.height)),
      advance: (samples) => {
        s += map.stepS * samples;
        t += map.stepT * samples;
      },
    });
  }

  private pixelAt({ bits, width, depth }: PixelForm, x: number, y: number): number {
    const row = wordsPerRow(width, depth) * y;
    if (depth === 32) {
      const pixel = bits[row + x];
      // Without alpha it is opaque.
      return this.transform.pixel(pixel !== 0 && pixel >>> 24 === 0 ? pixel | 0xff000000 : pixel);
    }
    const perWord = 32 / depth;
    const shift = 32 - depth * ((x % perWord) + 1);
    const value = (bits[row + Math.floor(x / perWord)] >>> shift) & ((1 << depth) - 1);
    return this.transform.pixel(depth === 16 ? expanded(value) : (this.source.colorMap[value] ?? 0));
  }
}

/** 5 bits a component as 8, opaque; 0 is transparent. */
function expanded(pixel: number): number {
  if (pixel === 0) return 0;
  const component = (at: number): number => {
    const five = (pixel >> at) & 31;
    return (five << 3) | (five >> 2);
  };
  return ((255 << 24) | (component(10) << 16) | (component(5) << 8) | component(0)) >>> 0;
}
