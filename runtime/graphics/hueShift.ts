// Shifts of hue, saturation and brightness on 24-bit pixels as Scratch's plugin does them: in whole numbers, hue from 0
// to 359, saturation and brightness from 0 to 1000. Pixels of 0 are transparent and stay as they are in the target.

interface Hsv {
  hue: number;
  saturation: number;
  brightness: number;
}

const rgbMask = 0xffffff;

function hueOf(r: number, g: number, b: number, max: number, span: number): number {
  if (span === 0) return 0;
  const hue =
    r === max
      ? Math.trunc((60 * (g - b)) / span)
      : g === max
        ? 120 + Math.trunc((60 * (b - r)) / span)
        : 240 + Math.trunc((60 * (r - g)) / span);
  return hue < 0 ? hue + 360 : hue;
}

function hsvOf(pixel: number): Hsv {
  const [r, g, b] = [(pixel >>> 16) & 255, (pixel >>> 8) & 255, pixel & 255];
  const max = Math.max(r, g, b);
  const span = max - Math.min(r, g, b);
  return {
    hue: hueOf(r, g, b, max, span),
    saturation: max === 0 ? 0 : Math.trunc((span * 1000) / max),
    brightness: Math.trunc((max * 1000) / 255),
  };
}

/** What 1000 · 1000 is divided by to give 255. */
const toByte = 3922;

function pixelOf({ hue, saturation, brightness }: Hsv): number {
  const sector = Math.trunc(hue / 60);
  const within = hue % 60;
  const component = (part: number): number => Math.trunc(((1000 - part) * brightness) / toByte);
  const p = component(saturation);
  const q = component(Math.trunc((saturation * within) / 60));
  const t = component(Math.trunc((saturation * (60 - within)) / 60));
  const v = component(0);
  const [r, g, b] = [
    [v, t, p],
    [q, v, p],
    [p, v, t],
    [p, q, v],
    [t, p, v],
    [v, p, q],
  ][sector] ?? [0, 0, 0];
  return (r << 16) + (g << 8) + b || 1;
}

const within1000 = (v: number): number => Math.max(0, Math.min(1000, v));

/** Writes what `change` makes of each opaque pixel; undefined leaves the target's. */
function shift(source: Uint32Array, target: Uint32Array, change: (pixel: number) => Hsv | undefined): void {
  for (let i = 0; i < source.length; i++) {
    const pixel = source[i] & rgbMask;
    const changed = pixel === 0 ? undefined : change(pixel);
    if (changed) target[i] = pixelOf(changed);
  }
}

/** Black and grey are first made dark and saturated, so that they take a hue. */
export function shiftHue(source: Uint32Array, target: Uint32Array, degrees: number): void {
  const darkest = 110;
  const palest = 90;
  shift(source, target, (pixel) => {
    const hsv = hsvOf(pixel);
    if (hsv.brightness < darkest) {
      hsv.brightness = darkest;
      hsv.saturation = 1000;
    }
    hsv.saturation = Math.max(hsv.saturation, palest);
    const base = hsv.brightness === darkest || hsv.saturation === palest ? 0 : hsv.hue;
    hsv.hue = (base + degrees + 360000000) % 360;
    return hsv;
  });
}

/** Pixels without colour stay as they are. */
export function shiftSaturation(source: Uint32Array, target: Uint32Array, percent: number): void {
  shift(source, target, (pixel) => {
    const hsv = hsvOf(pixel);
    // 1 is Scratch's opaque black.
    if (pixel < 2 || hsv.saturation === 0) return undefined;
    return { ...hsv, saturation: within1000(hsv.saturation + percent * 10) };
  });
}

export function shiftBrightness(source: Uint32Array, target: Uint32Array, percent: number): void {
  shift(source, target, (pixel) => {
    const hsv = hsvOf(pixel);
    return { ...hsv, brightness: within1000(hsv.brightness + percent * 10) };
  });
}
