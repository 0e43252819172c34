import { isDigit } from './characters';
import type { DiagnosticCode, DiagnosticList } from './diagnostics';
import type { Scanner, Token, TokenKind } from './scanner';

const openers: ReadonlySet<TokenKind> = new Set([
  'leftParen',
  'leftBracket',
  'leftBrace',
  'literalArray',
  'byteArray',
] as const);
const closers: ReadonlySet<TokenKind> = new Set(['rightParen', 'rightBracket', 'rightBrace'] as const);

/** The parser's place in the text: one token of lookahead, splitting of operators, skipping after an error. */
export class TokenStream {
  current: Token;
  /** Where the token before the current one ended. */
  previousStop = 0;

  constructor(
    private readonly scanner: Scanner,
    readonly diagnostics: DiagnosticList,
  ) {
    this.current = scanner.tokenAt(0);
  }

  get source(): string {
    return this.scanner.source;
  }

  /** Answers the current token and goes past it. */
  advance(): Token {
    const token = this.current;
    this.previousStop = token.stop;
    this.current = this.scanner.tokenAt(token.stop);
    return token;
  }

  peek(): Token {
    return this.scanner.tokenAt(this.current.stop);
  }

  is(kind: TokenKind): boolean {
    return this.current.kind === kind;
  }

  /** True for a word that can name a variable: an underscore too, which elsewhere assigns. */
  isName(): boolean {
    return this.current.kind === 'identifier' || this.current.text === '_';
  }

  isBinary(text: string): boolean {
    return this.current.kind === 'binary' && this.current.text === text;
  }

  /** True if the current token is an operator that begins with `character`. */
  startsWith(character: string): boolean {
    return this.current.kind === 'binary' && this.current.text.startsWith(character);
  }

  /** Goes past the first character of the current operator; what remains of it is a token of its own. */
  splitFirst(): Token {
    const { start } = this.current;
    this.previousStop = start + 1;
    this.current = this.scanner.tokenAt(start + 1);
    return { kind: 'binary', start, stop: start + 1, text: this.source.charAt(start) };
  }

  /** True if the current token is the minus of a negative number. */
  isMinusOfNumber(): boolean {
    return this.isBinary('-') && isDigit(this.source, this.current.stop);
  }

  match(kind: TokenKind): Token | undefined {
    return this.current.kind === kind ? this.advance() : undefined;
  }

  /** Reports at the current token; at the end of the text, at its last character. */
  errorHere(code: DiagnosticCode, expected: string): void {
    const { kind, start, stop, text } = this.current;
    if (kind === 'end') {
      const end = this.previousStop;
      const range = { start: Math.max(0, end - 1), stop: Math.max(end, Math.min(1, this.source.length)) };
      this.diagnostics.error(code, range, `Expected ${expected} before the end`);
    } else {
      const found = text.length > 20 ? `${text.slice(0, 20)}…` : text;
      this.diagnostics.error(code, { start, stop }, `Expected ${expected}, not ${found}`);
    }
  }

  /**
   * Skips to a period, to a closing bracket that isn't opened on the way, or to the end: where the next
   * statement may begin.
   */
  skipToStatementEnd(): void {
    let depth = 0;
    for (;;) {
      const { kind } = this.current;
      if (kind === 'end') return;
      if (depth === 0 && (kind === 'period' || closers.has(kind))) return;
      if (openers.has(kind)) depth++;
      else if (closers.has(kind)) depth--;
      this.advance();
    }
  }
}
