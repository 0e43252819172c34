import type { SourceRange } from '../compiler/sourceRange';
import type { SourceProblem } from './sourceModel';
import { positionAt } from './textPosition';

/** Collects what is wrong with one file. */
export class ProblemList {
  readonly items: SourceProblem[] = [];

  constructor(
    private readonly file: string,
    private readonly text: string,
  ) {}

  add(range: SourceRange, message: string): void {
    const { start, stop } = range;
    this.items.push({ file: this.file, ...positionAt(this.text, start), start, stop, message });
  }

  /** Reports that something else stands at `offset` than what was expected. */
  expected(offset: number, what: string): void {
    const rest = /\S[^\r\n]{0,20}/y;
    rest.lastIndex = offset;
    const found = rest.exec(this.text)?.[0];
    const stop = Math.min(this.text.length, offset + (found?.length ?? 0));
    this.add(
      { start: offset, stop },
      `Expected ${what}, not ${found === undefined ? 'the end' : `"${found}"`}`,
    );
  }
}
