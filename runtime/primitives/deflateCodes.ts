// Codes of RFC 1951, section 3.2.5: which code stands for a length or distance, and how many extra bits follow it.

export const minMatch = 3;
export const maxMatch = 258;
export const firstLengthCode = 257;

/** By length code less 257. The longest match has a code of its own. */
export const lengthExtraBits: readonly number[] = [
  ...Array.from({ length: 28 }, (_, code) => (code < 8 ? 0 : (code >> 2) - 1)),
  0,
];
export const distanceExtraBits: readonly number[] = Array.from({ length: 30 }, (_, code) =>
  code < 4 ? 0 : (code >> 1) - 1,
);

function bases(extraBits: readonly number[]): number[] {
  let next = 0;
  return extraBits.map((extra) => {
    const base = next;
    next += 1 << extra;
    return base;
  });
}

/** What extra bits are added to: lengths less 3, distances less 1. */
export const lengthBase: readonly number[] = [...bases(lengthExtraBits).slice(0, -1), maxMatch - minMatch];
export const distanceBase: readonly number[] = bases(distanceExtraBits);

function codeBelow(base: readonly number[], value: number): number {
  let code = base.length - 1;
  while (base[code] > value) code--;
  return code;
}

/** Squeak gives the longest match, too, the code below its own, with all extra bits set; images rely on that. */
const lastLengthUsed = 27;

/** Code of a match length less 3. */
export const lengthCodes: readonly number[] = Array.from(
  { length: 256 },
  (_, length) => firstLengthCode + Math.min(lastLengthUsed, codeBelow(lengthBase, length)),
);

const distanceCodes = Uint8Array.from({ length: 32768 }, (_, distance) => codeBelow(distanceBase, distance));

/** Code of a distance less 1. */
export function distanceCode(distance: number): number {
  return distanceCodes[distance];
}
