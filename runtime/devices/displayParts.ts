// Parts of a Display as bytes, for a driver image: whole words of each row, the highest byte of a word first.
import type { DisplayDevice, DisplayForm } from './displayDevice';

export interface PartBounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const wordBits = 32;

const rowWords = ({ width, depth }: Pick<DisplayForm, 'width' | 'depth'>): number =>
  Math.ceil((width * depth) / wordBits);

/** Words of a row that hold the pixels of a part, from the first up to the last, exclusive. */
function wordsOf({ depth }: Pick<DisplayForm, 'depth'>, { left, right }: PartBounds): [number, number] {
  return [Math.floor((left * depth) / wordBits), Math.ceil((right * depth) / wordBits)];
}

/** The pixels of a part of `form`. */
export function partBytes(form: DisplayForm, bounds: PartBounds): Uint8Array {
  const [from, to] = wordsOf(form, bounds);
  const bytes = new Uint8Array((to - from) * 4 * (bounds.bottom - bounds.top));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (let y = bounds.top; y < bounds.bottom; y++)
    for (let word = from; word < to; word++, at += 4)
      view.setUint32(at, form.bits[y * rowWords(form) + word]!);
  return bytes;
}

/** Puts a part into `form`; false if it does not fit there, or the bytes are not those of such a part. */
export function putPart(form: DisplayForm, bounds: PartBounds, bytes: Uint8Array): boolean {
  const { left, top, right, bottom } = bounds;
  if (left < 0 || top < 0 || left > right || top > bottom) return false;
  if (right > form.width || bottom > form.height) return false;
  const [from, to] = wordsOf(form, bounds);
  if (bytes.length !== (to - from) * 4 * (bottom - top)) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  let at = 0;
  for (let y = top; y < bottom; y++)
    for (let word = from; word < to; word++, at += 4)
      form.bits[y * rowWords(form) + word] = view.getUint32(at);
  return true;
}

/** What was shown part by part on each display, which itself wants the whole. */
const shown = new WeakMap<DisplayDevice, DisplayForm>();
const largestPixels = 1 << 26;

/** Shows a part of a Display of `width` × `height` pixels; false if that makes no sense. */
export function showPart(
  device: DisplayDevice,
  { width, height, depth }: Omit<DisplayForm, 'bits'>,
  bounds: PartBounds,
  bytes: Uint8Array,
): boolean {
  if (![1, 2, 4, 8, 16, 32].includes(depth) || width < 0 || height < 0 || width * height > largestPixels)
    return false;
  let form = shown.get(device);
  if (form?.width !== width || form.height !== height || form.depth !== depth)
    form = { bits: new Uint32Array(rowWords({ width, depth }) * height), width, height, depth };
  if (!putPart(form, bounds, bytes)) return false;
  shown.set(device, form);
  device.show(form, bounds.left, bounds.top, bounds.right, bounds.bottom);
  return true;
}
