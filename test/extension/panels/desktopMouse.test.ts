import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DesktopMouse, type MouseInput } from '../../../extension/panels/view/desktopMouse';
import { cssPixelsPerPixel, pixelAt, pixelsIn } from '../../../extension/panels/view/desktopScale';

const at = (buttons: number, more: Partial<MouseInput> = {}): MouseInput => ({
  x: 10,
  y: 20,
  buttons,
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  ...more,
});

test('Left is red, right is yellow, middle is blue', () => {
  for (const [buttons, told] of [
    [0, 0],
    [1, 4],
    [2, 2],
    [4, 1],
    [3, 6],
    [5, 5],
  ])
    assert.deepEqual(new DesktopMouse(false).mouse(at(buttons!)), [1, 10, 20, told, 0]);
});

test('Left with Control is yellow, with Command blue, until it goes up', () => {
  const mouse = new DesktopMouse(false);
  assert.deepEqual(mouse.mouse(at(1, { ctrlKey: true })), [1, 10, 20, 2, 0]);
  assert.deepEqual(mouse.mouse(at(1)), [1, 10, 20, 2, 0]);
  assert.deepEqual(mouse.mouse(at(0)), [1, 10, 20, 0, 0]);
  assert.deepEqual(mouse.mouse(at(1)), [1, 10, 20, 4, 0]);
  // Control that comes later changes nothing.
  assert.deepEqual(mouse.mouse(at(1, { ctrlKey: true })), [1, 10, 20, 4, 2]);
  assert.deepEqual(new DesktopMouse(false).mouse(at(1, { altKey: true })), [1, 10, 20, 1, 0]);
  assert.deepEqual(new DesktopMouse(true).mouse(at(1, { metaKey: true })), [1, 10, 20, 1, 0]);
  assert.deepEqual(
    new DesktopMouse(false).mouse(at(1, { ctrlKey: true, shiftKey: true })),
    [1, 10, 20, 4, 3],
  );
});

test('A notch of the wheel counts 120, up and right positive, and small movements add up', () => {
  const mouse = new DesktopMouse(false);
  const wheel = (deltaX: number, deltaY: number, deltaMode: number) =>
    mouse.wheel({ ...at(0), deltaX, deltaY, deltaMode });
  assert.deepEqual(wheel(0, -100, 0), [7, 0, 120, 0, 0]);
  assert.deepEqual(wheel(0, 3, 1), [7, 0, -120, 0, 0]);
  assert.deepEqual(wheel(1, 0, 2), [7, 120, 0, 0, 0]);
  assert.equal(wheel(0, 0.5, 0), undefined);
  assert.deepEqual(wheel(0, 0.5, 0), [7, 0, -1, 0, 0]);
});

test('Modifiers and lost buttons are told where the mouse was', () => {
  const mouse = new DesktopMouse(false);
  mouse.mouse(at(1));
  assert.deepEqual(mouse.modifiersChanged(at(0, { shiftKey: true })), [1, 10, 20, 4, 1]);
  assert.deepEqual(mouse.releaseAll(), [1, 10, 20, 0, 0]);
  assert.equal(mouse.releaseAll(), undefined);
});

test('Pixels of an image are whole ones of the screen, or as large as text', () => {
  assert.equal(cssPixelsPerPixel('integer', 1), 1);
  assert.equal(cssPixelsPerPixel('integer', 2), 1);
  assert.equal(cssPixelsPerPixel('integer', 1.5) * 1.5, 2);
  assert.equal(cssPixelsPerPixel('smooth', 1.5), 1);
  assert.equal(pixelsIn(200, cssPixelsPerPixel('integer', 1.25)), 250);
  assert.equal(pixelsIn(0, 1), 1);
});

test('A place outside is the nearest pixel', () => {
  assert.equal(pixelAt(10.7, 2, 100), 5);
  assert.equal(pixelAt(-3, 1, 100), 0);
  assert.equal(pixelAt(500, 1, 100), 99);
});
