// The tables that ISO/IEC 10918-1 gives as examples in its Annex K, which nearly all JPEG files are written with.

/** Of luminance and of chrominance, row by row. */
export const standardQuantization: readonly (readonly number[])[] = [
  [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17,
    22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78,
    87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
  ],
  [
    17,
    18,
    24,
    47,
    99,
    99,
    99,
    99,
    18,
    21,
    26,
    66,
    99,
    99,
    99,
    99,
    24,
    26,
    56,
    99,
    99,
    99,
    99,
    99,
    47,
    66,
    99,
    ...new Array<number>(37).fill(99),
  ],
];

/** How many codes there are of each length from 1 to 16, and what they stand for. */
export interface HuffmanSpecification {
  readonly counts: Uint8Array;
  readonly values: Uint8Array;
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) => parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

function specification(counts: string, values: string): HuffmanSpecification {
  return { counts: bytesOf(counts), values: bytesOf(values) };
}

/** Rows of run lengths and sizes that go on in both tables of coefficients alike. */
const common = '262728292a35363738393a434445464748494a535455565758595a636465666768696a737475767778797a';

/** Of luminance and of chrominance. */
export const standardDc: readonly HuffmanSpecification[] = [
  specification('00010501010101010100000000000000', '000102030405060708090a0b'),
  specification('00030101010101010101010000000000', '000102030405060708090a0b'),
];

export const standardAc: readonly HuffmanSpecification[] = [
  specification(
    '0002010303020403050504040000017d',
    '01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25' +
      common.replace('35', '34' + '35') +
      '838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9ca' +
      'd2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa',
  ),
  specification(
    '00020102040403040705040400010277',
    '0001020311040521310612415107617113223281081442' +
      '91a1b1c109233352f0156272d10a162434e125f11718191a' +
      common +
      '82838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9ca' +
      'd2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa',
  ),
];
