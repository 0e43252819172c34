// What an unmodified image shows: its Display is one of its special objects, the screen a device that it was granted.
import type { DisplayDevice } from '../devices/displayDevice';
import type { PixelRectangle } from '../graphics/pixelForm';
import type { Value } from '../object-memory/objects';
import type { ImageMemory } from './imageMemory';
import { formOperand } from './pixelOperands';
import { Special } from './rawImage';

/** Images that draw now and will say later what of it is to be seen. */
const deferring = new WeakSet<ImageMemory>();

export function deferUpdates(image: ImageMemory, isDeferred: boolean): void {
  if (isDeferred) deferring.add(image);
  else deferring.delete(image);
}

/** An area of `form` has changed: it is shown if that is the Display, and updates are not deferred. */
export function showIfDisplay(image: ImageMemory, form: Value, area: PixelRectangle | undefined): void {
  if (area === undefined || form !== image.specialObjects.a[Special.TheDisplay]) return;
  if (!deferring.has(image)) showArea(image, area);
}

/** Shows an area of the Display, whatever part of it there is. */
export function showArea(image: ImageMemory, area: PixelRectangle): void {
  const device = image.devices.display;
  const form = device && formOperand(image.specialObjects.a[Special.TheDisplay]);
  if (form === undefined) return;
  const left = Math.max(0, area.left);
  const top = Math.max(0, area.top);
  const right = Math.min(form.width, area.right);
  const bottom = Math.min(form.height, area.bottom);
  if (left < right && top < bottom) device!.show(form, left, top, right, bottom);
}

/** In pixels: of the window, or of the one that the image was saved with. */
export function screenExtent(image: ImageMemory): Pick<DisplayDevice, 'width' | 'height'> {
  return image.devices.display ?? image.windowSize;
}
