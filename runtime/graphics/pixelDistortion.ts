// Scratch's graphic effects that move pixels: fisheye, whirl, blur and water ripples.
import { interpolatedPixel, type Picture } from './pixelScaling';

/** `power` in percent: 100 changes nothing. */
export function fisheye(source: Picture, target: Uint32Array, power: number): void {
  const { width, height } = source;
  const [centerX, centerY] = [width >> 1, height >> 1];
  for (let x = 0; x < width; x++)
    for (let y = 0; y < height; y++) {
      const dx = (x - centerX) / centerX;
      const dy = (y - centerY) / centerY;
      const radius = Math.sqrt(dx * dx + dy * dy) ** (power / 100);
      const angle = Math.atan2(dy, dx);
      const isInside = radius <= 1;
      const fromX = isInside ? Math.trunc(1024 * (centerX + radius * Math.cos(angle) * centerX)) : 1024 * x;
      const fromY = isInside ? Math.trunc(1024 * (centerY + radius * Math.sin(angle) * centerY)) : 1024 * y;
      target[y * width + x] = interpolatedPixel(source, fromX, fromY);
    }
}

/** Turns the inscribed ellipse, most in the middle; pixels outside stay the target's. */
export function whirl(source: Picture, target: Uint32Array, degrees: number): void {
  const { width, height } = source;
  const [centerX, centerY] = [width >> 1, height >> 1];
  const radius = Math.min(centerX, centerY);
  const scaleX = centerX < centerY ? centerY / centerX : 1;
  const scaleY = centerY < centerX ? centerX / centerY : 1;
  const radians = (-Math.PI * degrees) / 180;
  for (let x = 0; x < width; x++)
    for (let y = 0; y < height; y++) {
      const dx = scaleX * (x - centerX);
      const dy = scaleY * (y - centerY);
      const square = dx * dx + dy * dy;
      if (square >= radius * radius) continue;
      const factor = 1 - Math.sqrt(square) / radius;
      const [sine, cosine] = [Math.sin(radians * factor * factor), Math.cos(radians * factor * factor)];
      const fromX = Math.trunc(1024 * ((cosine * dx - sine * dy) / scaleX + centerX));
      const fromY = Math.trunc(1024 * ((sine * dx + cosine * dy) / scaleY + centerY));
      target[y * width + x] = interpolatedPixel(source, fromX, fromY);
    }
}

/** Mean of each pixel and its eight neighbours, transparent ones left out; the border stays the target's. */
export function blur({ pixels, width, height }: Picture, target: Uint32Array): void {
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      let [count, r, g, b] = [0, 0, 0, 0];
      for (let row = y - 1; row <= y + 1; row++)
        for (let at = row * width + x - 1; at <= row * width + x + 1; at++) {
          const pixel = pixels[at] & 0xffffff;
          if (pixel === 0) continue;
          r += pixel >>> 16;
          g += (pixel >>> 8) & 255;
          b += pixel & 255;
          count++;
        }
      const mean = (sum: number): number => Math.trunc(sum / count);
      target[y * width + x] = count === 0 ? 0 : (mean(r) << 16) + (mean(g) << 8) + mean(b);
    }
}

/** Heights of the water now and before, one a pixel; exchanged at each step. */
export interface Water {
  readonly now: Float64Array;
  readonly before: Float64Array;
}

/** Drops fall by chance, at most about half of `drops`; `random` answers whole numbers from 0 to one below its argument. */
export function ripple(
  source: Picture,
  target: Uint32Array,
  water: Water,
  drops: number,
  random: (below: number) => number,
): void {
  const { width, height } = source;
  const half = Math.trunc((random(drops) - 1) / 2);
  for (let i = 0; i < half; i++) drop(water.now, width, height, random);
  spread(water, width, height);
  for (let q = 0; q < Math.min(width * height + 1, water.now.length); q++)
    [water.now[q], water.before[q]] = [water.before[q], water.now[q]];
  refract(source, target, water.now);
}

const dropRadius = 4;
const dropReach = 25;

function drop(now: Float64Array, width: number, height: number, random: (below: number) => number): void {
  const [x, y, power] = [random(width), random(height), random(8)];
  for (let dx = -dropRadius; dx <= dropRadius; dx++)
    for (let dy = -dropRadius; dy <= dropRadius; dy++) {
      const distance = dx * dx + dy * dy;
      const [column, row] = [x + dx, y + dy];
      if (distance === 0 || distance >= dropReach) continue;
      if (column > 0 && row > 0 && row < height && column < width)
        now[row * width + column] = power * (1 - distance / dropReach);
    }
}

function spread({ now, before }: Water, width: number, height: number): void {
  for (let x = 1; x < width - 1; x++)
    for (let y = 1; y < height - 1; y++) {
      const at = y * width + x;
      const sides = before[at + 1] + before[at - 1] + before[at + width] + before[at - width];
      const corners =
        before[at - 1 - width] / 2 +
        before[at - 1 + width] / 2 +
        before[at + 1 - width] / 2 +
        before[at + 1 + width] / 2;
      now[at] = ((sides + corners) / 4 - now[at]) * 0.9;
    }
}

function refract({ pixels, width, height }: Picture, target: Uint32Array, now: Float64Array): void {
  const within2 = (v: number): number => Math.max(-2, Math.min(2, v));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      target[at] = pixels[at];
      if (x <= 1 || x >= width - 1 || y <= 1 || y >= height - 1) continue;
      const dx = within2((now[at + 1] - now[at - 1]) * 64);
      const dy = within2((now[at + width] - now[at - width]) / 64);
      const from = Math.trunc((y + dy) * width + x + dx);
      if (from >= 0 && from < width * height) target[at] = pixels[from];
    }
}
