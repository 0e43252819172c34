// The discrete cosine transform of a block in whole numbers, after Loeffler, Ligtenberg and Moschytz (1989), with the
// precision of libjpeg's accurate method: files come out as from it.

const constantBits = 13;
const rowBits = 2;

const fixed = (v: number): number => Math.round(v * (1 << constantBits));
const [c0298, c0390, c0541, c0765, c0899, c1175, c1501, c1847, c1961, c2053, c2562, c3072] = [
  0.298631336, 0.390180644, 0.5411961, 0.765366865, 0.899976223, 1.175875602, 1.50132111, 1.847759065,
  1.96157056, 2.053119869, 2.562915447, 3.072711026,
].map(fixed);

const descaled = (v: number, bits: number): number => (v + (1 << (bits - 1))) >> bits;

/** Transforms eight values `step` apart. `down` is what the sums of the first and fifth are shifted right by, or left. */
function transformLine(data: Int32Array, at: number, step: number, down: number): void {
  const value = (i: number): number => data[at + i * step];
  const sums = [0, 1, 2, 3].map((i) => value(i) + value(7 - i));
  const [d7, d6, d5, d4] = [0, 1, 2, 3].map((i) => value(i) - value(7 - i));
  const put = (i: number, v: number): void => void (data[at + i * step] = descaled(v, constantBits + down));
  const [even0, even1] = [sums[0] + sums[3], sums[1] + sums[2]];
  const [odd0, odd1] = [sums[0] - sums[3], sums[1] - sums[2]];
  const whole = (v: number): number => (down < 0 ? v << -down : descaled(v, down));
  data[at] = whole(even0 + even1);
  data[at + 4 * step] = whole(even0 - even1);
  const turn = (odd0 + odd1) * c0541;
  put(2, turn + odd0 * c0765);
  put(6, turn - odd1 * c1847);
  const z1 = (d4 + d7) * -c0899;
  const z2 = (d5 + d6) * -c2562;
  const z5 = (d4 + d6 + d5 + d7) * c1175;
  const z3 = (d4 + d6) * -c1961 + z5;
  const z4 = (d5 + d7) * -c0390 + z5;
  put(7, d4 * c0298 + z1 + z3);
  put(5, d5 * c2053 + z2 + z4);
  put(3, d6 * c3072 + z2 + z3);
  put(1, d7 * c1501 + z1 + z4);
}

/** In place; the coefficients are eight times too large. */
export function forwardTransform(block: Int32Array): void {
  for (let row = 0; row < 8; row++) transformLine(block, row * 8, 1, -rowBits);
  for (let column = 0; column < 8; column++) transformLine(block, column, 8, rowBits);
}

/** What `forwardTransform` gave, divided by a place of the quantization table; halves away from zero. */
export function quantized(coefficient: number, divisor: number): number {
  const whole = divisor * 8;
  const magnitude = Math.floor((Math.abs(coefficient) + (whole >> 1)) / whole);
  return coefficient < 0 ? -magnitude : magnitude;
}
