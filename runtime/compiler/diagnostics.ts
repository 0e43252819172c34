import type { SourceRange } from './sourceRange';

/** What the compiler can complain of. The codes are stable: editors and tests match on them. */
export type DiagnosticCode =
  | 'unterminated-string'
  | 'unterminated-comment'
  | 'unknown-character'
  | 'bad-number'
  | 'expected-expression'
  | 'expected-selector'
  | 'expected-variable'
  | 'expected-literal'
  | 'expected-token'
  | 'unexpected-token'
  | 'nesting-too-deep'
  | 'bad-pragma'
  | 'bad-cascade'
  | 'undeclared'
  | 'shadowed'
  | 'duplicate-variable'
  | 'reserved-name'
  | 'not-assignable'
  | 'unused-temporary'
  | 'unreachable'
  | 'limit-exceeded';

/** Errors stop code generation; warnings don't. */
export type Severity = 'error' | 'warning';

export interface Diagnostic extends SourceRange {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** One sentence, without a place: the range tells it. */
  readonly message: string;
}

/** Collects diagnostics, at most one error for a place: the later ones only echo the first. */
export class DiagnosticList {
  readonly items: Diagnostic[] = [];
  private readonly errorStarts = new Set<number>();

  error(code: DiagnosticCode, range: SourceRange, message: string): void {
    if (this.errorStarts.has(range.start)) return;
    this.errorStarts.add(range.start);
    this.items.push({ start: range.start, stop: range.stop, message, code, severity: 'error' });
  }

  warning(code: DiagnosticCode, range: SourceRange, message: string): void {
    this.items.push({ start: range.start, stop: range.stop, message, code, severity: 'warning' });
  }

  get hasErrors(): boolean {
    return this.errorStarts.size > 0;
  }
}
