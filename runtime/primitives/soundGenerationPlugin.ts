// SoundGenerationPlugin: the inner loops of Squeak's sounds. Each adds its samples to those of a stereo buffer, in fixed
// point, with a volume that may be on its way to another.
import { samplesOf, signedWordsOf, slotsOf, taking, type Slots } from './pluginOperands';
import type { Primitive, PrimitiveFamily } from './primitive';

/** Volumes and most positions are in parts of 2^15. */
const scaleBits = 15;
const loudest = 32767;

const clipped = (v: number): number => Math.max(-loudest, Math.min(loudest, v));

/** Instance variables of AbstractSound. */
const enum Field {
  Volume = 3,
  VolumeStep = 4,
  VolumeLimit = 5,
  Count = 7,
}

/** One call: where samples go, how many, and the volumes of both sides. */
class Mix {
  private readonly scaled: { volume: number; step: number; limit: number };

  constructor(
    readonly slots: Slots,
    readonly count: number,
    private readonly buffer: Int16Array,
    private readonly start: number,
    private readonly left: number,
    private readonly right: number,
  ) {
    const [volume, step, limit] = [Field.Volume, Field.VolumeStep, Field.VolumeLimit].map((at) =>
      Number(slots.at(at)),
    );
    this.scaled = { volume, step, limit };
  }

  get volume(): number {
    return this.scaled.volume;
  }

  /** Adds to sample `i` of this call, counted from 0. */
  add(i: number, left: number, right = left): void {
    const at = 2 * (this.start - 1 + i);
    if (this.left > 0) this.buffer[at] = clipped(this.buffer[at] + ((left * this.left) >> scaleBits));
    if (this.right > 0)
      this.buffer[at + 1] = clipped(this.buffer[at + 1] + ((right * this.right) >> scaleBits));
  }

  /** The same with volumes that include the sound's own. */
  addAtFullVolume(i: number, left: number, right: number): void {
    const at = 2 * (this.start - 1 + i);
    const own = (side: number): number => (side * this.volume) >> scaleBits;
    if (this.left > 0) this.buffer[at] = clipped(this.buffer[at] + ((own(this.left) * left) >> scaleBits));
    if (this.right > 0)
      this.buffer[at + 1] = clipped(this.buffer[at + 1] + ((own(this.right) * right) >> scaleBits));
  }

  /** Lets the volume go a step towards its limit. */
  stepVolume(): void {
    const { scaled } = this;
    if (scaled.step === 0) return;
    scaled.volume += scaled.step;
    const isThere = scaled.step > 0 ? scaled.volume >= scaled.limit : scaled.volume <= scaled.limit;
    if (!isThere) return;
    scaled.volume = scaled.limit;
    scaled.step = 0;
  }

  /** Stores what goes on with the next call. */
  store(count: number): void {
    this.slots.put(Field.Volume, this.scaled.volume);
    this.slots.put(Field.VolumeStep, this.scaled.step);
    this.slots.put(Field.Count, count);
  }
}

/** SmallIntegers of these instance variables, null if one is something else. */
function integers(slots: Slots, ...places: readonly number[]): number[] | null {
  const values = places.map((place) => slots.at(place));
  return values.every((v) => typeof v === 'number') ? values : null;
}

/** `mixSampleCount: n into: buffer startingAt: index leftVol: l rightVol: r` of a sound with so many variables. */
function mixing(variables: number, mix: (call: Mix) => 'goes on' | 'ended' | null): Primitive {
  return taking(5, (vm, [count, buffer, start, left, right], receiver) => {
    const slots = slotsOf(receiver, variables);
    const samples = samplesOf(buffer);
    if (slots === null || samples === null || !integers(slots, 3, 4, 5, 7)) return null;
    if (typeof count !== 'number' || typeof start !== 'number') return null;
    if (typeof left !== 'number' || typeof right !== 'number') return null;
    if (count < 0 || start < 1 || 2 * (start + count - 1) > samples.length) return null;
    const outcome = mix(new Mix(slots, count, samples, start, left, right));
    if (outcome === null) return null;
    return outcome === 'ended' ? vm.kernel.nil : receiver;
  });
}

const remaining = (call: Mix): number => Number(call.slots.at(Field.Count)) - call.count;

const mixFm = mixing(17, (call) => {
  const { slots } = call;
  const wave = samplesOf(slots.at(8));
  const numbers = integers(slots, 9, 10, 11, 14, 15, 16);
  if (wave === null || numbers === null || numbers[0] <= 0) return null;
  const [size, , step, modulation, , offsetStep] = numbers;
  let [, index, , , offsetIndex] = numbers;
  const isModulated = modulation !== 0 && offsetStep !== 0;
  const around = (position: number): number => {
    const rest = position % size;
    return rest < 0 ? rest + size : rest;
  };
  for (let i = 0; i < call.count; i++) {
    const sample = (call.volume * (wave[index >> scaleBits] ?? 0)) >> scaleBits;
    let offset = 0;
    if (isModulated) {
      offset = modulation * (wave[offsetIndex >> scaleBits] ?? 0);
      offsetIndex = around(offsetIndex + offsetStep);
    }
    index = around(index + step + offset);
    call.add(i, sample);
    call.stepVolume();
  }
  call.store(remaining(call));
  slots.put(10, index);
  slots.put(15, offsetIndex);
  return 'goes on';
});

/** Karplus and Strong's plucked string: a ring of noise whose neighbours are averaged. */
const mixPlucked = mixing(12, (call) => {
  const { slots } = call;
  const ring = samplesOf(slots.at(8));
  const numbers = integers(slots, 9, 10, 11);
  if (ring === null || numbers === null) return null;
  const [, step, limit] = numbers;
  let [index] = numbers;
  for (let i = 0; i < call.count; i++) {
    let next = index + step;
    if (next >= limit) next = (1 << scaleBits) + next - limit;
    const at = (index >> scaleBits) - 1;
    const average = ((ring[at] ?? 0) + (ring[(next >> scaleBits) - 1] ?? 0)) >> 1;
    if (at >= 0 && at < ring.length) ring[at] = average;
    index = next;
    call.add(i, (average * call.volume) >> scaleBits);
    call.stepVolume();
  }
  call.store(remaining(call));
  slots.put(9, index);
  return 'goes on';
});

const highBits = 16;
const indexOverflow = 2 ** 29;

const mixSampled = mixing(14, (call) => {
  const { slots } = call;
  const samples = samplesOf(slots.at(8));
  const numbers = integers(slots, 10, 11, 12, 13);
  if (samples === null || numbers === null) return null;
  const [size, , , step] = numbers;
  let [, index, high] = numbers;
  for (let i = 0; i < call.count; i++) {
    const at = high + (index >>> highBits);
    if (at > size) break;
    call.add(i, ((samples[at - 1] ?? 0) * call.volume) >> scaleBits);
    call.stepVolume();
    index += step;
    if (index < indexOverflow) continue;
    const whole = index >>> highBits;
    high += whole;
    index -= whole << highBits;
  }
  call.store(remaining(call));
  slots.put(11, index);
  slots.put(12, high);
  return 'goes on';
});

/** Positions in looped samples are in parts of 2^9. */
const loopBits = 9;
const loopOne = 1 << loopBits;

const mixLooped = mixing(21, (call) => {
  const { slots } = call;
  const [left, right] = [samplesOf(slots.at(10)), samplesOf(slots.at(11))];
  const numbers = integers(slots, 7, 8, 16, 17, 18, 19, 20);
  if (left === null || right === null || numbers === null) return null;
  const [count, releaseCount, lastSample, loopEnd, loopLength, , step] = numbers;
  let index = numbers[5];
  for (let i = 0; i < call.count; i++) {
    index += step;
    // Until the release begins the loop is played again.
    if (index >> loopBits > loopEnd && count > releaseCount) index -= loopLength;
    const at = index >> loopBits;
    let next = at + 1;
    if (at > lastSample) {
      call.store(0);
      slots.put(19, index);
      return 'ended';
    }
    if (next > lastSample) next = loopLength === 0 ? at : ((index - loopLength) >> loopBits) + 1;
    const part = index & (loopOne - 1);
    const between = (samples: Int16Array): number =>
      ((samples[at - 1] ?? 0) * (loopOne - part) + (samples[next - 1] ?? 0) * part) >> loopBits;
    const leftValue = between(left);
    call.addAtFullVolume(i, leftValue, slots.at(10) === slots.at(11) ? leftValue : between(right));
    call.stepVolume();
  }
  call.store(remaining(call));
  slots.put(19, index);
  return 'goes on';
});

/** `applyReverbTo: buffer startingAt: index count: n`. */
const applyReverb = taking(3, (_vm, [target, start, count], receiver) => {
  const slots = slotsOf(receiver, 14);
  const buffer = samplesOf(target);
  const numbers = slots && integers(slots, 9, 10, 11);
  if (slots === null || buffer === null || numbers === null) return null;
  const [delays, gains] = [signedWordsOf(slots.at(7)), signedWordsOf(slots.at(8))];
  const sides = [samplesOf(slots.at(12)), samplesOf(slots.at(13))];
  const [taps, size] = numbers;
  let at = numbers[2];
  if (delays === null || gains === null || taps > delays.length || taps > gains.length) return null;
  if (!sides.every((side): side is Int16Array => side !== null && size <= side.length)) return null;
  if (typeof start !== 'number' || typeof count !== 'number' || start < 1 || at < 1 || at > size) return null;
  if (2 * (start + count - 1) > buffer.length) return null;
  for (let i = start; i < start + count; i++) {
    sides.forEach((side, channel) => {
      let delayed = 0;
      for (let tap = 0; tap < taps; tap++) {
        const from = at - delays[tap];
        delayed += gains[tap] * (side[(from < 1 ? from + size : from) - 1] ?? 0);
      }
      const place = 2 * (i - 1) + channel;
      buffer[place] = side[at - 1] = clipped(buffer[place] + (delayed >> scaleBits));
    });
    at = (at % size) + 1;
  }
  slots.put(11, at);
  return receiver;
});

const primitives: Record<string, Primitive> = {
  MixFMSound: mixFm,
  MixPluckedSound: mixPlucked,
  MixSampledSound: mixSampled,
  MixLoopedSampledSound: mixLooped,
  ApplyReverb: applyReverb,
};

export const soundGenerationPlugin: PrimitiveFamily = {
  named: Object.fromEntries(
    Object.entries(primitives).map(([name, primitive]) => [
      `SoundGenerationPlugin.primitive${name}`,
      primitive,
    ]),
  ),
};
