// One line of 32-bit pixels that Balloon gathers before it is blended with the destination. With antialiasing a line
// and a pixel stand for `level` lines and samples each: every sample adds its share of the colour to the pixel.

/** Samples a pixel in each direction. */
export type AntialiasingLevel = 1 | 2 | 4;

/** Colour of consecutive samples. */
export interface Sampler {
  /** Of the sample where it stands; undefined ends the filling there, null leaves the sample as it is. */
  color(): number | null | undefined;
  /** Goes so many samples on. */
  advance(samples: number): void;
}

const everyNibble = 0xf0f0f0f0;

export class BalloonSpan {
  bits: Uint32Array = new Uint32Array(0);
  /** Pixels that may be used. */
  size = 0;
  /** First and last sample that was filled since the line was cleared. */
  start = 0;
  end = 0;
  /** Samples left of it have been filled in the present line of samples. */
  filledTo = 0;
  level: AntialiasingLevel = 1;
  /** log2 of `level`. */
  shift = 0;
  /** Bits of a colour that survive when it is divided among the samples of a pixel. */
  private colorMask = 0xffffffff;

  setLevel(level: number): void {
    this.level = level >= 4 ? 4 : level >= 2 ? 2 : 1;
    this.shift = this.level === 4 ? 2 : this.level - 1;
    this.colorMask = [0xffffffff, 0xfcfcfcfc, 0xf0f0f0f0][this.shift];
  }

  /** The last entry stays unused. */
  use(bits: Uint32Array): void {
    this.bits = bits;
    this.size = bits.length - 1;
  }

  clear(): void {
    const from = Math.max(0, this.start >> this.shift);
    const to = Math.min(this.size, (this.end >> this.shift) + 1);
    if (from < to) this.bits.fill(0, from, to);
    this.start = this.size;
    this.end = 0;
  }

  clearAll(): void {
    this.start = 0;
    this.end = (this.size << this.shift) - 1;
    this.clear();
  }

  fillColor(color: number, left: number, right: number): void {
    if (this.level === 1) this.bits.fill(color, left, Math.max(left, right));
    else this.sample(left, right, { color: () => color, advance: () => undefined });
  }

  /**
   * Fills from `left` up to `right`; where it ended. Whole pixels take one sample for all of theirs in the line, those
   * at the borders one for each. Before each of these parts `begin` says whether to go on.
   */
  sample(left: number, right: number, sampler: Sampler, begin: () => boolean = () => true): number {
    if (this.level === 1) return begin() ? this.sampleWhole(left, right, sampler) : left;
    const { level, shift, colorMask } = this;
    const firstWhole = Math.min(right, (left + level - 1) & -level);
    const lastWhole = (right - 1) & -level;
    const wholeMask = ((colorMask >>> shift) | everyNibble) >>> 0;
    let x = left;
    if (x < firstWhole && !begin()) return x;
    x = this.part(x, firstWhole, 1, colorMask, 2 * shift, sampler);
    if (x < firstWhole || (x < lastWhole && !begin())) return x;
    x = this.part(x, lastWhole, level, wholeMask, shift, sampler);
    if (x < lastWhole || (x < right && !begin())) return x;
    return this.part(x, right, 1, colorMask, 2 * shift, sampler);
  }

  private sampleWhole(left: number, right: number, sampler: Sampler): number {
    let x = left;
    for (; x < right; x++) {
      const color = sampler.color();
      if (color === undefined) return x;
      if (color !== null) this.bits[x] = color;
      sampler.advance(1);
    }
    return x;
  }

  private part(
    left: number,
    right: number,
    step: number,
    mask: number,
    colorShift: number,
    sampler: Sampler,
  ): number {
    let x = left;
    for (; x < right; x += step) {
      const color = sampler.color();
      if (color === undefined) return x;
      if (color !== null) this.bits[x >> this.shift] += (color & mask) >>> colorShift;
      sampler.advance(step);
    }
    return x;
  }
}
