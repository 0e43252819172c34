/**
 * Maps offsets in a text taken from a file to offsets in the file. Segments start where the two run in
 * step; a segment reaches to the next one.
 */
export class OffsetMap {
  /** A text that stands in the file unchanged, from `fileStart` on. */
  static identity(fileStart: number): OffsetMap {
    return new OffsetMap([{ text: 0, file: fileStart }]);
  }

  constructor(private readonly segments: readonly OffsetSegment[]) {}

  toFile(textOffset: number): number {
    const segment = this.last(({ text }) => text <= textOffset);
    return segment.file + Math.max(0, textOffset - segment.text);
  }

  /** For an offset that is not in the text (half of a doubled `!`), the next one that is. */
  toText(fileOffset: number): number {
    const index = this.segments.lastIndexOf(this.last(({ file }) => file <= fileOffset));
    const segment = this.segments[index]!;
    const offset = segment.text + Math.max(0, fileOffset - segment.file);
    const next = this.segments[index + 1];
    return next ? Math.min(offset, next.text) : offset;
  }

  private last(isBefore: (segment: OffsetSegment) => boolean): OffsetSegment {
    let found = this.segments[0]!;
    for (const segment of this.segments) {
      if (!isBefore(segment)) break;
      found = segment;
    }
    return found;
  }
}

export interface OffsetSegment {
  readonly text: number;
  readonly file: number;
}
