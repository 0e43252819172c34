// What every Spur image has, made small: nil, false, true, a class table, two classes and the special objects.
import {
  bits,
  integer,
  ref,
  spurImage,
  type TinyObject,
  type TinyOptions,
  type TinyValue,
} from './tinyImages';

/** Special objects: nil, false, true, `more` at their places, all others nil. */
export function specialSlots(more: Partial<Record<number, TinyValue>> = {}): TinyValue[] {
  return Array.from(
    { length: 40 },
    (_, place) => more[place] ?? ref(['nil', 'false', 'true'][place] ?? 'nil'),
  );
}

/** Class indexes of the objects that every image made here begins with. */
export const classIndexes = { nil: 32, false: 33, true: 34, Array: 35, class: 36 };

/** A Spur image: first what every one begins with, then `objects`, then `later` in a segment of its own. */
export function spurFoundation(
  version: 6521 | 7033 | 68021 | 68533,
  objects: readonly TinyObject[],
  later: readonly TinyObject[] = [],
  options: TinyOptions = {},
): Uint8Array {
  const page: TinyValue[] = Array.from({ length: 1024 }, () => ref('nil'));
  page[32] = page[33] = page[34] = ref('class');
  page[35] = ref('Array');
  page[36] = ref('class');
  page[4] = ref('Float');
  const first: TinyObject[] = [
    { name: 'nil', classIndex: classIndexes.nil, specification: 0, slots: [] },
    { name: 'false', classIndex: classIndexes.false, specification: 0, slots: [] },
    { name: 'true', classIndex: classIndexes.true, specification: 0, slots: [] },
    { name: 'freeLists', classIndex: 19, specification: 10, slots: [bits(0n), bits(0n)] },
    {
      name: 'roots',
      classIndex: 16,
      specification: 2,
      slots: Array.from({ length: 4104 }, (_, i) => (i === 0 ? ref('page') : ref('nil'))),
    },
    { name: 'page', classIndex: 16, specification: 2, slots: page },
    {
      name: 'class',
      classIndex: classIndexes.class,
      specification: 1,
      slots: [ref('nil'), ref('nil'), integer(0)],
    },
    {
      name: 'Array',
      classIndex: classIndexes.class,
      specification: 1,
      slots: [ref('nil'), ref('nil'), integer(0)],
    },
    {
      name: 'Float',
      classIndex: classIndexes.class,
      specification: 1,
      slots: [ref('nil'), ref('nil'), integer(0)],
    },
    {
      name: 'special',
      classIndex: classIndexes.Array,
      specification: 2,
      slots: specialSlots({ 5: ref('class'), 7: ref('Array') }),
    },
  ];
  return spurImage(
    version,
    later.length > 0 ? [[...first, ...objects], later] : [[...first, ...objects]],
    options,
  );
}
