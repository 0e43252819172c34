// Against files that libjpeg's cjpeg has written from the same samples.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { readJpeg } from '../../../runtime/graphics/jpeg/jpegPicture';
import { pictureOfForm } from '../../../runtime/graphics/jpeg/pictureOfForm';
import { writeJpeg } from '../../../runtime/graphics/jpeg/writeJpeg';
import { jpegPlugin } from '../../../runtime/image-files/jpegPlugin';
import { GuestObjects } from '../primitives/guestObjects';

const folder = path.resolve('test', 'fixtures', 'jpeg');
const [width, height] = [37, 29];

function file(name: string): Uint8Array {
  return new Uint8Array(readFileSync(path.join(folder, name)));
}

/** The samples of a PNM file, behind its three lines of text. */
function samples(name: string, components: 1 | 3): Uint8Array {
  return file(name).slice(-width * height * components);
}

suite('JPEG files', () => {
  test('are written as libjpeg writes them, to the last bit', () => {
    const color = { width, height, components: 3, bytes: samples('full.pnm', 3) } as const;
    assert.deepEqual(writeJpeg(color, 80), file('written.jpg'));
    const grey = { width, height, components: 1, bytes: samples('gray.pnm', 1) } as const;
    assert.deepEqual(writeJpeg(grey, 30), file('written-gray.jpg'));
  });

  test('of any size and quality are read again, the better the nearer', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(1 as const, 3 as const),
        fc.integer({ min: 1, max: 100 }),
        (w, h, components, quality) => {
          // Smooth, so that chrominance at half the resolution shows it.
          const bytes = Uint8Array.from({ length: w * h * components }, (_, i) => {
            const at = Math.floor(i / components);
            return 40 + ((at % w) + Math.floor(at / w)) * 2 + (i % components) * 20;
          });
          const again = readJpeg(writeJpeg({ width: w, height: h, components, bytes }, quality));
          assert.deepEqual([again.width, again.height, again.componentCount], [w, h, components]);
          const worst = bytes.reduce((most, v, i) => Math.max(most, Math.abs(v - again.bytes[i]!)), 0);
          assert.ok(worst <= (quality > 90 ? 8 : 128), `off by ${worst} at quality ${quality}`);
        },
      ),
    );
  });

  test('a Form gives the samples of its depth', () => {
    const check = (depth: number, bits: number[], expected: number[] | undefined): void => {
      const perWord = 32 / Math.abs(depth);
      const form = { bits: Uint32Array.from(bits), width: perWord, height: 1, depth };
      const picture = pictureOfForm(form);
      assert.deepEqual(picture && [...picture.bytes], expected);
    };
    check(32, [0xff123456], [0x12, 0x34, 0x56]);
    check(-32, [0xff123456], [0x12, 0x34, 0x56]);
    check(16, [0x7c0003e0], [248, 0, 0, 0, 248, 0]);
    check(-16, [0x7c0003e0], [0, 248, 0, 248, 0, 0]);
    check(8, [0x01020304], [1, 2, 3, 4]);
    check(-8, [0x01020304], [4, 3, 2, 1]);
    check(4, [0x01234567], undefined);
  });

  test('the primitive answers how long the file is, or 0 where it does not fit', () => {
    const guest = new GuestObjects();
    const { nil, true_, false_ } = guest.kernel;
    const form = guest.fields(guest.words(new Array<number>(64).fill(0xff8040)), 8, 8, 32, nil);
    const name = 'JPEGReadWriter2Plugin.primJPEGWriteImageonByteArrayformqualityprogressiveJPEGerrorMgr';
    const struct = guest.bytes(new Array<number>(12).fill(0));
    const write = (room: number, quality: number | typeof nil, flag = false_): unknown => {
      const target = guest.bytes(new Array<number>(room).fill(0));
      const size = guest.call(jpegPlugin, name, nil, struct, target, form, quality, flag, struct);
      if (typeof size === 'number' && size > 0) {
        const { width: w, height: h } = readJpeg(target.b!.slice(0, size));
        assert.deepEqual([w, h], [8, 8]);
      }
      return size;
    };
    assert.ok((write(2000, 50) as number) > 500);
    assert.ok((write(2000, 0, true_) as number) > 500);
    assert.equal(write(100, 50), 0);
    assert.equal(write(2000, nil), 'fails');
    assert.equal(write(2000, 50, nil), 'fails');
  });
});
