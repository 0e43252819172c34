import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { addGuestPrimitives } from '../../../runtime/image-files/imageRun';
import type { ImageHeader } from '../../../runtime/image-files/imageHeader';
import { bytesSource } from '../../../runtime/image-files/imageSource';
import { writeImage } from '../../../runtime/image-files/imageWriter';
import { loadImage } from '../../../runtime/image-files/loadImage';
import type { RawImage } from '../../../runtime/image-files/rawImage';
import { readImage } from '../../../runtime/image-files/readImage';
import type { ImageId } from '../../../runtime/object-memory/objectMemory';
import { byteSwapped } from './byteSwapped';
import { compareGraphs } from './graphDifference';
import { imageBytes, imageNames } from './images';
import { classIndexes, classObject, spurFoundation } from './spurFoundation';
import { bits, integer, ref, type TinyObject } from './tinyImages';

before(addGuestPrimitives);

function written(image: RawImage): Uint8Array {
  const pieces = Array.from(writeImage(loadImage(image, 1 as ImageId, image.file)), ({ bytes }) => bytes);
  return new Uint8Array(Buffer.concat(pieces));
}

const read = (name: string, bytes: Uint8Array): Promise<RawImage> => readImage(bytesSource(name, bytes));

/** What of the header has nothing to do with where objects stand. */
function lasting(header: ImageHeader): unknown {
  const places = {
    littleEndian: true,
    dataOffset: 0,
    dataBytes: 0,
    specialObjectsOop: 0,
    firstSegmentBytes: 0,
  };
  // What was big-endian has its Floats in the other order now, and says so.
  const flags = { ...header.flags, bits: header.flags.bits | 2 };
  return { ...header, ...places, flags };
}

/** Loads, writes and reads; the graph of objects is the same. */
async function checkRoundTrip(image: RawImage): Promise<number> {
  const bytes = written(image);
  const again = await read(image.file, bytes);
  const result = compareGraphs(image, again);
  if ('difference' in result) assert.fail(result.difference);
  assert.deepEqual(lasting(again.header), lasting(image.header));
  assert.ok(again.header.littleEndian);
  assert.equal((again.header.flags.bits & 2) !== 0, again.header.version.hasNativeFloats);
  return result.objects;
}

for (const name of imageNames)
  test(`${name}: load, snapshot, load is the identity, from either byte order`, async () => {
    const bytes = imageBytes(name);
    const image = await read(name, bytes);
    const objects = await checkRoundTrip(image);
    assert.ok(objects > image.objectCount * 0.95, `${objects} of ${image.objectCount} objects`);
    const swapped = await read(name, byteSwapped(bytes, image));
    assert.equal(swapped.header.littleEndian, false);
    assert.equal(await checkRoundTrip(swapped), objects);
  });

const oddities: readonly TinyObject[] = [
  {
    name: 'pinned',
    classIndex: classIndexes.Array,
    specification: 2,
    slots: [ref('odd')],
    flags: 0x40800000 | 0,
  },
  {
    name: 'odd',
    classIndex: classIndexes.Array,
    specification: 4,
    slots: [integer(-1), ref('pinned')],
    hash: 77,
  },
  {
    name: 'large',
    classIndex: classIndexes.Array,
    specification: 2,
    slots: Array.from({ length: 300 }, () => ref('odd')),
  },
];

for (const version of [6521, 7033, 68021, 68533] as const)
  test(`${version}: pins, immutability, formats of their own, large objects and segments`, async () => {
    const held = {
      name: 'held',
      classIndex: classIndexes.Array,
      specification: 2,
      slots: oddities.map(({ name }) => ref(name)),
    };
    const bytes = spurFoundation(version, [held], oddities, {}, { special: { 8: ref('held') } });
    const image = await read('tiny.image', bytes);
    assert.equal(image.segmentCount, 2);
    assert.ok((await checkRoundTrip(image)) > 8);
  });

/** The kinds of classes that have other instances than the rest, by the place of their class: name, format, fields. */
const rareClasses: Readonly<Record<number, readonly [string, number, number]>> = {
  61: ['Ephemerons', 5, 2],
  62: ['Weaklings', 4, 1],
  63: ['Longs', 9, 0],
  64: ['Words', 10, 0],
  65: ['Shorts', 12, 0],
  66: ['Bytes', 16, 0],
};

/** An instance of each, with each number of bytes that its last word can leave unused. */
function rareObjects(wordBytes: number): TinyObject[] {
  const word = bits(wordBytes === 8 ? 0x0123456789abcdefn : 0x89abcdefn);
  const half = bits(wordBytes === 8 ? 0x89abcdefn : 0xcdefn);
  const of = (classIndex: number, specification: number, slots: TinyObject['slots']): TinyObject => ({
    name: `${classIndex}/${specification}`,
    classIndex,
    specification,
    slots,
  });
  const unused = (unit: number): number[] => Array.from({ length: wordBytes / unit }, (_, i) => i);
  return [
    of(61, 5, [ref('Array'), integer(3)]),
    of(62, 4, [integer(1), ref('61/5'), ref('nil'), integer(-7)]),
    of(63, 9, wordBytes === 8 ? [word] : [word, word]),
    ...unused(4).map((count) => of(64, 10 + count, [word, count === 0 ? word : half])),
    // What is left unused is 0, or it would not be told from what is not there.
    ...unused(2).map((count) => of(65, 12 + count, [word, bits(count === wordBytes / 2 - 1 ? 7n : 0n)])),
    ...unused(1).map((count) => of(66, 16 + count, [word, bits(count === wordBytes - 1 ? 7n : 0n)])),
  ];
}

for (const version of [6521, 68533] as const)
  test(`${version}: weak and ephemeron objects, elements of 8 to 64 bits, of odd numbers, too`, async () => {
    const rare = rareObjects(version === 6521 ? 4 : 8);
    const held = {
      name: 'held',
      classIndex: classIndexes.Array,
      specification: 2,
      slots: rare.map(({ name }) => ref(name)),
    };
    const classes = Object.entries(rareClasses);
    const objects = [
      ...classes.map(([hash, [name, kind, fields]]) =>
        classObject(name, Number(hash), (kind << 16) | fields),
      ),
      ...rare,
      held,
    ];
    const places = Object.fromEntries(classes.map(([hash, [name]]) => [hash, ref(name)]));
    const bytes = spurFoundation(version, objects, [], {}, { special: { 8: ref('held') }, classes: places });
    const image = await read('tiny.image', bytes);
    assert.equal(await checkRoundTrip(image), image.objectCount);
  });

test('a Float that is an object stays one, an immediate Float stays immediate', async () => {
  const one = new DataView(new ArrayBuffer(8));
  one.setFloat64(0, 1);
  const raw = one.getBigUint64(0);
  const immediate = bits(BigInt.asUintN(64, (((raw << 1n) - (896n << 53n)) << 3n) | 4n));
  const boxed = { name: 'boxed', classIndex: 60, specification: 10, slots: [bits(raw)] };
  const objects = [
    classObject('Boxed', 60, 10 << 16),
    boxed,
    { name: 'held', classIndex: classIndexes.Array, specification: 2, slots: [ref('boxed'), immediate] },
  ];
  const special = { 8: ref('held'), 9: ref('Boxed') };
  const bytes = spurFoundation(68021, objects, [], {}, { special, classes: { 60: ref('Boxed') } });
  await checkRoundTrip(await read('tiny.image', bytes));
});
