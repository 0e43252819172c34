/** Character classes of Smalltalk source, by UTF-16 offset into the text. */

const nonAsciiLetter = /\p{L}|\p{M}/u;
const binaryCharacters = '!%&*+,-/<=>?@\\|~¬±·×÷';

export function isDigit(source: string, offset: number): boolean {
  const code = source.charCodeAt(offset);
  return code >= 48 && code <= 57;
}

/** How many UTF-16 units the letter or underscore at `offset` takes; 0 if there is none. */
export function letterLength(source: string, offset: number): number {
  const code = source.charCodeAt(offset);
  if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) return 1;
  if (!(code >= 128)) return 0;
  const character = String.fromCodePoint(source.codePointAt(offset) as number);
  return nonAsciiLetter.test(character) ? character.length : 0;
}

export function isBinaryCharacter(source: string, offset: number): boolean {
  if (offset >= source.length) return false;
  const code = source.charCodeAt(offset);
  if (code < 256) return binaryCharacters.includes(source.charAt(offset));
  // Arrows and mathematical operators, save the left arrow, which old sources use for assignment.
  return code > 0x2190 && code <= 0x22ff;
}

export function isWhitespace(source: string, offset: number): boolean {
  const code = source.charCodeAt(offset);
  if (code <= 32) return true;
  return code >= 128 && (code === 0xfeff || /\s/u.test(source.charAt(offset)));
}

/** The offset after the identifier that starts at `start`, or `start` itself if none does. */
export function identifierStop(source: string, start: number): number {
  let offset = start + letterLength(source, start);
  if (offset === start) return start;
  for (;;) {
    const length = isDigit(source, offset) ? 1 : letterLength(source, offset);
    if (length === 0) return offset;
    offset += length;
  }
}

/** The names that no variable may take. */
export const pseudoVariables: ReadonlySet<string> = new Set([
  'self',
  'super',
  'true',
  'false',
  'nil',
  'thisContext',
]);

/** True if `text` can name a variable. */
export function isIdentifier(text: string): boolean {
  return text.length > 0 && identifierStop(text, 0) === text.length;
}

/** How many arguments a message of this selector takes. */
export function selectorArgumentCount(selector: string): number {
  if (selector.length === 0) return 0;
  if (letterLength(selector, 0) === 0) return 1;
  let count = 0;
  for (const character of selector) if (character === ':') count++;
  return count;
}
