// What becomes of a source pixel on its way to the destination (BitBlt's colorMap): its components moved by shifts
// and masks, then a look-up in a table. Either part may be missing.

/** How a pixel's components are taken and moved: red, green, blue, alpha. A shift is to the left, or right if negative. */
export interface ComponentMap {
  readonly shifts: ArrayLike<number>;
  readonly masks: ArrayLike<number>;
}

export interface ColorMap {
  /** Undefined: components stay where they are. */
  readonly components: ComponentMap | undefined;
  /** A power of two of entries; undefined: the pixel as it is then. Rules that tally count in it. */
  readonly table: Uint32Array | undefined;
  /** How many bits of each component index the table, or 0 if pixels do. */
  readonly bitsPerComponent: number;
  /** A ColorMap that the image made says all itself; for a bare table the components follow from the depths. */
  readonly isComplete: boolean;
}

const indexBits = new Map([
  [512, 3],
  [4096, 4],
  [32768, 5],
]);

/** By the size of a table. */
export function bitsPerComponentOf(table: Uint32Array): number {
  return indexBits.get(table.length) ?? 0;
}

/** A map that changes components by shifts and masks, or undefined if these change nothing. */
export function componentMap(
  shifts: ArrayLike<number> | undefined,
  masks: ArrayLike<number> | undefined,
): ComponentMap | undefined {
  if (shifts === undefined || masks === undefined) return undefined;
  const isIdentity =
    [0, 1, 2, 3].every((i) => shifts[i] === 0) &&
    [0xff0000, 0xff00, 0xff, 0xff000000].every((mask, i) => masks[i] >>> 0 === mask);
  return isIdentity ? undefined : { shifts, masks };
}

/** From components of `from` bits to components of `to` bits, filled with zeros; alpha is dropped. */
export function componentsBetween(from: number, to: number): ComponentMap | undefined {
  const delta = to - from;
  if (delta === 0) return undefined;
  const bits = Math.min(from, to);
  const mask = (1 << bits) - 1;
  // When bits are lost, the upper ones of each component are those that stay.
  const lowest = Math.max(0, -delta);
  return {
    shifts: [delta * 3, delta * 2, delta, 0],
    masks: [mask << (from * 2 + lowest), mask << (from + lowest), mask << lowest, 0],
  };
}

/** What a map between depths does where the image gives a bare table or none; pixels of 8 bits and less are indices. */
export function implicitComponents(
  sourceDepth: number,
  destDepth: number,
  bitsPerComponent: number,
): ComponentMap | undefined {
  if (sourceDepth <= 8) return undefined;
  const target = bitsPerComponent > 0 ? bitsPerComponent : componentBits(destDepth);
  return target === 0 ? undefined : componentsBetween(componentBits(sourceDepth), target);
}

/** Of a component in a pixel of `depth` bits; 0 where pixels have none. */
function componentBits(depth: number): number {
  return depth === 32 ? 8 : depth === 16 ? 5 : 0;
}

/** What `map` makes of a pixel. */
export function mapPixel(map: ColorMap, pixel: number): number {
  const { components, table } = map;
  let mapped = pixel;
  if (components !== undefined) {
    mapped = moveComponents(components, pixel);
    // A colour that loses its last bits must not become transparent.
    if (mapped === 0 && pixel !== 0) mapped = 1;
  }
  return table === undefined ? mapped : table[mapped & (table.length - 1)];
}

function moveComponents({ shifts, masks }: ComponentMap, pixel: number): number {
  return (
    shifted(pixel & masks[0], shifts[0]) |
    shifted(pixel & masks[1], shifts[1]) |
    shifted(pixel & masks[2], shifts[2]) |
    shifted(pixel & masks[3], shifts[3])
  );
}

function shifted(bits: number, shift: number): number {
  if (shift < 0) return shift < -31 ? 0 : bits >>> -shift;
  return shift > 31 ? 0 : bits << shift;
}

/** A pixel with three components of `from` bits, made one of `to` bits; what was not 0 stays not 0. */
export function convertComponents(pixel: number, from: number, to: number): number {
  const delta = to - from;
  if (delta > 0) {
    const mask = shifted(shifted(1, from) - 1, delta);
    const blue = shifted(pixel, delta);
    const green = shifted(blue, delta);
    return (
      (blue & mask) + (green & shifted(mask, to)) + (shifted(green, delta) & shifted(shifted(mask, to), to))
    );
  }
  if (delta === 0) return from === 5 ? pixel & 0x7fff : from === 8 ? pixel & 0xffffff : pixel;
  if (pixel === 0) return 0;
  const mask = shifted(1, to) - 1;
  const blue = shifted(pixel, delta);
  const green = shifted(blue, delta);
  const converted =
    (blue & mask) + (green & shifted(mask, to)) + (shifted(green, delta) & shifted(shifted(mask, to), to));
  return converted === 0 ? 1 : converted;
}

/** A pixel of 16 bits as one of 32, without alpha. */
export function pixel16To32(pixel: number): number {
  return ((pixel & 0x1f) << 3) | ((pixel & 0x3e0) << 6) | ((pixel & 0x7c00) << 9);
}
