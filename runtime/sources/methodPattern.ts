import { DiagnosticList } from '../compiler/diagnostics';
import { Scanner } from '../compiler/scanner';

/** The selector of a method's source, or of its pattern alone; '' if it doesn't begin with one. */
export function selectorOfPattern(source: string): string {
  const scanner = new Scanner(source, new DiagnosticList());
  let token = scanner.tokenAt(0);
  if (token.kind === 'identifier' || token.kind === 'binary') return token.text;
  let selector = '';
  while (token.kind === 'keyword') {
    selector += token.text;
    const argument = scanner.tokenAt(token.stop);
    if (argument.kind !== 'identifier') return selector;
    token = scanner.tokenAt(argument.stop);
  }
  return selector;
}
