// How large an image's pixels are on the screen. Pure.
import type { Scaling } from './desktopMessages';

/** Of CSS pixels, the sides of one pixel of the image. */
export function cssPixelsPerPixel(scaling: Scaling, devicePixelRatio: number): number {
  return scaling === 'smooth' ? 1 : Math.max(1, Math.round(devicePixelRatio)) / devicePixelRatio;
}

/** How many pixels of the image have room in a place of CSS pixels: at least one. */
export function pixelsIn(cssPixels: number, scale: number): number {
  // A place that is exactly as large should not lose a pixel by the division.
  return Math.max(1, Math.floor(cssPixels / scale + 1e-6));
}

/** The pixel of the image at a place on the canvas, both from its left or top; inside of it. */
export function pixelAt(cssPlace: number, scale: number, size: number): number {
  return Math.max(0, Math.min(size - 1, Math.floor(cssPlace / scale)));
}
