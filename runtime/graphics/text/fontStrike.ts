// A face in one size as bitmaps: what text without antialiasing is drawn with. Formats as build/fontStrikes.py writes
// them, numbers little-endian.

/** A character's picture. Coordinates are from the pen's place and the top of the line. */
export interface Glyph {
  /** How far the pen goes on. */
  readonly advance: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Rows of bits without gaps between them, the most significant bit first. */
  readonly bits: Uint8Array;
}

export interface FontStrike {
  /** Of the em square, in pixels. */
  readonly size: number;
  readonly isBold: boolean;
  readonly baseline: number;
  /** Of a line. */
  readonly height: number;
  /** By code point. Ligatures are in Unicode's places for them, from U+FB00 on. */
  readonly glyphs: ReadonlyMap<number, Glyph>;
  /** What comes between two characters, by the code point of the first times 256 and the second. */
  readonly kerning: ReadonlyMap<number, number>;
}

/** All strikes in `bytes`. */
export function readStrikes(bytes: Uint8Array): FontStrike[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const strikes: FontStrike[] = [];
  for (let at = 0; at < bytes.length;) {
    const [size, isBold, baseline, height] = bytes.subarray(at, at + 4);
    const glyphs = new Map<number, Glyph>();
    const glyphCount = view.getUint16(at + 4, true);
    at += 6;
    for (let i = 0; i < glyphCount; i++) {
      const [width, rows] = [bytes[at + 5], bytes[at + 6]];
      const end = at + 7 + Math.ceil((width * rows) / 8);
      glyphs.set(view.getUint16(at, true), {
        advance: bytes[at + 2],
        left: view.getInt8(at + 3),
        top: view.getInt8(at + 4),
        width,
        height: rows,
        bits: bytes.subarray(at + 7, end),
      });
      at = end;
    }
    const kerning = new Map<number, number>();
    const pairCount = view.getUint16(at, true);
    at += 2;
    for (let i = 0; i < pairCount; i++, at += 3)
      kerning.set(bytes[at] * 256 + bytes[at + 1], view.getInt8(at + 2));
    strikes.push({ size, isBold: isBold === 1, baseline, height, glyphs, kerning });
  }
  return strikes;
}

/** A strike, drawn with pixels of `scale` by `scale`. */
export interface ScaledStrike {
  readonly strike: FontStrike;
  readonly scale: number;
}

const largestScale = 16;

/** What comes closest to a size; of equals the one that is scaled least. */
export function closestStrike(strikes: readonly FontStrike[], size: number, isBold: boolean): ScaledStrike {
  let closest: ScaledStrike = { strike: strikes[0], scale: 1 };
  let least = Infinity;
  for (let scale = 1; scale <= largestScale; scale++)
    for (const strike of strikes) {
      const distance = Math.abs(strike.size * scale - size);
      if (strike.isBold !== isBold || distance >= least) continue;
      least = distance;
      closest = { strike, scale };
    }
  return closest;
}
