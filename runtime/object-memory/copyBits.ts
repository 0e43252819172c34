import type { SBytes, SFloat, SLargeInt, SLongs, SObject, SShorts, SWords } from './objects';

/** Gives `to`, of the same format, the contents of `from` that are no pointers: bytes, words, digits, a Float's value. */
export function copyBits(from: SObject, to: SObject): void {
  switch (from.$b.format) {
    case 'bytes':
      (to as SBytes).s = (from as SBytes).s;
      (to as SBytes).b = (from as SBytes).b?.slice() ?? null;
      break;
    case 'words':
      (to as SWords).w = (from as SWords).w.slice();
      break;
    case 'shorts':
      (to as SShorts).d = (from as SShorts).d.slice();
      break;
    case 'longs':
      (to as SLongs).q = (from as SLongs).q.slice();
      break;
    case 'float':
      (to as SFloat).v = (from as SFloat).v;
      break;
    case 'largeInt':
      (to as SLargeInt).big = (from as SLargeInt).big;
      (to as SLargeInt).b = (from as SLargeInt).b?.slice() ?? null;
      break;
    default:
      break;
  }
}
