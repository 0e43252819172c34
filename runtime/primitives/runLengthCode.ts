// The code in which images store Bitmaps (Bitmap>>compress:toByteArray:). The number of words, then pairs of a count
// and data; the lowest two bits of a count say what the data is. Counts take one byte up to 223, two up to 7935, else
// five. All is big-endian.

const enum Data {
  /** Words to be left as they are. */
  Skip = 0,
  /** One byte, four times in each word. */
  SameBytes = 1,
  /** One word, repeated. */
  SameWord = 2,
  /** The words themselves. */
  Words = 3,
}

const oneByteLimit = 223;
const twoByteLimit = 7935;
const twoByteBase = 224;
const longCount = 255;

class Encoder {
  length = 0;
  constructor(private readonly target: Uint8Array) {}

  byte(value: number): void {
    if (this.length < this.target.length) this.target[this.length] = value;
    this.length++;
  }

  word(value: number): void {
    for (let shift = 24; shift >= 0; shift -= 8) this.byte((value >>> shift) & 255);
  }

  count(value: number): void {
    if (value <= oneByteLimit) this.byte(value);
    else if (value <= twoByteLimit) {
      this.byte((value >> 8) + twoByteBase);
      this.byte(value & 255);
    } else {
      this.byte(longCount);
      this.word(value);
    }
  }
}

const isFourBytes = (word: number): boolean => word === Math.imul(word & 255, 0x01010101) >>> 0;

/** Compresses into `target`; the number of bytes, null if the target has not got so many. */
export function compressRuns(words: Uint32Array, target: Uint8Array): number | null {
  const out = new Encoder(target);
  const size = words.length;
  out.count(size);
  for (let start = 0; start < size;) {
    const word = words[start];
    let stop = start + 1;
    while (stop < size && words[stop] === word) stop++;
    if (isFourBytes(word)) {
      out.count((stop - start) * 4 + Data.SameBytes);
      out.byte(word & 255);
    } else if (stop - start > 1) {
      out.count((stop - start) * 4 + Data.SameWord);
      out.word(word);
    } else {
      // Up to where a word is repeated.
      while (stop < size && words[stop] !== words[stop - 1]) stop++;
      if (stop < size) stop--;
      out.count((stop - start) * 4 + Data.Words);
      for (let i = start; i < stop; i++) out.word(words[i]);
    }
    start = stop;
  }
  return out.length <= target.length ? out.length : null;
}

/** Decompresses pairs from `index` to the end of `source`; false if they are torn or more than `words` holds. */
export function decompressRuns(source: Uint8Array, index: number, words: Int32Array): boolean {
  let at = index;
  let to = 0;
  const word = (): number => {
    at += 4;
    return (source[at - 4] << 24) | (source[at - 3] << 16) | (source[at - 2] << 8) | source[at - 1];
  };
  const count = (): number => {
    const first = source[at++];
    if (first <= oneByteLimit) return first;
    return first === longCount ? word() >>> 0 : (first - twoByteBase) * 256 + source[at++];
  };
  while (at < source.length) {
    const pair = count();
    const stop = to + Math.floor(pair / 4);
    if (at > source.length || stop > words.length) return false;
    switch ((pair & 3) as Data) {
      case Data.Skip:
        break;
      case Data.SameBytes:
        words.fill(Math.imul(source[at++], 0x01010101), to, stop);
        break;
      case Data.SameWord:
        words.fill(word(), to, stop);
        break;
      case Data.Words:
        if (at + (stop - to) * 4 > source.length) return false;
        for (let i = to; i < stop; i++) words[i] = word();
        break;
    }
    if (at > source.length) return false;
    to = stop;
  }
  return true;
}
