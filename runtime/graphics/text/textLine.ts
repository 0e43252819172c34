// Text as glyphs side by side, and as pixels of 32 bits. Nothing is shaped beyond pairs and ligatures of Latin letters.
import type { FontStrike, Glyph, ScaledStrike } from './fontStrike';

/** A character, or a ligature's share of one, at its place. */
interface PlacedGlyph {
  readonly glyph: Glyph;
  /** How many characters it stands for. */
  readonly count: number;
  readonly x: number;
  /** Where the next begins. */
  readonly end: number;
}

/** Left and right of a character. */
export interface CharacterRange {
  readonly left: number;
  readonly right: number;
}

const replacement = 0xfffd;
const ligatures: readonly [string, number][] = [
  ['ffi', 0xfb03],
  ['ffl', 0xfb04],
  ['ff', 0xfb00],
  ['fi', 0xfb01],
  ['fl', 0xfb02],
];

export class TextLine {
  private readonly placed: PlacedGlyph[] = [];
  private readonly strike: FontStrike;
  private readonly scale: number;
  /** Of pixels that are drawn and of the line as such, together: in pixels of the strike. */
  private readonly left: number;
  private readonly top: number;
  private readonly right: number;
  private readonly bottom: number;

  constructor(text: string, { strike, scale }: ScaledStrike) {
    this.strike = strike;
    this.scale = scale;
    let [left, top, right, bottom] = [0, 0, this.place([...text]), strike.height];
    for (const { glyph, x } of this.placed) {
      if (glyph.width === 0) continue;
      left = Math.min(left, x + glyph.left);
      top = Math.min(top, glyph.top);
      right = Math.max(right, x + glyph.left + glyph.width);
      bottom = Math.max(bottom, glyph.top + glyph.height);
    }
    [this.left, this.top, this.right, this.bottom] = [left, top, right, bottom];
  }

  /** In pixels. */
  get width(): number {
    return (this.right - this.left) * this.scale;
  }

  get height(): number {
    return (this.bottom - this.top) * this.scale;
  }

  /** Puts all glyphs in their places; answers where the last one ends. */
  private place(characters: readonly string[]): number {
    const { glyphs, kerning } = this.strike;
    let x = 0;
    for (let i = 0; i < characters.length;) {
      const ligature = ligatures.find(
        ([letters]) => characters.slice(i, i + letters.length).join('') === letters,
      );
      const code = ligature?.[1] ?? characters[i].codePointAt(0)!;
      const glyph = glyphs.get(code) ?? glyphs.get(replacement)!;
      const count = ligature?.[0].length ?? 1;
      const next = characters[i + count]?.codePointAt(0) ?? 0;
      const shift = ligature ? 0 : (kerning.get(code * 256 + next) ?? 0);
      const end = x + glyph.advance + shift;
      this.placed.push({ glyph, count, x, end });
      x = end;
      i += count;
    }
    return x;
  }

  /** Of each character; those of a ligature have equal shares. */
  ranges(): CharacterRange[] {
    const { scale } = this;
    return this.placed.flatMap(({ x, end, count }) =>
      Array.from({ length: count }, (_, i) => ({
        left: Math.round((x + ((end - x) * i) / count) * scale),
        right: Math.round((x + ((end - x) * (i + 1)) / count) * scale),
      })),
    );
  }

  /** Sets the pixels of the text in rows of `width` words, from the top left; what does not fit is cut off. */
  draw(color: number, pixels: Uint32Array, width: number, height: number): void {
    const { scale } = this;
    for (const { glyph, x } of this.placed)
      for (let i = 0; i < glyph.width * glyph.height; i++) {
        if (((glyph.bits[i >> 3] >> (7 - (i & 7))) & 1) === 0) continue;
        const column = (x + glyph.left + (i % glyph.width) - this.left) * scale;
        const row = (glyph.top + Math.floor(i / glyph.width) - this.top) * scale;
        for (let y = row; y < Math.min(height, row + scale); y++)
          pixels.fill(
            color,
            y * width + Math.min(width, column),
            y * width + Math.min(width, column + scale),
          );
      }
  }
}
