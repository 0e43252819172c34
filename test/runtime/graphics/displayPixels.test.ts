import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawOpaque, newRgbaPixels, pixelOf, rgbaOf } from '../../../runtime/graphics/displayPixels';
import { MemoryDisplay } from '../../../runtime/graphics/memoryDisplay';
import type { PixelForm } from '../../../runtime/graphics/pixelForm';
import { emptyForm, pixel, setPixel } from './naivePixels';

function check(depth: number, value: number, rgb: readonly number[]): void {
  const form = emptyForm(3, 2, depth);
  setPixel(form, 1, 1, value);
  const { bytes } = rgbaOf(form);
  const at = (1 * 3 + 1) * 4;
  assert.deepEqual([...bytes.subarray(at, at + 3)], rgb, `${value} in ${depth} bits`);
}

test('pixels of each depth in their standard colours', () => {
  check(1, 0, [255, 255, 255]);
  check(1, 1, [0, 0, 0]);
  check(2, 2, [255, 255, 255]);
  check(2, 3, [128, 128, 128]);
  check(4, 4, [255, 0, 0]);
  check(4, 9, [255, 0, 255]);
  check(8, 0, [255, 255, 255]);
  check(8, 16, [8, 8, 8]);
  check(8, 39, [247, 247, 247]);
  check(8, 40, [0, 0, 0]);
  check(8, 41, [0, 51, 0]);
  check(8, 46, [0, 0, 51]);
  check(8, 255, [255, 255, 255]);
  check(-8, 184, [204, 0, 0]);
  check(16, 0x7c00, [248, 0, 0]);
  check(16, 0x8421, [8, 8, 8]);
  check(32, 0x00123456, [0x12, 0x34, 0x56]);
  check(-32, 0xff123456, [0x12, 0x34, 0x56]);
});

test('a screen is opaque, a Form of 32 bits by itself is not', () => {
  const form = emptyForm(1, 1, 32);
  form.bits[0] = 0x80112233;
  assert.deepEqual([...rgbaOf(form).bytes], [0x11, 0x22, 0x33, 0x80]);
  const screen = newRgbaPixels(1, 1);
  drawOpaque(form, { left: 0, top: 0, right: 1, bottom: 1 }, screen);
  assert.deepEqual([...screen.bytes], [0x11, 0x22, 0x33, 255]);
});

test('pixels are found in either order', () => {
  for (const depth of [1, 2, 4, 8, 16, 32, -1, -2, -4, -8, -16, -32]) {
    const form = emptyForm(37, 1, depth);
    form.bits.forEach((_, i) => (form.bits[i] = Math.imul(i + 1, 0x9e3779b1)));
    for (let x = 0; x < 37; x++) assert.equal(pixelOf(form.bits, 0, x, depth), pixel(form, x, 0));
  }
});

function filled(width: number, height: number, color: number): PixelForm {
  const form = emptyForm(width, height, 32);
  form.bits.fill(color);
  return form;
}

test('a screen in memory shows what was shown of a Form, and nothing else', () => {
  let damages = 0;
  const display = new MemoryDisplay(4, 2, () => damages++);
  const form = filled(4, 2, 0xff0000);
  display.show(form, 1, 0, 2, 1);
  display.show(form, 2, 0, 3, 2);
  assert.equal(damages, 1);
  assert.deepEqual(display.takeDamage(), { left: 1, top: 0, right: 3, bottom: 2 });
  assert.equal(display.takeDamage(), undefined);
  const reds = Array.from({ length: 8 }, (_, i) => display.picture().bytes[i * 4]);
  assert.deepEqual(reds, [0, 255, 255, 0, 0, 0, 255, 0]);
  // What the image does with its Form meanwhile is not seen.
  form.bits.fill(0);
  assert.equal(display.picture().bytes[4], 255);
  display.show(form, 0, 0, 1, 1);
  assert.equal(damages, 2);
});

test('a Form larger than the screen, and another after it', () => {
  const display = new MemoryDisplay(2, 2);
  display.show(filled(5, 5, 0x0000ff), 0, 0, 5, 5);
  display.show(filled(1, 1, 0x00ff00), 0, 0, 1, 1);
  const { bytes } = display.picture();
  assert.deepEqual([...bytes.subarray(0, 8)], [0, 255, 0, 255, 0, 0, 255, 255]);
  display.resize(3, 1);
  assert.deepEqual([display.width, display.height], [3, 1]);
  assert.ok(display.picture().bytes.every((byte) => byte === 0));
});
