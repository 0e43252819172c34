// The inverse discrete cosine transform of a block of 8×8, exact to the last bit as stock machines have it: the integer
// algorithm of Loeffler, Ligtenberg and Moschytz (ICASSP 1989) with 13 bits for constants and 2 more between its passes.
import type { Component } from './frameHeader';

const constantBits = 13;
const passBits = 2;

/** Of 8192. */
const enum Fix {
  C0_298631336 = 2446,
  C0_390180644 = 3196,
  C0_541196100 = 4433,
  C0_765366865 = 6270,
  C0_899976223 = 7373,
  C1_175875602 = 9633,
  C1_501321110 = 12299,
  C1_847759065 = 15137,
  C1_961570560 = 16069,
  C2_053119869 = 16819,
  C2_562915447 = 20995,
  C3_072711026 = 25172,
}

/** Samples of a component, a byte each, in rows of whole blocks. */
export interface Samples {
  readonly bytes: Uint8Array;
  readonly pitch: number;
}

export function samplesOf(component: Component, quantization: Uint16Array): Samples {
  const { blocksPerRow, blockRows, coefficients } = component;
  const pitch = blocksPerRow * 8;
  const bytes = new Uint8Array(pitch * blockRows * 8);
  const work = new Int32Array(64);
  for (let row = 0; row < blockRows; row++)
    for (let column = 0; column < blocksPerRow; column++) {
      const at = (row * blocksPerRow + column) * 64;
      for (let i = 0; i < 64; i++) work[i] = coefficients[at + i] * quantization[i];
      for (let i = 0; i < 8; i++) transform(work, i, 8, constantBits - passBits);
      for (let i = 0; i < 8; i++) transform(work, i * 8, 1, constantBits + passBits + 3);
      const to = row * 8 * pitch + column * 8;
      for (let i = 0; i < 64; i++) {
        const sample = work[i] + 128;
        bytes[to + (i >> 3) * pitch + (i & 7)] = sample < 0 ? 0 : sample > 255 ? 255 : sample;
      }
    }
  return { bytes, pitch };
}

/** Eight values that stand `step` apart, in place; results lose `shift` bits, rounded. */
function transform(work: Int32Array, at: number, step: number, shift: number): void {
  const p0 = at;
  const p1 = at + step;
  const p2 = p1 + step;
  const p3 = p2 + step;
  const p4 = p3 + step;
  const p5 = p4 + step;
  const p6 = p5 + step;
  const p7 = p6 + step;

  const evenShare = Math.imul(work[p2] + work[p6], Fix.C0_541196100);
  const even2 = evenShare - Math.imul(work[p6], Fix.C1_847759065);
  const even3 = evenShare + Math.imul(work[p2], Fix.C0_765366865);
  const even0 = (work[p0] + work[p4]) << constantBits;
  const even1 = (work[p0] - work[p4]) << constantBits;
  const sum0 = even0 + even3;
  const sum3 = even0 - even3;
  const sum1 = even1 + even2;
  const sum2 = even1 - even2;

  const z1 = Math.imul(work[p7] + work[p1], -Fix.C0_899976223);
  const z2 = Math.imul(work[p5] + work[p3], -Fix.C2_562915447);
  const z5 = Math.imul(work[p7] + work[p3] + work[p5] + work[p1], Fix.C1_175875602);
  const z3 = Math.imul(work[p7] + work[p3], -Fix.C1_961570560) + z5;
  const z4 = Math.imul(work[p5] + work[p1], -Fix.C0_390180644) + z5;
  const odd0 = Math.imul(work[p7], Fix.C0_298631336) + z1 + z3;
  const odd1 = Math.imul(work[p5], Fix.C2_053119869) + z2 + z4;
  const odd2 = Math.imul(work[p3], Fix.C3_072711026) + z2 + z3;
  const odd3 = Math.imul(work[p1], Fix.C1_501321110) + z1 + z4;

  const half = 1 << (shift - 1);
  work[p0] = (sum0 + odd3 + half) >> shift;
  work[p7] = (sum0 - odd3 + half) >> shift;
  work[p1] = (sum1 + odd2 + half) >> shift;
  work[p6] = (sum1 - odd2 + half) >> shift;
  work[p2] = (sum2 + odd1 + half) >> shift;
  work[p5] = (sum2 - odd1 + half) >> shift;
  work[p3] = (sum3 + odd0 + half) >> shift;
  work[p4] = (sum3 - odd0 + half) >> shift;
}
