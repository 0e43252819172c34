// Decompresses within a block of RFC 1951, with the Huffman tables that Smalltalk has built (InflateStream).

/** A stream in mid-block. Positions are base 0; `sourceLimit` is that of the last byte. */
export interface Inflation {
  readonly source: Uint8Array;
  readonly sourceLimit: number;
  sourcePosition: number;
  bitBuffer: number;
  bitCount: number;
  readonly target: Uint8Array;
  /** Of the last byte written. */
  targetPosition: number;
}

const maxBits = 16;
const isSubtable = 0x3f000000;
const endOfBlock = 256;

function nextBits(state: Inflation, count: number): number {
  while (state.bitCount < count) {
    // A code may be looked up with more bits than are left: then the rest is 0.
    state.bitBuffer += (state.source[++state.sourcePosition] ?? 0) << state.bitCount;
    state.bitCount += 8;
  }
  const bits = state.bitBuffer & ((1 << count) - 1);
  state.bitBuffer >>>= count;
  state.bitCount -= count;
  return bits;
}

/** The value of the next code, -1 where the table has none. Entries are values or subtables with their width. */
function decode(state: Inflation, table: Uint32Array): number {
  let width = table[0] >>> 24;
  let at = 1;
  for (let depth = 0; depth < maxBits; depth++) {
    if (width > maxBits) return -1;
    const index = at + nextBits(state, width);
    if (index >= table.length) return -1;
    const value = table[index];
    if ((value & isSubtable) === 0) return value;
    at = (value & 0xffff) - 1;
    width = value >>> 24;
    if (at < 0) return -1;
  }
  return -1;
}

/** Runs until the block ends, or source or target do; undefined if the block is torn. */
export function inflateBlock(
  state: Inflation,
  literals: Uint32Array,
  distances: Uint32Array,
): 'ended' | 'unfinished' | undefined {
  const { target } = state;
  const last = target.length - 1;
  while (state.targetPosition < last && state.sourcePosition <= state.sourceLimit) {
    const { bitBuffer, bitCount, sourcePosition } = state;
    const value = decode(state, literals);
    if (value < 0) return undefined;
    if (value < endOfBlock) {
      target[++state.targetPosition] = value;
      continue;
    }
    if (value === endOfBlock) return 'ended';
    const length = (value & 0xffff) + nextBits(state, Math.max(0, (value >>> 16) - 1));
    const code = decode(state, distances);
    if (code < 0 || code >>> 16 > maxBits) return undefined;
    const distance = (code & 0xffff) + nextBits(state, code >>> 16);
    if (state.targetPosition + length >= last) {
      // No room: the caller moves the window and comes again.
      Object.assign(state, { bitBuffer, bitCount, sourcePosition });
      return 'unfinished';
    }
    const from = state.targetPosition - distance;
    if (from < -1) return undefined;
    for (let i = 1; i <= length; i++) target[state.targetPosition + i] = target[from + i];
    state.targetPosition += length;
  }
  return 'unfinished';
}
