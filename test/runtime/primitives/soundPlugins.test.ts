// The inner loops of sounds, against what the sounds' own Smalltalk computes, and the Fourier transform against its sum.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import type { Fields, SWords, Value } from '../../../runtime/object-memory/objects';
import { adpcmCodecPlugin } from '../../../runtime/primitives/adpcmCodecPlugin';
import { fftPlugin } from '../../../runtime/primitives/fftPlugin';
import { floatsOf } from '../../../runtime/primitives/pluginOperands';
import { soundGenerationPlugin } from '../../../runtime/primitives/soundGenerationPlugin';
import { GuestObjects } from './guestObjects';

const guest = new GuestObjects();
const { nil, true_, false_ } = guest.kernel;
const full = 32768;

function sound(...samples: number[]): SWords {
  const words = guest.words(new Array<number>(Math.ceil(samples.length / 2)).fill(0));
  new Int16Array(words.w.buffer).set(samples);
  return words;
}

const heard = (words: SWords): number[] => [...new Int16Array(words.w.buffer)];

/** What a sound of those variables mixes into a buffer of 8 samples; the volume goes from `volume` to the limit. */
function mix(
  name: string,
  receiver: Fields,
  count = 4,
  start = 1,
  left = full,
  right = 0,
): number[] | 'fails' | null {
  const buffer = sound(...new Array<number>(8).fill(10));
  const result = guest.call(
    soundGenerationPlugin,
    `SoundGenerationPlugin.primitiveMix${name}`,
    receiver,
    count,
    buffer,
    start,
    left,
    right,
  );
  return result === receiver ? heard(buffer) : (result as 'fails' | null);
}

/** Variables 0 to 7 of a sound; the rest follow. */
const common = (volume: number, step: number, limit: number, count: number): Value[] => [
  nil,
  nil,
  nil,
  volume,
  step,
  limit,
  nil,
  count,
];

suite('SoundGenerationPlugin', () => {
  const sampled = (step = 65536, volume = full, volumeStep = 0): Fields =>
    guest.fields(...common(volume, volumeStep, 0, 100), sound(100, 200, 300, 400), nil, 4, 65536, 0, step);

  test('samples are added to those in the buffer', () => {
    assert.deepEqual(mix('SampledSound', sampled()), [110, 10, 210, 10, 310, 10, 410, 10]);
    assert.deepEqual(mix('SampledSound', sampled(), 2, 3, 0, full), [10, 10, 10, 10, 10, 110, 10, 210]);
    assert.deepEqual(mix('SampledSound', sampled(32768)), [110, 10, 110, 10, 210, 10, 210, 10]);
    const receiver = sampled();
    mix('SampledSound', receiver, 3);
    assert.deepEqual([receiver.f7, receiver.f11, receiver.f12], [97, 4 * 65536, 0]);
    assert.equal(mix('SampledSound', receiver, 5), 'fails');
    assert.equal(mix('SampledSound', guest.fields(1)), 'fails');
  });

  test('loud samples are clipped', () => {
    const loud = guest.fields(...common(full, 0, 0, 9), sound(32767, -32768), nil, 2, 65536, 0, 65536);
    assert.deepEqual(mix('SampledSound', loud, 2)?.slice(0, 3), [32767, 10, -32758]);
  });

  test('the volume goes towards its limit', () => {
    const receiver = sampled(65536, full, -16384);
    assert.deepEqual(mix('SampledSound', receiver), [110, 10, 110, 10, 10, 10, 10, 10]);
    assert.deepEqual([receiver.f3, receiver.f4], [0, 0]);
  });

  test('wave tables are stepped through, modulated or not', () => {
    const wave = sound(0, 1000, 0, -1000);
    const fm = (step: number, modulation = 0, offsetStep = 0): Fields =>
      guest.fields(...common(full, 0, 0, 9), wave, 4 * full, 0, step, nil, nil, modulation, full, offsetStep);
    assert.deepEqual(mix('FMSound', fm(full)), [10, 10, 1010, 10, 10, 10, -990, 10]);
    assert.deepEqual(mix('FMSound', fm(2 * full)), [10, 10, 10, 10, 10, 10, 10, 10]);
    const modulated = fm(full, 32, full);
    mix('FMSound', modulated, 1);
    assert.deepEqual([modulated.f10, modulated.f15], [full + 32000, 2 * full]);
    assert.equal(
      mix('FMSound', guest.fields(...common(1, 0, 0, 9), wave, 0, 0, 1, nil, nil, 0, 0, 0)),
      'fails',
    );
  });

  test('plucked strings average their ring', () => {
    const ring = sound(100, 200, 300, 400);
    const plucked = guest.fields(...common(full, 0, 0, 9), ring, full, full, 5 * full);
    assert.deepEqual(mix('PluckedSound', plucked), [160, 10, 260, 10, 360, 10, 285, 10]);
    assert.deepEqual(heard(ring), [150, 250, 350, 275]);
    assert.equal(plucked.f9, full);
  });

  test('looped samples go on until they are released', () => {
    const looped = (count: number): Fields => {
      const samples = sound(100, 200, 300, 400);
      return guest.fields(
        ...common(full, 0, 0, count),
        50,
        nil,
        samples,
        samples,
        nil,
        nil,
        nil,
        nil,
        4,
        4,
        2 * 512,
        2 * 512,
        512,
      );
    };
    assert.deepEqual(mix('LoopedSampledSound', looped(100)), [310, 10, 410, 10, 310, 10, 410, 10]);
    const released = looped(10);
    assert.equal(mix('LoopedSampledSound', released), null);
    assert.equal(released.f7, 0);
  });

  test('reverberation adds what was heard before', () => {
    const sides = [sound(0, 0, 0, 0), sound(0, 0, 0, 0)];
    const reverb = guest.fields(
      ...new Array<Value>(7).fill(nil),
      guest.words([1]),
      guest.words([full / 2]),
      1,
      4,
      1,
      sides[0]!,
      sides[1]!,
    );
    const buffer = sound(1000, 0, 0, 0, 0, 0, 0, 0);
    const name = 'SoundGenerationPlugin.primitiveApplyReverb';
    assert.equal(guest.call(soundGenerationPlugin, name, reverb, buffer, 1, 4), reverb);
    assert.deepEqual(heard(buffer), [1000, 0, 500, 0, 250, 0, 125, 0]);
    assert.equal(reverb.f11, 1);
    assert.equal(guest.call(soundGenerationPlugin, name, reverb, buffer, 2, 4), 'fails');
  });
});

suite('ADPCMCodecPlugin', () => {
  /** IMA's step sizes. */
  const steps = Array.from({ length: 89 }, (_, i) => Math.max(7 + i, Math.floor(7 * 1.1 ** i))).map((v) =>
    Math.min(v, 32767),
  );
  const indexSteps = [-1, -1, -1, -1, 2, 4, 6, 8];

  function codec(
    bytes: Value,
    left: Value,
    right: Value,
    predicted: Value,
    index: Value,
    position: number,
  ): Fields {
    return guest.fields(
      predicted,
      index,
      8,
      7,
      4,
      63,
      0,
      position,
      0,
      bytes,
      left,
      right,
      0,
      4,
      sound(...steps),
      sound(...indexSteps),
    );
  }

  const call = (name: string, receiver: Value, count: Value): unknown =>
    guest.call(adpcmCodecPlugin, `ADPCMCodecPlugin.primitive${name}`, receiver, count);

  test('silence is a header and zeros', () => {
    const bytes = guest.bytes(new Array<number>(4).fill(9));
    const encoder = codec(bytes, sound(0, 0, 0, 0), nil, 0, 0, 0);
    assert.equal(call('EncodeMono', encoder, 3), encoder);
    assert.deepEqual(guest.plain(bytes), [0, 0, 0b00000100, 0b00000000]);
    assert.deepEqual([encoder.f8, encoder.f12], [4, 3]);
  });

  test('what was encoded is heard again, nearly', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 150 }),
        fc.integer({ min: 100, max: 8000 }),
        (count, loudness) => {
          const samples = Array.from({ length: count }, (_, i) => Math.round(loudness * Math.sin(i / 9)));
          const bytes = guest.bytes(new Array<number>(count + 20).fill(0));
          call('EncodeMono', codec(bytes, sound(...samples), nil, 0, 0, 0), count);
          const out = sound(...new Array<number>(count).fill(0));
          const decoder = codec(bytes, out, nil, 0, 0, 0);
          assert.equal(call('DecodeMono', decoder, count), decoder);
          const error = samples.reduce((sum, v, i) => sum + Math.abs(v - heard(out)[i]!), 0) / count;
          assert.ok(error < loudness / 2 + 20, `mean error ${error} of ${loudness}`);
          assert.equal(decoder.f12, count);
        },
      ),
    );
  });

  test('both sides of a stereo sound are decoded by turns', () => {
    // Two headers of 22 bits: 100 and -100, index 0 each; then a difference of 4 steps up and one down.
    const bits =
      (100).toString(2).padStart(16, '0') +
      '000000' +
      (0x10000 - 100).toString(2) +
      '000000' +
      '0100' +
      '1100';
    const bytes = guest.bytes(
      bits
        .padEnd(56, '0')
        .match(/.{8}/g)!
        .map((byte) => parseInt(byte, 2)),
    );
    const [left, right] = [sound(0, 0), sound(0, 0)];
    const [predicted, index] = [sound(0, 0), sound(0, 0)];
    const decoder = codec(bytes, left, right, predicted, index, 0);
    assert.equal(call('DecodeStereo', decoder, 2), decoder);
    assert.deepEqual(
      [heard(left), heard(right)],
      [
        [100, 107],
        [-100, -107],
      ],
    );
    assert.deepEqual(
      [heard(predicted), heard(index)],
      [
        [107, -107],
        [2, 2],
      ],
    );
  });

  test('too short buffers are refused', () => {
    const bytes = guest.bytes([1, 2, 3, 4]);
    assert.equal(call('DecodeMono', codec(bytes, sound(0, 0), nil, 0, 0, 0), 3), 'fails');
    assert.equal(call('EncodeMono', codec(bytes, sound(0, 0), nil, 0, 0, 0), 3), 'fails');
    assert.equal(call('EncodeMono', guest.fields(1), 3), 'fails');
    assert.equal(call('DecodeMono', codec(nil, sound(0, 0), nil, 0, 0, 0), 1), 'fails');
  });
});

suite('FFTPlugin', () => {
  const levels = 4;
  const size = 2 ** levels;

  function fft(real: number[], imaginary: number[]): Fields {
    const sines = Array.from({ length: size / 4 + 1 }, (_, i) => Math.sin((2 * Math.PI * i) / size));
    const pairs: number[] = [];
    for (let i = 0; i < size; i++) {
      const j = parseInt([...i.toString(2).padStart(levels, '0')].reverse().join(''), 2);
      if (i < j) pairs.push(i + 1, j + 1);
    }
    return guest.fields(
      levels,
      size,
      guest.floats(sines),
      guest.words(pairs),
      guest.floats(real),
      guest.floats(imaginary),
    );
  }

  const data = fc.array(fc.integer({ min: -100, max: 100 }), { minLength: size, maxLength: size });

  test('transforms as the sum says, and back', () => {
    fc.assert(
      fc.property(data, data, (real, imaginary) => {
        const object = fft(real, imaginary);
        const name = 'FFTPlugin.primitiveFFTTransformData';
        assert.equal(guest.call(fftPlugin, name, object, true_), object);
        for (let k = 0; k < size; k++) {
          let [re, im] = [0, 0];
          for (let i = 0; i < size; i++) {
            const angle = (2 * Math.PI * i * k) / size;
            re += real[i]! * Math.cos(angle) - imaginary[i]! * Math.sin(angle);
            im += real[i]! * Math.sin(angle) + imaginary[i]! * Math.cos(angle);
          }
          assert.ok(Math.abs(floatsOf(object.f4)![k]! - re) < 0.01);
          assert.ok(Math.abs(floatsOf(object.f5)![k]! - im) < 0.01);
        }
        guest.call(fftPlugin, name, object, false_);
        real.forEach((v, i) => assert.ok(Math.abs(floatsOf(object.f4)![i]! - v) < 0.01));
      }),
    );
  });

  test('tables of other sizes are refused', () => {
    const object = fft(new Array<number>(size).fill(0), new Array<number>(size - 1).fill(0));
    assert.equal(guest.call(fftPlugin, 'FFTPlugin.primitiveFFTScaleData', object), 'fails');
    assert.equal(
      guest.call(fftPlugin, 'FFTPlugin.primitiveFFTTransformData', guest.fields(1), true_),
      'fails',
    );
  });
});
