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

/** Of the metaclasses, which come last. */
const metaIndexes = { class: 40, Metaclass: 41, 'Metaclass class': 42 };

/** A class with a place of its own in the class table, for instances of the format that `format` is a class's word for. */
export const classObject = (
  name: string,
  hash: number,
  format = 0,
  classIndex = metaIndexes.class,
): TinyObject => ({
  name,
  classIndex,
  specification: 1,
  hash,
  slots: [ref('nil'), ref('nil'), integer(format)],
});

/** The format of classes, which have three fields. */
const ofClasses = (1 << 16) | 3;
/** Each stands in the class table at its hash. */
const classObjects: readonly TinyObject[] = [
  classObject('UndefinedObject', classIndexes.nil),
  classObject('False', classIndexes.false),
  classObject('True', classIndexes.true),
  classObject('Array', classIndexes.Array, 2 << 16),
  classObject('class', classIndexes.class),
  classObject('Float', 4, 10 << 16),
  classObject('class class', metaIndexes.class, ofClasses, metaIndexes.Metaclass),
  classObject('Metaclass', metaIndexes.Metaclass, ofClasses, metaIndexes['Metaclass class']),
  classObject('Metaclass class', metaIndexes['Metaclass class'], ofClasses, metaIndexes.Metaclass),
];

/** A Spur image: first what every one begins with, then `objects`, then `later` in a segment of its own. */
export function spurFoundation(
  version: 6521 | 7033 | 68021 | 68533,
  objects: readonly TinyObject[],
  later: readonly TinyObject[] = [],
  options: TinyOptions = {},
  /** Special objects and places of the class table beside those that every image has. */
  more: {
    readonly special?: Partial<Record<number, TinyValue>>;
    readonly classes?: Record<number, TinyValue>;
  } = {},
): Uint8Array {
  const page: TinyValue[] = Array.from({ length: 1024 }, () => ref('nil'));
  for (const { name, hash } of classObjects) page[hash!] = ref(name);
  for (const [index, value] of Object.entries(more.classes ?? {})) page[Number(index)] = value;
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
    ...classObjects,
    {
      name: 'special',
      classIndex: classIndexes.Array,
      specification: 2,
      slots: specialSlots({ 5: ref('class'), 7: ref('Array'), ...more.special }),
    },
  ];
  return spurImage(
    version,
    later.length > 0 ? [[...first, ...objects], later] : [[...first, ...objects]],
    options,
  );
}
