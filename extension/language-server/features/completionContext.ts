import { DiagnosticList } from '../../../runtime/compiler/diagnostics';
import { Scanner, type Token } from '../../../runtime/compiler/scanner';

/** What may be written at a place in code. Offsets are of the code's source. */
export type CompletionContext =
  /** The start of an operand: a variable, a class, a literal. */
  | { readonly kind: 'operand'; readonly start: number }
  /** A message to the operand that ends at `operandStop`; `keywords` are those of the message begun before. */
  | {
      readonly kind: 'message';
      readonly start: number;
      readonly operandStop: number;
      readonly keywords: string;
    }
  /** After `#`. */
  | { readonly kind: 'symbol'; readonly start: number }
  | { readonly kind: 'none' };

/** Reads the source up to an offset; `patternStop` is where a method's own pattern ends. */
export function completionContext(source: string, offset: number, patternStop: number): CompletionContext {
  const tokens = tokensBefore(source, offset);
  if (!tokens) return { kind: 'none' };
  const last = tokens.at(-1);
  const touches = last !== undefined && last.stop === offset;
  if (touches && last.kind === 'literal' && last.text.startsWith('#')) {
    return { kind: 'symbol', start: last.start };
  }
  if (touches && last.kind === 'unknown' && last.text === '#') return { kind: 'symbol', start: last.start };
  if (touches && (last.kind === 'literal' || last.kind === 'keyword')) return { kind: 'none' };
  const isWord = touches && last.kind === 'identifier';
  const start = isWord ? last.start : offset;
  const before = isWord ? tokens.slice(0, -1) : tokens;
  if (start < patternStop || isInDeclaration(before)) return { kind: 'none' };
  const previous = before.at(-1);
  if (previous && endsOperand(previous) && previous.start >= patternStop) {
    return { kind: 'message', start, operandStop: previous.stop, keywords: openKeywords(before) };
  }
  if (previous?.kind === 'semicolon') {
    return { kind: 'message', start, operandStop: previous.start, keywords: '' };
  }
  return { kind: 'operand', start };
}

/** Tokens before the offset; undefined inside a comment or a string. */
function tokensBefore(source: string, offset: number): Token[] | undefined {
  const diagnostics = new DiagnosticList();
  const scanner = new Scanner(source.slice(0, offset), diagnostics);
  const tokens: Token[] = [];
  for (let token = scanner.tokenAt(0); token.kind !== 'end'; token = scanner.tokenAt(token.stop))
    tokens.push(token);
  const isOpen = diagnostics.items.some(
    ({ code }) => code === 'unterminated-string' || code === 'unterminated-comment',
  );
  return isOpen ? undefined : tokens;
}

function endsOperand({ kind }: Token): boolean {
  return ['identifier', 'literal', 'rightParen', 'rightBracket', 'rightBrace'].includes(kind);
}

/** The keywords of the innermost message that is still open: `at:` in `d at: 1 `. */
function openKeywords(tokens: readonly Token[]): string {
  let keywords = '';
  let depth = 0;
  for (const { kind, text } of [...tokens].reverse()) {
    if (['rightParen', 'rightBracket', 'rightBrace'].includes(kind)) depth++;
    else if (['leftParen', 'leftBracket', 'leftBrace', 'literalArray', 'byteArray'].includes(kind)) {
      if (depth === 0) return keywords;
      depth--;
    } else if (depth === 0) {
      if (['period', 'caret', 'assign', 'semicolon'].includes(kind)) return keywords;
      if (kind === 'keyword') keywords = text + keywords;
    }
  }
  return keywords;
}

/** True between the bars of temporaries and after a block argument's colon: a new name is being made up. */
function isInDeclaration(tokens: readonly Token[]): boolean {
  const last = tokens.at(-1);
  if (last?.kind === 'colon') return true;
  let bars = 0;
  for (const { kind, text } of [...tokens].reverse()) {
    if (kind === 'binary' && text === '|') {
      bars++;
      continue;
    }
    if (kind === 'binary' && text === '||') continue;
    if (bars === 0 && kind === 'identifier') continue;
    if (bars === 0) return false;
    // One bar, before it neither an operand nor a block argument: temporaries have begun.
    return (
      bars === 1 && !['identifier', 'literal', 'rightParen', 'rightBracket', 'rightBrace'].includes(kind)
    );
  }
  return false;
}
