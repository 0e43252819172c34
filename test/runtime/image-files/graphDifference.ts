// Compares the object graphs of two image files: whether objects correspond one to one, from the special objects on.
import { RawFormat, Special, type RawImage, type SlotReader } from '../../../runtime/image-files/rawImage';
import { SpurImage } from '../../../runtime/image-files/spurImage';

type Slot = { readonly object: number } | { readonly value: string };

const reader: SlotReader<Slot> = {
  object: (object) => ({ object }),
  integer: (value) => ({ value: `integer ${value}` }),
  character: (codePoint) => ({ value: `character ${codePoint}` }),
  float: (value) => ({ value: `float ${Object.is(value, -0) ? '-0' : value}` }),
};

/** How many objects correspond, or the first difference, with the way to it. */
export function compareGraphs(
  a: RawImage,
  b: RawImage,
): { readonly objects: number } | { readonly difference: string } {
  const partners = new Map<number, number>();
  const taken = new Set<number>();
  const ways = new Map<number, readonly [number, string]>();
  const pending: number[] = [];
  const wayTo = (object: number): string => {
    const steps: string[] = [];
    for (let at = ways.get(object); at && steps.length < 12; at = ways.get(at[0])) steps.push(at[1]);
    return steps.reverse().join(' > ');
  };
  let difference: string | undefined;
  const differ = (object: number, what: string, left: unknown, right: unknown): void => {
    difference ??= `${what} of object ${object} (${wayTo(object)}): ${String(left)} became ${String(right)}`;
  };
  const match = (left: number, right: number, from: number, step: string): void => {
    const known = partners.get(left);
    if (known === right) return;
    if (known !== undefined || taken.has(right)) return differ(from, `identity of ${step}`, left, right);
    partners.set(left, right);
    taken.add(right);
    ways.set(left, [from, step]);
    pending.push(left);
  };

  match(a.specialObjectsArray, b.specialObjectsArray, -1, 'special objects');
  if (a instanceof SpurImage && b instanceof SpurImage)
    for (let i = 0; i < Math.max(a.classTableSize, b.classTableSize); i++) {
      const [left, right] = [a.classAtIndex(i), b.classAtIndex(i)];
      if (left >= 0 && right >= 0) match(left, right, -1, `class table ${i}`);
      else if (left !== right) differ(-1, `class table ${i}`, left, right);
    }
  for (let next = pending.pop(); next !== undefined && difference === undefined; next = pending.pop())
    compareObjects(a, next, b, partners.get(next)!, match, differ);
  return difference === undefined ? { objects: partners.size } : { difference };
}

function compareObjects(
  a: RawImage,
  left: number,
  b: RawImage,
  right: number,
  match: (left: number, right: number, from: number, step: string) => void,
  differ: (object: number, what: string, left: unknown, right: unknown) => void,
): void {
  const same = (what: string, inA: unknown, inB: unknown): void => {
    if (inA !== inB) differ(left, what, inA, inB);
  };
  same('format', a.specificationOf(left), b.specificationOf(right));
  same('hash', a.hashOf(left), b.hashOf(right));
  same('pinning', a.isPinned(left), b.isPinned(right));
  same('immutability', a.isImmutable(left), b.isImmutable(right));
  if (a instanceof SpurImage && b instanceof SpurImage)
    same('class index', a.classIndexOf(left), b.classIndexOf(right));
  same('slots', a.slotCountOf(left), b.slotCountOf(right));
  match(a.classOf(left), b.classOf(right), left, 'class');
  const live = a.liveSlotCountOf(left);
  same('used slots', live, b.liveSlotCountOf(right));
  for (let i = 0; i < live; i++) {
    const [inA, inB] = [a.slot(left, i, reader), b.slot(right, i, reader)];
    if ('object' in inA && 'object' in inB) match(inA.object, inB.object, left, `slot ${i}`);
    else same(`slot ${i}`, JSON.stringify(inA), JSON.stringify(inB));
  }
  if (!a.isPointers(left)) compareBytes(a, left, b, right, same);
}

function compareBytes(
  a: RawImage,
  left: number,
  b: RawImage,
  right: number,
  same: (what: string, inA: unknown, inB: unknown) => void,
): void {
  if (a.classOf(left) === a.special(Special.ClassFloat))
    return same('value', String(a.floatOf(left)), String(b.floatOf(right)));
  const [inA, inB] = [elements(a, left), elements(b, right)];
  same('size', inA.length, inB.length);
  const at = inA.findIndex((element, i) => element !== inB[i]);
  if (at >= 0) same(`element ${at}`, inA[at], inB[at]);
}

/** Contents that are no pointers, whatever the byte order of the file. */
function elements(image: RawImage, object: number): readonly number[] {
  const count = image.elementCountOf(object);
  switch (image.formatOf(object)) {
    case RawFormat.Bits64:
      return Array.from({ length: count * 2 }, (_, i) => image.word32(object, i));
    case RawFormat.Bits32:
      return Array.from({ length: count }, (_, i) => image.word32(object, i));
    case RawFormat.Bits16:
      return Array.from({ length: count }, (_, i) => image.word16(object, i));
    default:
      return Array.from(image.bytesOf(object));
  }
}
