import type { NamedRange, PragmaNode } from './ast';
import type { DiagnosticList } from './diagnostics';

/** A primitive as its pragma declares it. */
export interface PrimitivePragma {
  /** 117 for a named one. */
  readonly number: number;
  readonly name?: { readonly name: string; readonly module: string | undefined };
  readonly errorName: NamedRange | undefined;
}

/** The largest number that the bytecode 248 has room for. */
const largestPrimitive = 0x1fff;

/** Reads `<primitive: 60>`, `<primitive: 60 error: ec>`, `<primitive: 'name' module: 'module' error: ec>`. */
export function declarePrimitive(
  pragmas: readonly PragmaNode[],
  diagnostics: DiagnosticList,
): PrimitivePragma | undefined {
  let found: PrimitivePragma | undefined;
  for (const pragma of pragmas) {
    if (pragma.selectorParts[0]?.name !== 'primitive:') continue;
    const read = readPragma(pragma);
    if (typeof read === 'string') diagnostics.error('bad-pragma', pragma, read);
    else if (found) diagnostics.error('bad-pragma', pragma, 'A method has one primitive at most');
    else found = read;
  }
  return found;
}

function readPragma(pragma: PragmaNode): PrimitivePragma | string {
  let first: number | string | undefined;
  let module: string | undefined;
  let errorName: NamedRange | undefined;
  for (const [index, part] of pragma.selectorParts.entries()) {
    const argument = pragma.args[index];
    if (!argument) return `Expected an argument after ${part.name}`;
    if (part.name === 'error:') {
      // Pharo also writes the name as a symbol.
      const name = argument.kind === 'variable' ? argument.name : textOf(argument.value);
      if (name === undefined) return 'Expected the name of a variable after error:';
      errorName = { name, start: argument.start, stop: argument.stop };
      continue;
    }
    const text = argument.kind === 'literal' ? textOf(argument.value) : undefined;
    if (part.name === 'module:') {
      if (text === undefined && !isNil(argument))
        return 'Expected the name of a module, a string, after module:';
      module = text;
    } else if (part.name === 'primitive:') {
      first =
        text ??
        (argument.kind === 'literal' && typeof argument.value === 'number' ? argument.value : undefined);
      if (first === undefined) return 'Expected a number or a name, a string, after primitive:';
    } else return `A primitive takes module: and error:, not ${part.name}`;
  }
  if (typeof first === 'string') return { number: 117, name: { name: first, module }, errorName };
  if (first === undefined || first < 0 || first > largestPrimitive) {
    return `The number of a primitive lies between 0 and ${largestPrimitive}`;
  }
  return { number: first, errorName };
}

function textOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined;
  if ((value.kind === 'string' || value.kind === 'symbol') && 'value' in value) return String(value.value);
  return undefined;
}

function isNil(argument: PragmaNode['args'][number]): boolean {
  const { kind } = argument;
  return kind === 'literal' && typeof argument.value === 'object' && argument.value.kind === 'nil';
}
