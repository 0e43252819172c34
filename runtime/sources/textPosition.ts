/** Line and column of an offset, base 1; CR, LF and CRLF end lines. Columns count UTF-16 units. */
export function positionAt(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  const lineEnd = /\r\n|\r|\n/g;
  for (let match = lineEnd.exec(text); match && lineEnd.lastIndex <= offset; match = lineEnd.exec(text)) {
    line++;
    lineStart = lineEnd.lastIndex;
  }
  return { line, column: offset - lineStart + 1 };
}
