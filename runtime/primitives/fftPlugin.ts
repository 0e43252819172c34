// FFTPlugin: the fast Fourier transform of class FFT, on single-precision arrays with tables that it has prepared.
import type { Value } from '../object-memory/objects';
import { booleanOf, floatsOf, slotsOf, taking, wordsOf } from './pluginOperands';
import type { PrimitiveFamily } from './primitive';

interface Fft {
  /** Base-2 logarithm of the size. */
  readonly levels: number;
  readonly size: number;
  /** A quarter of a sine's period and its end. */
  readonly sines: Float32Array;
  /** Pairs of places to be exchanged, counted from 1. */
  readonly permutation: Uint32Array;
  readonly real: Float32Array;
  readonly imaginary: Float32Array;
}

function fftOf(v: Value): Fft | null {
  const slots = slotsOf(v, 6);
  if (slots === null) return null;
  const [levels, size] = [slots.at(0), slots.at(1)];
  const [sines, real, imaginary] = [2, 4, 5].map((at) => floatsOf(slots.at(at)));
  const permutation = wordsOf(slots.at(3));
  if (typeof levels !== 'number' || typeof size !== 'number' || 2 ** levels !== size) return null;
  if (!permutation || sines?.length !== (size >> 2) + 1) return null;
  if (real?.length !== size || imaginary?.length !== size) return null;
  if (permutation.length % 2 !== 0 || permutation.some((place) => place < 1 || place > size)) return null;
  return { levels, size, sines, permutation, real, imaginary };
}

function permute({ permutation, real, imaginary }: Fft): void {
  for (let i = 0; i < permutation.length; i += 2) {
    const [a, b] = [permutation[i] - 1, permutation[i + 1] - 1];
    [real[a], real[b]] = [real[b], real[a]];
    [imaginary[a], imaginary[b]] = [imaginary[b], imaginary[a]];
  }
}

function scale({ size, real, imaginary }: Fft): void {
  if (size <= 1) return;
  for (const data of [real, imaginary]) for (let i = 0; i < size; i++) data[i] *= 1 / size;
}

function transform({ levels, size, sines, real, imaginary }: Fft, isForward: boolean): void {
  const quarter = size >> 2;
  for (let level = 1; level <= levels; level++) {
    const span = 1 << level;
    const half = span >> 1;
    for (let j = 0; j < half; j++) {
      const angle = (j * size) / span;
      const isFirst = angle < quarter;
      const cosine = isFirst ? sines[quarter - angle] : -sines[angle - quarter];
      const sine = isFirst ? sines[angle] : sines[(size >> 1) - angle];
      const turn = isForward ? sine : -sine;
      for (let i = j; i < size; i += span) {
        const k = i + half;
        const x = real[k] * cosine - imaginary[k] * turn;
        const y = real[k] * turn + imaginary[k] * cosine;
        real[k] = real[i] - x;
        imaginary[k] = imaginary[i] - y;
        real[i] += x;
        imaginary[i] += y;
      }
    }
  }
}

const onData = (work: (fft: Fft) => void) =>
  taking(0, (_vm, _args, receiver) => {
    const fft = fftOf(receiver);
    if (fft === null) return null;
    work(fft);
    return receiver;
  });

const transformData = taking(1, (vm, [flag], receiver) => {
  const isForward = booleanOf(vm, flag);
  const fft = fftOf(receiver);
  if (fft === null || isForward === null) return null;
  permute(fft);
  transform(fft, isForward);
  if (!isForward) scale(fft);
  return receiver;
});

export const fftPlugin: PrimitiveFamily = {
  named: {
    'FFTPlugin.primitiveFFTTransformData': transformData,
    'FFTPlugin.primitiveFFTPermuteData': onData(permute),
    'FFTPlugin.primitiveFFTScaleData': onData(scale),
  },
};
