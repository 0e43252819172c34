/**
 * The offset of the bracket that closes the one at `open`, past strings, comments and character
 * literals; -1 if nothing closes it. The closing bracket of a byte array counts like any other.
 */
export function methodBodyStop(text: string, open: number, opener: string, closer: string): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const character = text[at];
    if (character === opener) depth++;
    else if (character === closer) {
      depth--;
      if (depth === 0) return at;
    } else if (character === '$') at++;
    else if (character === "'" || character === '"') {
      const close = text.indexOf(character, at + 1);
      if (close < 0) return -1;
      at = close;
    }
  }
  return -1;
}
