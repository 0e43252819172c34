// Transfers between pixels of one size and order: source words are shifted into place, a word at a time.
import type { BitBlt } from './bitBlt';
import { Rule } from './combinationRules';
import type { PixelForm } from './pixelForm';

/** From this many words on a block is moved by the engine's own code. */
const blockWords = 32;

export function copyRows(blt: BitBlt, source: PixelForm): void {
  const { isWithinOneForm, destPixelsPerWord, sx, dx, h } = blt;
  const goesUp = isWithinOneForm && blt.dy > blt.sy;
  const goesLeft = isWithinOneForm && blt.dy === blt.sy && dx > sx;
  const row = new WordRow(blt, source, goesLeft ? -1 : 1);
  const isPlain = blt.rule === Rule.Store && blt.halftone === undefined;
  for (let i = 0; i < h; i++) {
    const y = goesUp ? h - 1 - i : i;
    const destRow = (blt.dy + y) * blt.destPitch;
    const sourceRow = (blt.sy + y) * blt.sourcePitch;
    row.destAt = destRow + Math.floor(row.destX / destPixelsPerWord);
    row.sourceAt = sourceRow + Math.floor(row.sourceX / destPixelsPerWord);
    row.halftone = blt.halftoneAt(blt.dy + y);
    if (isPlain) row.store();
    else row.merge();
  }
}

/** Moves one row from its first word to its last, which are from right to left if `step` is -1. */
class WordRow {
  readonly sourceX: number;
  readonly destX: number;
  sourceAt = 0;
  destAt = 0;
  halftone = -1;
  private readonly bits: Uint32Array;
  private readonly sourceBits: Uint32Array;
  private readonly firstMask: number;
  private readonly lastMask: number;
  private readonly wordCount: number;
  /** How far the source is shifted to the left, against the word before in positions: -32 … 31. */
  private readonly skew: number;
  /** The first destination word needs two source words. */
  private readonly preloads: boolean;

  constructor(
    private readonly blt: BitBlt,
    source: PixelForm,
    private readonly step: 1 | -1,
  ) {
    const { destPixelsPerWord, destBits, w, wordCount, firstMask, lastMask } = blt;
    const last = destPixelsPerWord - 1;
    const isForward = step === 1;
    this.bits = blt.dest.bits;
    this.sourceBits = source.bits;
    this.sourceX = isForward ? blt.sx : blt.sx + w - 1;
    this.destX = isForward ? blt.dx : blt.dx + w - 1;
    this.wordCount = wordCount;
    const isSwapped = !isForward && wordCount > 1;
    this.firstMask = isSwapped ? lastMask : firstMask;
    this.lastMask = isSwapped ? firstMask : lastMask;
    const sourceLow = this.sourceX & last;
    const destLow = this.destX & last;
    const inFirst = Math.min(w, isForward ? destPixelsPerWord - destLow : destLow + 1);
    this.preloads = isForward ? sourceLow + inFirst > last : sourceLow - inFirst + 1 < 0;
    const skew = (blt.isSourceMsb ? sourceLow - destLow : destLow - sourceLow) * destBits;
    this.skew = this.preloads ? (skew < 0 ? skew + 32 : skew - 32) : skew;
  }

  /** Rule 3 without a halftone. */
  store(): void {
    const { bits, sourceBits, skew, step, wordCount, firstMask, lastMask } = this;
    let at = this.destAt;
    let from = this.sourceAt;
    if (wordCount > blockWords && step === 1 && (skew === 0 || skew === -32)) {
      const last = at + wordCount - 1;
      // All of the last word's source is read before it could be overwritten.
      const lastWord = sourceBits[from + wordCount - 1];
      bits[at] = (sourceBits[from] & firstMask) | (bits[at] & ~firstMask);
      if (bits === sourceBits) bits.copyWithin(at + 1, from + 1, from + wordCount - 1);
      else bits.set(sourceBits.subarray(from + 1, from + wordCount - 1), at + 1);
      bits[last] = (lastWord & lastMask) | (bits[last] & ~lastMask);
      return;
    }
    let previous = 0;
    if (this.preloads) {
      previous = sourceBits[from] | 0;
      from += step;
    }
    let current = sourceBits[from] | 0;
    bits[at] = (skewed(previous, current, skew) & firstMask) | (bits[at] & ~firstMask);
    for (let i = 2; i < wordCount; i++) {
      previous = current;
      from += step;
      current = sourceBits[from] | 0;
      at += step;
      bits[at] = skewed(previous, current, skew);
    }
    if (wordCount === 1) return;
    at += step;
    from += step;
    bits[at] = (skewed(current, sourceBits[from] | 0, skew) & lastMask) | (bits[at] & ~lastMask);
  }

  merge(): void {
    const { blt, bits, sourceBits, skew, step, wordCount, firstMask, lastMask, halftone } = this;
    const { merge } = blt;
    let at = this.destAt;
    let from = this.sourceAt;
    let previous = 0;
    if (this.preloads) {
      previous = sourceBits[from] | 0;
      from += step;
    }
    let current = sourceBits[from] | 0;
    let old = bits[at] | 0;
    blt.destMask = firstMask;
    const first = merge(skewed(previous, current, skew) & halftone, old, blt);
    bits[at] = (first & firstMask) | (old & ~firstMask);
    blt.destMask = -1;
    for (let i = 2; i < wordCount; i++) {
      previous = current;
      from += step;
      current = sourceBits[from] | 0;
      at += step;
      bits[at] = merge(skewed(previous, current, skew) & halftone, bits[at] | 0, blt);
    }
    if (wordCount === 1) return;
    at += step;
    from += step;
    old = bits[at] | 0;
    blt.destMask = lastMask;
    const last = merge(skewed(current, sourceBits[from] | 0, skew) & halftone, old, blt);
    bits[at] = (last & lastMask) | (old & ~lastMask);
  }
}

/** The 32 bits that start `skew` bits into two words. */
function skewed(previous: number, current: number, skew: number): number {
  if (skew === 0) return current;
  if (skew === -32) return previous;
  return skew < 0
    ? (previous << (32 + skew)) | (current >>> -skew)
    : (previous >>> (32 - skew)) | (current << skew);
}
