import { OffsetMap, type OffsetSegment } from './offsetMap';

/** One chunk: its text with doubled exclamation marks made single, trimmed. */
export interface Chunk {
  readonly text: string;
  readonly offsets: OffsetMap;
  /** Range in the file, without the space around the text and without the closing mark. */
  readonly start: number;
  readonly stop: number;
}

/** Cuts a fileOut into its chunks. */
export class ChunkStream {
  private offset = 0;

  constructor(private readonly text: string) {}

  get isAtEnd(): boolean {
    this.skipSpace();
    return this.offset >= this.text.length;
  }

  /** Where the next chunk starts. */
  get position(): number {
    return this.offset;
  }

  /** Goes past an exclamation mark that opens a chunk; false if there is none. */
  takeMark(): boolean {
    this.skipSpace();
    if (this.text[this.offset] !== '!' || this.text[this.offset + 1] === '!') return false;
    this.offset++;
    return true;
  }

  /** The text up to the next single exclamation mark or the end; goes past the mark. */
  next(): Chunk {
    this.skipSpace();
    const start = this.offset;
    const segments: OffsetSegment[] = [{ text: 0, file: start }];
    let result = '';
    let from = start;
    for (;;) {
      const mark = this.text.indexOf('!', from);
      const end = mark < 0 ? this.text.length : mark;
      result += this.text.slice(from, end);
      if (mark < 0 || this.text[mark + 1] !== '!') {
        this.offset = mark < 0 ? end : mark + 1;
        const trimmed = result.trimEnd();
        const stop = end - (result.length - trimmed.length);
        return { text: trimmed, offsets: new OffsetMap(segments), start, stop };
      }
      result += '!';
      from = mark + 2;
      segments.push({ text: result.length, file: from });
    }
  }

  private skipSpace(): void {
    const space = /[\s\uFEFF]*/y;
    space.lastIndex = this.offset;
    this.offset += space.exec(this.text)?.[0].length ?? 0;
  }
}
