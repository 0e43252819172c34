import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { ripple } from '../../../runtime/graphics/pixelDistortion';
import { scratchPlugin } from '../../../runtime/image-files/scratchPlugin';
import type { SWords, Value } from '../../../runtime/object-memory/objects';
import { GuestObjects } from '../primitives/guestObjects';

const guest = new GuestObjects();
const { nil, true_, false_ } = guest.kernel;

function call(name: string, ...args: Value[]): unknown {
  return guest.call(scratchPlugin, `ScratchPlugin.primitive${name}`, nil, ...args);
}

const zeros = (count: number): number[] => new Array<number>(count).fill(0);

/** What the effect makes of a picture whose target is 7 everywhere. */
function effect(name: string, source: number[], ...args: Value[]): unknown {
  const target = guest.words(source.map(() => 7));
  const result = call(name, guest.words(source), target, ...args);
  return result === 'fails' ? result : [...target.w];
}

suite('Colour effects', () => {
  const check = (name: string, source: number[], by: number, expected: unknown): void =>
    assert.deepEqual(effect(name, source, by), expected);

  test('hue', () => {
    check('HueShift', [0xff0000, 0x00ff00, 0x0000ff], 120, [0x00fe00, 0x0000fe, 0xfe0000]);
    check('HueShift', [0xff0000], -120, [0x0000fe]);
    check('HueShift', [0xff0000], 60, [0xfefe00]);
    // Transparent pixels are left; black becomes a dark colour.
    check('HueShift', [0], 60, [7]);
    check('HueShift', [1], 0, [0x1c0000]);
    check('HueShift', [0xffffff], 0, [0xfee8e8]);
  });

  test('saturation', () => {
    check('SaturationShift', [0xff0000], -100, [0xfefefe]);
    check('SaturationShift', [0xff8080], 100, [0xfe0000]);
    check('SaturationShift', [0x808080, 1, 0], 50, [7, 7, 7]);
  });

  test('brightness', () => {
    check('BrightnessShift', [0xff0000], -100, [1]);
    check('BrightnessShift', [0x800000], 100, [0xfe0000]);
    check('BrightnessShift', [0], 100, [7]);
  });

  test('all colours stay colours', () => {
    const names = ['HueShift', 'SaturationShift', 'BrightnessShift'];
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.nat(0xffffff),
        fc.integer({ min: -400, max: 400 }),
        (name, pixel, by) => {
          const [result] = effect(name, [pixel], by) as number[];
          assert.ok(result > 0 && result <= 0xffffff, `${name} of ${pixel} by ${by}: ${result}`);
        },
      ),
    );
  });

  test('sizes must agree', () => {
    assert.equal(call('HueShift', guest.words([1, 2]), guest.words([1]), 3), 'fails');
    assert.equal(call('HueShift', guest.bytes([1, 2, 3, 4]), guest.words([1]), 3), 'fails');
  });
});

suite('Effects on places', () => {
  const gradient = Array.from({ length: 25 }, (_, i) => 0x010101 * (i + 1));

  test('fisheye of 100 percent changes nothing but for rounding', () => {
    const result = effect('Fisheye', gradient, 5, 100) as number[];
    result.forEach((pixel, i) => {
      assert.ok(Math.abs((pixel & 255) - (gradient[i] & 255)) <= 1, `${i}: ${pixel.toString(16)}`);
    });
    assert.equal((effect('Fisheye', gradient, 5, 300) as number[])[12], gradient[12]);
    assert.equal(effect('Fisheye', gradient, 0, 100), 'fails');
  });

  test('whirl turns the middle and leaves the corners', () => {
    const still = effect('Whirl', gradient, 5, 0) as number[];
    assert.equal(still[12], gradient[12]);
    assert.equal(still[0], 7);
    assert.notDeepEqual(effect('Whirl', gradient, 5, 180), still);
  });

  test('blur takes the mean of opaque neighbours', () => {
    assert.deepEqual(effect('Blur', [9, 9, 9, 9, 0, 9, 9, 9, 9], 3), [7, 7, 7, 7, 9, 7, 7, 7, 7]);
    assert.deepEqual(effect('Blur', [0, 0, 0, 0, 8, 0, 0, 0, 2], 3), [7, 7, 7, 7, 5, 7, 7, 7, 7]);
    assert.deepEqual(effect('Blur', zeros(9), 3), [7, 7, 7, 7, 0, 7, 7, 7, 7]);
  });

  test('calm water shows the picture, drops move it', () => {
    const picture = { pixels: Uint32Array.from({ length: 400 }, (_, i) => i + 1), width: 20, height: 20 };
    const target = new Uint32Array(400);
    const water = { now: new Float64Array(401), before: new Float64Array(401) };
    ripple(picture, target, water, 1, () => 0);
    assert.deepEqual(target, picture.pixels);
    const random = [9, 10, 10, 7];
    ripple(picture, target, water, 10, () => random.shift() ?? 9);
    assert.ok(water.before.some((v) => v !== 0));
    for (let i = 0; i < 3; i++) ripple(picture, target, water, 1, () => 0);
    assert.notDeepEqual(target, picture.pixels);
    assert.equal(
      effect('WaterRipples1', gradient, 5, 3, guest.words(zeros(50)), guest.words(zeros(49))),
      'fails',
    );
    assert.notEqual(
      effect('WaterRipples1', gradient, 5, 3, guest.words(zeros(52)), guest.words(zeros(52))),
      'fails',
    );
  });
});

suite('Sizes', () => {
  test('scaling', () => {
    const check = (from: number[], width: number, to: [number, number], expected: unknown): void => {
      const target = guest.words(zeros(to[0] * to[1]));
      const result = call('Scale', guest.words(from), width, from.length / width, target, ...to);
      assert.deepEqual(result === 'fails' ? result : [...target.w], expected);
    };
    check([1, 2, 3, 4], 2, [2, 2], [1, 2, 3, 4]);
    check([0x100000, 0x200000], 2, [4, 1], [0x100000, 0x180000, 0x200000, 0x200000]);
    // Transparent where half of the neighbours are; black is never transparent.
    check([0, 0x80], 2, [4, 1], [0, 0, 0x80, 0x80]);
    check([0x1000000], 1, [1, 1], [1]);
    check([1, 2, 3], 3, [0, 1], 'fails');
  });

  test('interpolated pixels', () => {
    const picture = guest.words([0x000010, 0x000020, 0x000030, 0]);
    const check = (x: number, y: number, expected: unknown): void =>
      assert.equal(call('Interpolate', picture, 2, x, y), expected);
    check(0, 0, 0x10);
    check(512, 0, 0x18);
    check(0, 512, 0x20);
    check(1024, 512, 0x20);
    check(2048, 0, 0);
    check(-1, 0, 0);
  });

  test('doubling and halving', () => {
    const target = guest.words(zeros(16));
    assert.equal(call('DoubleSize', guest.words([5]), 1, 1, target, 4, 4, 1, 1), null);
    assert.deepEqual([...target.w], [0, 0, 0, 0, 0, 5, 5, 0, 0, 5, 5, 0, 0, 0, 0, 0]);
    assert.equal(call('DoubleSize', guest.words([5]), 1, 1, target, 4, 4, 2, 1), 'fails');
    const source = guest.words([0xff000004, 0x010008, 0x04, 0x10]);
    const half = (name: string, ...place: number[]): unknown => {
      const into: SWords = guest.words([9, 9]);
      const result = call(name, source, 2, 2, into, 2, 1, ...place);
      return result === 'fails' ? result : [...into.w];
    };
    assert.deepEqual(half('HalfSizeAverage', 0, 0, 1, 0, 1, 1), [9, 8]);
    assert.deepEqual(half('HalfSizeDiagonal', 0, 0, 0, 0, 1, 1), [10, 9]);
    assert.equal(half('HalfSizeAverage', 1, 0, 0, 0, 1, 1), 'fails');
    assert.equal(half('HalfSizeAverage', 0, 0, 2, 0, 1, 1), 'fails');
  });
});

suite('Sounds and the desktop', () => {
  const samples = (...values: number[]): SWords => {
    const words = guest.words(zeros(Math.ceil(values.length / 2)));
    new Int16Array(words.w.buffer).set(values);
    return words;
  };
  const heard = (words: SWords): number[] => [...new Int16Array(words.w.buffer)];

  test('the loudest sample of each piece', () => {
    const target = samples(0, 0);
    assert.equal(call('CondenseSound', samples(1, -5, 3, 2, 9, -10), target, 3), null);
    assert.deepEqual(heard(target), [5, 10]);
    assert.equal(call('CondenseSound', samples(1, 2, 3, 4, 5, 6, 7, 8), target, 2), 'fails');
  });

  test('one side of a stereo sound', () => {
    const target = samples(0, 0);
    call('ExtractChannel', samples(1, 2, 3, 4), target, true_);
    assert.deepEqual(heard(target), [2, 4]);
    call('ExtractChannel', samples(1, 2, 3, 4), target, false_);
    assert.deepEqual(heard(target), [1, 3]);
    assert.equal(call('ExtractChannel', samples(1, 2), target, 3), 'fails');
  });

  test('no file is hidden, and titles are taken', () => {
    assert.equal(call('IsHidden', guest.string('/a')), false);
    assert.equal(call('IsHidden', 3), 'fails');
    assert.equal(call('SetWindowTitle', guest.string('x')), null);
    assert.equal(call('SetWindowTitle', 3), 'fails');
    assert.equal(call('GetFolderPath', 1), 'fails');
  });
});
