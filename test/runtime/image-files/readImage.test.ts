import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ImageFileError } from '../../../runtime/image-files/imageFileError';
import { bytesSource } from '../../../runtime/image-files/imageSource';
import { RawFormat, Special, type RawImage, type SlotReader } from '../../../runtime/image-files/rawImage';
import { readImage } from '../../../runtime/image-files/readImage';
import { classIndexes, specialSlots, spurFoundation } from './spurFoundation';
import { bits, integer, ref, v3Image, type TinyObject, type TinyValue } from './tinyImages';

const open = (bytes: Uint8Array): Promise<RawImage> => readImage(bytesSource('tiny.image', bytes));

const shown: SlotReader<unknown> = {
  object: (index) => ({ object: index }),
  integer: (value) => value,
  character: (codePoint) => String.fromCodePoint(codePoint),
  float: (value) => ({ float: value }),
};

/** The number of the object that holds the slots tested: nothing but tests has its hash. */
const tested = (image: RawImage, hash = 4711): number =>
  Array.from({ length: image.objectCount }, (_, i) => i).find((i) => image.hashOf(i) === hash)!;

const sample = (slots: TinyValue[], more: Partial<TinyObject> = {}): TinyObject => ({
  name: 'sample',
  classIndex: classIndexes.Array,
  specification: 2,
  hash: 4711,
  slots,
  ...more,
});

const values = (image: RawImage, object = tested(image)): unknown[] =>
  Array.from({ length: image.slotCountOf(object) }, (_, slot) => image.slot(object, slot, shown));

for (const littleEndian of [true, false]) {
  const order = littleEndian ? 'little-endian' : 'big-endian';

  for (const version of [6521, 7033] as const)
    test(`Spur 32 (${version}), ${order}: headers, SmallIntegers and Characters`, async () => {
      const slots = [
        integer(2 ** 30 - 1),
        integer(-(2 ** 30)),
        bits(BigInt(0x1f600) * 4n + 2n),
        ref('sample'),
      ];
      const image = await open(
        spurFoundation(version, [sample(slots, { flags: 0x40800000 | 0 })], [], { littleEndian }),
      );
      const object = tested(image);
      assert.deepEqual(values(image), [2 ** 30 - 1, -(2 ** 30), '😀', { object }]);
      assert.equal(image.classOf(object), image.special(Special.ClassArray));
      assert.deepEqual([image.isPinned(object), image.isImmutable(object)], [true, true]);
      assert.deepEqual(image.header.windowSize, { width: 640, height: 480 });
      assert.equal(image.header.version.number, version);
      assert.equal(image.header.littleEndian, littleEndian);
    });

  for (const version of [68021, 68533] as const)
    test(`Spur 64 (${version}), ${order}: 61-bit SmallIntegers, Characters and immediate Floats`, async () => {
      const immediate = (value: number): TinyValue => {
        const double = new DataView(new ArrayBuffer(8));
        double.setFloat64(0, value);
        const raw = double.getBigUint64(0);
        const rotated = BigInt.asUintN(64, (raw << 1n) | (raw >> 63n));
        return bits(
          rotated <= 1n ? (rotated << 3n) | 4n : BigInt.asUintN(64, ((rotated - (896n << 53n)) << 3n) | 4n),
        );
      };
      const slots = [
        integer(2n ** 60n - 1n),
        integer(-(2n ** 60n)),
        integer(-1),
        integer(Number.MAX_SAFE_INTEGER),
        bits(BigInt(0x41) * 8n + 2n),
        ...[1, -2.5, Math.PI, 0, -0].map(immediate),
      ];
      const image = await open(spurFoundation(version, [sample(slots)], [], { littleEndian }));
      assert.deepEqual(values(image), [
        2n ** 60n - 1n,
        -(2n ** 60n),
        -1,
        Number.MAX_SAFE_INTEGER,
        'A',
        ...[1, -2.5, Math.PI, 0, -0].map((float) => ({ float })),
      ]);
      assert.equal(image.immediateClass('float') >= 0, true);
    });

  test(`V3, ${order}: headers of one, two and three words, Floats in both word orders`, async () => {
    for (const version of [6502, 6505] as const) {
      const high = 0x40091eb8n;
      const low = 0x51eb851fn;
      const words = version === 6505 && littleEndian ? [bits(low), bits(high)] : [bits(high), bits(low)];
      const bytes = v3Image(
        version,
        [
          { name: 'nil', classIndex: 1, specification: 0, slots: [] },
          { name: 'false', classIndex: 1, specification: 0, slots: [] },
          { name: 'true', classIndex: 1, specification: 0, slots: [] },
          { name: 'class', classIndex: 1, specification: 1, slots: [ref('nil'), ref('nil'), integer(0)] },
          { name: 'special', classIndex: 1, specification: 2, slots: specialSlots({ 28: ref('compact') }) },
          { name: 'compact', classIndex: 1, specification: 2, slots: [ref('class'), ref('nil')] },
          {
            name: 'two',
            classIndex: 0,
            classRef: 'class',
            specification: 2,
            hash: 4000,
            slots: [integer(-7), ref('three')],
          },
          {
            name: 'three',
            classIndex: 0,
            classRef: 'class',
            specification: 2,
            hash: 4001,
            slots: Array.from({ length: 100 }, (_, i) => integer(i)),
          },
          { name: 'float', classIndex: 1, specification: 6, hash: 4002, slots: words },
          {
            name: 'text',
            classIndex: 1,
            specification: 8 + 1,
            hash: 4003,
            slots: [bits(littleEndian ? 0x00434241n : 0x41424300n)],
          },
        ],
        { littleEndian },
      );
      const image = await open(bytes);
      const two = tested(image, 4000);
      assert.deepEqual(values(image, two), [-7, { object: tested(image, 4001) }]);
      assert.equal(values(image, tested(image, 4001)).at(-1), 99);
      assert.equal(image.floatOf(tested(image, 4002)), 3.14);
      assert.equal(image.textOf(tested(image, 4003)), 'ABC');
      assert.equal(image.classOf(two), image.classOf(tested(image, 4002)));
    }
  });
}

test('a large object has its size in front of its header', async () => {
  const slots = Array.from({ length: 300 }, (_, i) => integer(i));
  for (const version of [6521, 68021] as const)
    assert.equal(values(await open(spurFoundation(version, [sample(slots)]))).at(-1), 299);
});

test('bits of each width have their length in elements', async () => {
  const check = async (
    version: 6521 | 68021,
    specification: number,
    words: number,
    expected: [RawFormat, number],
  ): Promise<void> => {
    const slots = Array.from({ length: words }, () => bits(0x04030201n));
    const image = await open(spurFoundation(version, [sample(slots, { specification })]));
    const object = tested(image);
    assert.deepEqual([image.formatOf(object), image.elementCountOf(object)], expected);
    assert.equal(image.slotCountOf(object), 0);
  };
  await check(6521, 9, 4, [RawFormat.Bits64, 2]);
  await check(6521, 10, 3, [RawFormat.Bits32, 3]);
  await check(68021, 11, 3, [RawFormat.Bits32, 5]);
  await check(6521, 13, 3, [RawFormat.Bits16, 5]);
  await check(68021, 15, 3, [RawFormat.Bits16, 9]);
  await check(6521, 19, 3, [RawFormat.Bits8, 9]);
  await check(68021, 23, 3, [RawFormat.Bits8, 17]);
});

test('pointers between segments skip the gap between them', async () => {
  for (const version of [6521, 68533] as const) {
    const far = sample([ref('nil'), ref('here')], { name: 'far', hash: 99 });
    const here = sample([ref('far')], { name: 'here' });
    const image = await open(spurFoundation(version, [here], [far]));
    assert.equal(image.segmentCount, 2);
    assert.deepEqual(values(image), [{ object: tested(image, 99) }]);
    assert.deepEqual(values(image, tested(image, 99))[1], { object: tested(image) });
  }
});

test('pointers follow forwarders', async () => {
  const forwarder = (name: string, to: string): TinyObject =>
    sample([ref(to)], { name, hash: 1, classIndex: 8, specification: 7 });
  const image = await open(
    spurFoundation(6521, [
      sample([ref('one')]),
      forwarder('one', 'two'),
      forwarder('two', 'goal'),
      sample([], { name: 'goal', hash: 5 }),
    ]),
  );
  assert.deepEqual(values(image), [{ object: tested(image, 5) }]);
  await assert.rejects(
    open(spurFoundation(6521, [sample([ref('one')]), forwarder('one', 'one')])),
    /should be an object at the end of forwarders/,
  );
});

test('free memory and the memory manager’s own objects are not counted', async () => {
  const free: TinyObject = {
    name: 'free',
    classIndex: 0,
    specification: 0,
    slots: [bits(0xfffffff0n), bits(0xfffffff0n)],
  };
  const [without, with_] = [
    await open(spurFoundation(6521, [])),
    await open(spurFoundation(6521, [free, free])),
  ];
  assert.equal(with_.objectCount, without.objectCount);
});

test('a header may stand behind 512 bytes', async () => {
  assert.deepEqual(
    values(await open(spurFoundation(6521, [sample([integer(3)])], [], { prefix: 512 }))),
    [3],
  );
});

test('progress goes from 0 to 1', async () => {
  const seen: number[] = [];
  await readImage(bytesSource('tiny.image', spurFoundation(6521, [])), (done) => void seen.push(done));
  assert.equal(seen[0], 0);
  assert.equal(seen.at(-1), 1);
  assert.deepEqual(
    seen,
    [...seen].sort((a, b) => a - b),
  );
});

test('what is no image, or torn, gets one clear error', async () => {
  const sound = spurFoundation(6521, [sample([ref('nil')])]);
  const changed = (at: number, value: number): Uint8Array => {
    const copy = sound.slice();
    new DataView(copy.buffer).setUint32(at, value, true);
    return copy;
  };
  const check = async (bytes: Uint8Array, offset: number, message: RegExp): Promise<void> => {
    await assert.rejects(open(bytes), (error) => {
      assert.ok(error instanceof ImageFileError, String(error));
      assert.equal(error.file, 'tiny.image');
      assert.equal(error.offset, offset);
      assert.match(error.message, message);
      return true;
    });
  };
  await check(
    new Uint8Array(0),
    0,
    /version number of a Squeak image, but there is nothing: the file is empty/,
  );
  await check(new TextEncoder().encode('#!/bin/sh\n'), 0, /but there is the bytes 23 21 2f 62/);
  await check(changed(0, 68002), 0, /64-bit image of the time before Spur/);
  await check(sound.slice(0, 40), 40, /the rest of the header/);
  await check(sound.slice(0, sound.length - 8), sound.length - 8, /the rest of an object memory/);
  await check(changed(4, 12), 4, /size of the header/);
  await check(changed(8, 0xffffff00), sound.length, /the rest of an object memory of 4294967040 bytes/);
  await check(changed(16, 0x10004), 64, /a pointer to an object, but there is one to address 0x10004/);
  await check(changed(48, 0x7ffffff8), 48, /a segment within/);
});
