import type { BitBlt } from './bitBlt';
import { Rule } from './combinationRules';

/** Transfers without a source: all of it is the halftone. */
export function fillRows(blt: BitBlt): void {
  const { dest, destPitch, dx, dy, h, wordCount, firstMask, lastMask, merge, destPixelsPerWord } = blt;
  const { bits } = dest;
  for (let y = dy; y < dy + h; y++) {
    const word = blt.halftoneAt(y);
    let at = y * destPitch + Math.floor(dx / destPixelsPerWord);
    const last = at + wordCount - 1;
    blt.destMask = firstMask;
    const first = bits[at] | 0;
    bits[at] = (merge(word, first, blt) & firstMask) | (first & ~firstMask);
    at++;
    if (wordCount === 1) continue;
    blt.destMask = -1;
    if (blt.rule === Rule.Store) bits.fill(word, at, last);
    else for (; at < last; at++) bits[at] = merge(word, bits[at] | 0, blt);
    blt.destMask = lastMask;
    const old = bits[last] | 0;
    bits[last] = (merge(word, old, blt) & lastMask) | (old & ~lastMask);
  }
}
