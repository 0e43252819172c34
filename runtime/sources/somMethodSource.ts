import { OffsetMap, type OffsetSegment } from './offsetMap';

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  0: '\0',
  "'": "''",
  '\\': '\\',
};

/**
 * Makes Smalltalk source of a SOM method: the pattern, blanks where `= (` stands, and the body with its
 * strings' escapes resolved. `insertion` follows the pattern (a primitive's pragma).
 */
export function somMethodSource(
  text: string,
  start: number,
  equals: number,
  bodyStart: number,
  bodyStop: number,
  insertion: string,
): { source: string; offsets: OffsetMap } {
  const blanks = text.slice(equals, bodyStart).replace(/[^\r\n]/g, ' ');
  let source = text.slice(start, equals) + blanks + insertion;
  const segments: OffsetSegment[] = [{ text: 0, file: start }];
  const stringOrComment = /'(?:[^'\\]|\\[^])*'|"[^"]*"/g;
  let from = bodyStart;
  const body = text.slice(0, bodyStop);
  stringOrComment.lastIndex = bodyStart;
  for (let found = stringOrComment.exec(body); found; found = stringOrComment.exec(body)) {
    if (!found[0].startsWith("'") || !found[0].includes('\\')) continue;
    const escape = /\\([^])/g;
    escape.lastIndex = found.index;
    const stop = stringOrComment.lastIndex;
    for (let each = escape.exec(body); each && each.index < stop; each = escape.exec(body)) {
      source += text.slice(from, each.index) + (escapes[each[1]!] ?? each[1]!);
      from = escape.lastIndex;
      segments.push({ text: source.length, file: from });
    }
  }
  return { source: (source + text.slice(from, bodyStop)).trimEnd(), offsets: new OffsetMap(segments) };
}
