import type { CommentNode } from './ast';
import { identifierStop, isBinaryCharacter, isDigit, isWhitespace } from './characters';
import type { DiagnosticList } from './diagnostics';
import type { LiteralValue } from './literals';
import { scanNumber } from './numberLiterals';
import type { SourceRange } from './sourceRange';

export type TokenKind =
  | 'identifier'
  | 'keyword'
  | 'binary'
  | 'literal'
  | 'assign'
  | 'colon'
  | 'caret'
  | 'period'
  | 'semicolon'
  | 'leftParen'
  | 'rightParen'
  | 'leftBracket'
  | 'rightBracket'
  | 'leftBrace'
  | 'rightBrace'
  | 'backquote'
  | 'literalArray'
  | 'byteArray'
  | 'unknown'
  | 'end';

export interface Token extends SourceRange {
  readonly kind: TokenKind;
  /** The characters of the token, as written. */
  readonly text: string;
  /** Of a 'literal': numbers, strings, symbols and characters. */
  readonly value?: LiteralValue;
}

const punctuation: Readonly<Record<string, TokenKind>> = {
  '^': 'caret',
  '.': 'period',
  ';': 'semicolon',
  '(': 'leftParen',
  ')': 'rightParen',
  '[': 'leftBracket',
  ']': 'rightBracket',
  '{': 'leftBrace',
  '}': 'rightBrace',
  '`': 'backquote',
  '←': 'assign',
};

/**
 * Cuts source text into tokens, on demand and from any offset: the parser may split an operator (`||`,
 * `><`) by asking again from its middle. Each call moves forward, or answers 'end'. Comments are collected
 * on the way, each once.
 */
export class Scanner {
  readonly comments: CommentNode[] = [];
  private commentsStop = 0;

  constructor(
    readonly source: string,
    private readonly diagnostics: DiagnosticList,
  ) {}

  /** The first token at or after `offset`. */
  tokenAt(offset: number): Token {
    const { source } = this;
    const start = this.skipSeparators(offset);
    if (start >= source.length) return { kind: 'end', start: source.length, stop: source.length, text: '' };
    const character = source.charAt(start);
    if (isDigit(source, start)) return this.numberAt(start);
    const wordStop = identifierStop(source, start);
    if (wordStop > start) return this.wordAt(start, wordStop);
    if (character === "'") {
      const { stop, value } = this.quotedAt(start);
      return this.literal(start, stop, { kind: 'string', value });
    }
    if (character === '#') return this.hashAt(start);
    if (character === '$') return this.characterAt(start);
    if (character === ':') {
      if (source[start + 1] === '=') return this.token('assign', start, start + 2);
      return this.token('colon', start, start + 1);
    }
    const kind = punctuation[character];
    if (kind !== undefined) return this.token(kind, start, start + 1);
    if (isBinaryCharacter(source, start)) return this.token('binary', start, this.operatorStop(start));
    const stop = start + String.fromCodePoint(source.codePointAt(start) as number).length;
    this.diagnostics.error(
      'unknown-character',
      { start, stop },
      `${source.slice(start, stop)} means nothing here`,
    );
    return this.token('unknown', start, stop);
  }

  private skipSeparators(offset: number): number {
    const { source } = this;
    let start = offset;
    while (start < source.length) {
      if (isWhitespace(source, start)) start++;
      else if (source[start] === '"') start = this.skipComment(start);
      else return start;
    }
    return start;
  }

  private skipComment(start: number): number {
    const { source } = this;
    let close = source.indexOf('"', start + 1);
    while (close >= 0 && source[close + 1] === '"') close = source.indexOf('"', close + 2);
    const stop = close < 0 ? source.length : close + 1;
    if (start >= this.commentsStop) {
      this.commentsStop = stop;
      const text = source.slice(start + 1, close < 0 ? stop : close);
      this.comments.push({ kind: 'comment', start, stop, text });
      if (close < 0) {
        const range = { start, stop: start + 1 };
        this.diagnostics.error('unterminated-comment', range, 'This comment has no closing double quote');
      }
    }
    return stop;
  }

  private wordAt(start: number, wordStop: number): Token {
    const { source } = this;
    if (source[wordStop] === ':' && source[wordStop + 1] !== '=') {
      return this.token('keyword', start, wordStop + 1);
    }
    if (wordStop === start + 1 && source[start] === '_') return this.token('assign', start, wordStop);
    return this.token('identifier', start, wordStop);
  }

  private numberAt(start: number): Token {
    const { value, stop, problem } = scanNumber(this.source, start);
    if (problem !== undefined) this.diagnostics.error('bad-number', { start, stop }, problem);
    return this.literal(start, stop, value);
  }

  /** `$` takes any next character, a quote or a space too. */
  private characterAt(start: number): Token {
    const codePoint = this.source.codePointAt(start + 1);
    if (codePoint === undefined) {
      const range = { start, stop: start + 1 };
      this.diagnostics.error('expected-literal', range, 'Expected a character after $');
      return this.literal(start, start + 1, { kind: 'character', codePoint: 32 });
    }
    const stop = start + 1 + (codePoint > 0xffff ? 2 : 1);
    return this.literal(start, stop, { kind: 'character', codePoint });
  }

  /** `#foo`, `#foo:bar:`, `#+`, `#'a b'`, `##foo`, `#(`, `#[`; spaces may follow the `#`, as in old sources. */
  private hashAt(start: number): Token {
    const { source } = this;
    let offset = start + 1;
    while (source[offset] === '#') offset++;
    while (offset < source.length && isWhitespace(source, offset)) offset++;
    const next = source[offset];
    if (next === '(') return this.token('literalArray', start, offset + 1);
    if (next === '[') return this.token('byteArray', start, offset + 1);
    if (next === "'") {
      const { stop, value } = this.quotedAt(offset);
      return this.literal(start, stop, { kind: 'symbol', value });
    }
    let stop = this.symbolStop(offset);
    if (stop === offset && isBinaryCharacter(source, offset)) {
      while (isBinaryCharacter(source, stop)) stop++;
      // `<key: #+>`: the last character closes the pragma unless it is part of a comparison or an arrow.
      if (stop - offset > 1 && source[stop - 1] === '>' && '+*/\\,@%&|'.includes(source.charAt(stop - 2)))
        stop--;
    }
    if (stop > offset) {
      return this.literal(start, stop, { kind: 'symbol', value: source.slice(offset, stop) });
    }
    const range = { start, stop: start + 1 };
    this.diagnostics.error('expected-literal', range, 'Expected a symbol, an array or a byte array after #');
    return this.token('unknown', start, start + 1);
  }

  /** The end of `foo`, `foo:`, `foo:bar:` or `:foo:` (a block argument's style, which Squeak allows). */
  private symbolStop(offset: number): number {
    const { source } = this;
    let stop = offset;
    for (;;) {
      const wordStop = identifierStop(source, stop);
      if (wordStop === stop) return stop;
      stop = wordStop;
      if (source[stop] !== ':' || source[stop + 1] === '=') return stop;
      while (source[stop] === ':') stop++;
    }
  }

  private quotedAt(start: number): { stop: number; value: string } {
    const { source } = this;
    let close = source.indexOf("'", start + 1);
    while (close >= 0 && source[close + 1] === "'") close = source.indexOf("'", close + 2);
    if (close < 0) {
      const range = { start, stop: start + 1 };
      this.diagnostics.error('unterminated-string', range, 'This string has no closing quote');
      return { stop: source.length, value: source.slice(start + 1).replaceAll("''", "'") };
    }
    return { stop: close + 1, value: source.slice(start + 1, close).replaceAll("''", "'") };
  }

  /** A minus that starts a number (`3--2`, `a>-1`) is not part of the operator before it. */
  private operatorStop(start: number): number {
    const { source } = this;
    let stop = start + 1;
    while (isBinaryCharacter(source, stop) && !(source[stop] === '-' && isDigit(source, stop + 1))) stop++;
    return stop;
  }

  private token(kind: TokenKind, start: number, stop: number): Token {
    return { kind, start, stop, text: this.source.slice(start, stop) };
  }

  private literal(start: number, stop: number, value: LiteralValue): Token {
    return { kind: 'literal', start, stop, text: this.source.slice(start, stop), value };
  }
}
