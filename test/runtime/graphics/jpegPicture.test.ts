// Files made with libjpeg's cjpeg; what its djpeg makes of them stands beside them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { drawJpeg, fitsForm } from '../../../runtime/graphics/jpeg/formFromJpeg';
import { JpegError } from '../../../runtime/graphics/jpeg/jpegError';
import { readJpeg, readJpegHeader } from '../../../runtime/graphics/jpeg/jpegPicture';
import { emptyForm, pixel } from './naivePixels';

const folder = path.resolve('test', 'fixtures', 'jpeg');
const names = ['full', 'half', 'quarter', 'progressive', 'gray', 'rgb'];

function jpeg(name: string): Uint8Array {
  return new Uint8Array(readFileSync(path.join(folder, `${name}.jpg`)));
}

/** The samples of a PNM file, behind its three lines of text. */
function expected(name: string): Uint8Array {
  const bytes = readFileSync(path.join(folder, `${name}.pnm`));
  let at = 0;
  for (let line = 0; line < 3; line++) at = bytes.indexOf('\n', at) + 1;
  return new Uint8Array(bytes.subarray(at));
}

for (const name of names)
  test(`${name}.jpg is read as libjpeg reads it, to the last bit`, () => {
    const bytes = jpeg(name);
    const picture = readJpeg(bytes);
    const { width, height, componentCount } = picture;
    assert.deepEqual([width, height, componentCount], [37, 29, name === 'gray' ? 1 : 3]);
    assert.deepEqual(readJpegHeader(bytes), { width, height, componentCount });
    assert.deepEqual(picture.bytes, expected(name));
  });

test('a picture as a Form', () => {
  const picture = readJpeg(jpeg('full'));
  const wide = emptyForm(37, 29, 32);
  drawJpeg(picture, wide, false);
  const narrow = emptyForm(37, 29, 16);
  drawJpeg(picture, narrow, false);
  const dithered = emptyForm(37, 29, -16);
  drawJpeg(picture, dithered, true);
  for (let y = 0; y < 29; y++)
    for (let x = 0; x < 37; x++) {
      const [red, green, blue] = picture.bytes.subarray((y * 37 + x) * 3);
      assert.equal(pixel(wide, x, y), 0xff000000 + red! * 65536 + green! * 256 + blue!);
      const five = pixel(narrow, x, y);
      assert.deepEqual(
        [(five >> 10) & 31, (five >> 5) & 31, five & 31],
        [red! >> 3, green! >> 3, blue! >> 3],
      );
      const mixed = pixel(dithered, x, y);
      assert.ok(Math.abs(((mixed >> 10) & 31) - red! / 8.25) <= 1.1);
    }
  const gray = readJpeg(jpeg('gray'));
  const form = emptyForm(40, 30, 8);
  drawJpeg(gray, form, false);
  assert.equal(pixel(form, 20, 10), gray.bytes[10 * 37 + 20]);
  assert.equal(fitsForm(gray, form), true);
  assert.equal(fitsForm(picture, form), false);
  assert.equal(fitsForm(picture, emptyForm(36, 29, 32)), false);
});

test('sizes are read without room for the picture, which has its limits', () => {
  const bytes = jpeg('full');
  const at = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xc0) + 5;
  const withSize = (height: number, width: number): Uint8Array => {
    const large = bytes.slice();
    new DataView(large.buffer).setUint32(at, height * 65536 + width);
    return large;
  };
  const before = process.memoryUsage().arrayBuffers;
  assert.equal(readJpegHeader(withSize(4000, 4000)).width, 4000);
  assert.ok(process.memoryUsage().arrayBuffers - before < 1 << 20);
  assert.throws(() => readJpegHeader(withSize(65535, 65535)), JpegError);
});

test('damaged files are told or read, and never hang', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...names),
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 8 }),
      fc.nat(),
      (name, changes, cut) => {
        const bytes = jpeg(name);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        const rest = bytes.subarray(0, cut % 3 === 0 ? cut % bytes.length : bytes.length);
        try {
          // A picture may have become large: its header alone says so.
          const { width, height } = readJpegHeader(rest);
          if (width * height < 10_000) assert.equal(readJpeg(rest).width, width);
        } catch (error) {
          if (!(error instanceof JpegError)) throw error;
        }
      },
    ),
    { numRuns: 1500 },
  );
});
