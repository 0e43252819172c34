// Where base 0 offsets of the runtime meet the lines and columns of a client.

declare const base: unique symbol;

/** A line or column that counts from 1. */
export type Base1 = number & { readonly [base]: 1 };

export const base1 = (n: number): Base1 => n as Base1;

export interface TextPosition {
  readonly line: Base1;
  readonly column: Base1;
}

/** The lines of one text; CR, LF and CRLF end them. Columns count UTF-16 units. */
export class TextLines {
  private readonly starts: number[] = [0];

  constructor(readonly text: string) {
    for (const end of text.matchAll(/\r\n|\r|\n/g)) this.starts.push(end.index + end[0].length);
  }

  /** The position of an offset; one outside the text is moved to its nearest end. */
  positionOf(offset: number): TextPosition {
    const within = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= within) low = middle;
      else high = middle - 1;
    }
    return { line: base1(low + 1), column: base1(within - this.starts[low]! + 1) };
  }

  /** The offset of a position; a column past its line's end is that end. */
  offsetOf(line: Base1, column: Base1): number {
    const start = this.starts[line - 1] ?? this.text.length;
    return Math.min(start + column - 1, this.endOf(line));
  }

  /** The offset at which a line's text ends, before its line end. */
  endOf(line: Base1): number {
    const next = this.starts[line];
    if (next === undefined) return this.text.length;
    return next - (this.text.slice(0, next).endsWith('\r\n') ? 2 : 1);
  }
}

/** How a client counts, as it said in `initialize`. */
export class ClientPositions {
  constructor(
    private readonly linesStartAt1: boolean,
    private readonly columnsStartAt1: boolean,
  ) {}

  fromClientLine(line: number): Base1 {
    return base1(this.linesStartAt1 ? line : line + 1);
  }

  fromClientColumn(column: number): Base1 {
    return base1(this.columnsStartAt1 ? column : column + 1);
  }

  toClientLine(line: Base1): number {
    return this.linesStartAt1 ? line : line - 1;
  }

  toClientColumn(column: Base1): number {
    return this.columnsStartAt1 ? column : column - 1;
  }

  /** A range of a text in the client's words; `endColumn` is the first one after it. */
  toClientRange(
    lines: TextLines,
    range: { readonly start: number; readonly stop: number },
  ): { line: number; column: number; endLine: number; endColumn: number } {
    const start = lines.positionOf(range.start);
    const end = lines.positionOf(range.stop);
    return {
      line: this.toClientLine(start.line),
      column: this.toClientColumn(start.column),
      endLine: this.toClientLine(end.line),
      endColumn: this.toClientColumn(end.column),
    };
  }
}
