// Finds matches for a block of RFC 1951 (DeflateStream), and writes a block's codes (ZipEncoder).
import {
  distanceBase,
  distanceCode,
  distanceExtraBits,
  firstLengthCode,
  lengthBase,
  lengthCodes,
  lengthExtraBits,
  maxMatch,
  minMatch,
} from './deflateCodes';

/** Entries of the hash table, bytes of the window. */
export const windowSize = 32768;
const mask = windowSize - 1;
export const literalCodes = 286;
export const distanceCodeCount = 30;
const flushInterval = 4096;

/** A stream in mid-block; positions are base 0. */
export interface Deflation {
  readonly collection: Uint8Array;
  /** Bytes of the collection that are there. */
  readonly size: number;
  readonly hashHead: Uint32Array;
  readonly hashTail: Uint32Array;
  hashValue: number;
  blockPosition: number;
  /** A literal and distance 0, or a length less 3 and its distance. */
  readonly literals: Uint8Array;
  readonly distances: Uint32Array;
  readonly literalFrequencies: Uint32Array;
  readonly distanceFrequencies: Uint32Array;
  literalCount: number;
  matchCount: number;
}

interface Match {
  readonly length: number;
  readonly at: number;
}

class Deflater {
  constructor(
    private readonly state: Deflation,
    private readonly chainLength: number,
    private readonly goodMatch: number,
  ) {}

  private hashWith(at: number): number {
    return ((this.state.hashValue << 5) ^ this.state.collection[at]) & mask;
  }

  private insert(at: number): void {
    const { state } = this;
    state.hashValue = this.hashWith(at + minMatch - 1);
    state.hashTail[at & mask] = state.hashHead[state.hashValue];
    state.hashHead[state.hashValue] = at;
  }

  /** How many bytes at `here` and `there` agree, if it can be more than `least`. */
  private agreement(here: number, there: number, least: number): number {
    const { collection } = this.state;
    if (collection[here + least] !== collection[there + least]) return 0;
    if (collection[here + least - 1] !== collection[there + least - 1]) return 0;
    let length = 0;
    while (length < maxMatch && collection[here + length] === collection[there + length]) length++;
    return length;
  }

  /** The longest match at `here`, or `best` if none is longer. */
  private find(here: number, best: Match): Match {
    const { hashHead, hashTail, size } = this.state;
    if (best.length >= maxMatch) return best;
    let there = hashHead[this.hashWith(here + minMatch - 1)];
    if (!(here - there > 0 && here - there < windowSize)) return best;
    const limit = Math.max(0, here - windowSize);
    for (let left = this.chainLength; ;) {
      let length = Math.min(this.agreement(here, there, best.length), size - here);
      // A short match that is far away costs more than its literals.
      if (length === minMatch && here - there > windowSize >> 2) length--;
      if (length > best.length) {
        best = { length, at: there };
        if (length >= maxMatch || length > this.goodMatch) return best;
      }
      if (--left <= 0) return best;
      there = hashTail[there & mask];
      if (there <= limit) return best;
    }
  }

  private literal(byte: number): boolean {
    const { state } = this;
    state.literals[state.literalCount] = byte;
    state.distances[state.literalCount] = 0;
    state.literalFrequencies[byte]++;
    state.literalCount++;
    return this.shouldFlush();
  }

  private match(length: number, distance: number): boolean {
    const { state } = this;
    state.literals[state.literalCount] = length - minMatch;
    state.distances[state.literalCount] = distance;
    state.literalFrequencies[lengthCodes[length - minMatch]]++;
    state.distanceFrequencies[distanceCode(distance - 1)]++;
    state.literalCount++;
    state.matchCount++;
    return this.shouldFlush();
  }

  /** A block ends early where the input changes its nature. */
  private shouldFlush(): boolean {
    const { literals, literalCount, matchCount } = this.state;
    if (literalCount === literals.length) return true;
    if (literalCount % flushInterval !== 0 || matchCount * 10 <= literalCount) return false;
    const plain = literalCount - matchCount;
    return plain > matchCount && plain * 4 <= matchCount;
  }

  /** True when the block has to be written. */
  run(lastIndex: number): boolean {
    const { state } = this;
    if (state.blockPosition > lastIndex) return false;
    if (state.literalCount >= state.literals.length) return true;
    let here = state.blockPosition;
    let current: Match | undefined;
    let mustFlush = false;
    while (here <= lastIndex && !mustFlush) {
      if (!current) {
        current = this.find(here, { length: minMatch - 1, at: here });
        this.insert(here);
      }
      const next = this.find(here + 1, current);
      if (current.length >= next.length && current.length >= minMatch) {
        mustFlush = this.match(current.length, here - current.at);
        for (let i = 1; i < current.length; i++) this.insert(++here);
        here++;
        current = undefined;
      } else {
        mustFlush = this.literal(state.collection[here]);
        here++;
        current = undefined;
        if (here <= lastIndex && !mustFlush) {
          this.insert(here);
          current = next;
        }
      }
    }
    state.blockPosition = here;
    return mustFlush;
  }
}

export function deflateBlock(
  state: Deflation,
  lastIndex: number,
  chainLength: number,
  goodMatch: number,
): boolean {
  return new Deflater(state, chainLength, goodMatch).run(lastIndex);
}

/** Where bits are written to. */
export interface BitTarget {
  readonly bytes: Uint8Array;
  position: number;
  bitBuffer: number;
  bitCount: number;
}

/** A Huffman tree as two tables by code. */
export interface Tree {
  readonly bitLengths: Uint32Array;
  readonly codes: Uint32Array;
}

function putBits(to: BitTarget, count: number, value: number): boolean {
  if (value >= 2 ** count) return false;
  to.bitBuffer |= value << to.bitCount;
  to.bitCount += count;
  while (to.bitCount >= 8 && to.position < to.bytes.length) {
    to.bytes[to.position++] = to.bitBuffer & 255;
    to.bitBuffer >>>= 8;
    to.bitCount -= 8;
  }
  return true;
}

function putCode(to: BitTarget, tree: Tree, code: number): boolean {
  return code < tree.bitLengths.length && putBits(to, tree.bitLengths[code], tree.codes[code]);
}

/**
 * Writes what stands in `literals` and `distances` from `from` up to `limit`, while there is room. How far it came and
 * how many bytes of the input that was; undefined where a tree has no such code.
 */
export function sendBlock(
  to: BitTarget,
  block: { readonly literals: Uint8Array; readonly distances: Uint32Array; from: number; limit: number },
  literalTree: Tree,
  distanceTree: Tree,
): { readonly position: number; readonly count: number } | undefined {
  let count = 0;
  let at = block.from;
  putBits(to, 0, 0);
  for (; at < block.limit && to.position + 4 < to.bytes.length; at++) {
    const literal = block.literals[at];
    const distance = block.distances[at] - 1;
    if (distance < 0) {
      count++;
      if (!putCode(to, literalTree, literal)) return undefined;
      continue;
    }
    count += literal + minMatch;
    const lengthCode = lengthCodes[literal];
    const length = lengthCode - firstLengthCode;
    if (distance >= windowSize || !putCode(to, literalTree, lengthCode)) return undefined;
    putBits(to, lengthExtraBits[length], literal - lengthBase[length]);
    const code = distanceCode(distance);
    if (!putCode(to, distanceTree, code)) return undefined;
    putBits(to, distanceExtraBits[code], distance - distanceBase[code]);
  }
  return { position: at, count };
}
