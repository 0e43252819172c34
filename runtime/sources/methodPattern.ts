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
    if (argument.kind !== 'identifier' && argument.text !== '_') return selector;
    token = scanner.tokenAt(argument.stop);
  }
  return selector;
}

/** How many characters the pattern takes at the start of a method's source; 0 if there is none. */
export function patternLength(source: string): number {
  const scanner = new Scanner(source, new DiagnosticList());
  const first = scanner.tokenAt(0);
  if (first.kind === 'identifier') return first.stop;
  let stop = 0;
  for (let part = first; part.kind === 'keyword' || (part.kind === 'binary' && part === first);) {
    const argument = scanner.tokenAt(part.stop);
    if (argument.kind !== 'identifier' && argument.text !== '_') return stop;
    stop = argument.stop;
    if (part.kind === 'binary') return stop;
    part = scanner.tokenAt(stop);
  }
  return stop;
}
