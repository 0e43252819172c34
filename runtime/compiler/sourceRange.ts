/** A stretch of source text: UTF-16 offsets, base 0, `stop` exclusive. */
export interface SourceRange {
  readonly start: number;
  readonly stop: number;
}
