import { analyze } from './analyzer';
import type { MethodNode } from './ast';
import { generateMethod } from './codeGenerator';
import type { CompiledCode } from './compiledCode';
import { DiagnosticList, type Diagnostic } from './diagnostics';
import { parseDoIt, parseMethod, type ParseResult } from './parser';
import { frameCells, type CodeUnit, type NameScope } from './scopes';

export interface CompileResult {
  /** Absent if a diagnostic is an error. */
  readonly code?: CompiledCode;
  readonly ast: MethodNode;
  readonly diagnostics: readonly Diagnostic[];
  /** Names compiled as bindings though nothing declares them. */
  readonly undeclared: readonly string[];
}

export interface CompileOptions {
  /** True for SOM, whose methods may assign to their arguments; otherwise that is an error. */
  readonly assignableArguments?: boolean;
  /**
   * True for image files: a block that sends to super says above which class, since a stock virtual machine does not
   * look for it in the block's method.
   */
  readonly directedSupers?: boolean;
}

export interface DoItOptions extends CompileOptions {
  /**
   * Names the do-it finds in the elements of an Array, its one argument (temporary 0): reads and writes of
   * the name at index i (base 0) are reads and writes of that element. The caller fills the Array from a
   * frame before, and writes what changed back after. Without names the do-it has no argument.
   */
  readonly doItVariables?: readonly string[];
}

/** Compiles a method's source. Never throws for what the source contains. */
export function compileMethod(source: string, scope: NameScope, options: CompileOptions = {}): CompileResult {
  return compile(parseMethod(source), scope, options);
}

/** Compiles expressions as a method `DoIt` that answers the last one's value. Never throws for the source. */
export function compileDoIt(source: string, scope: NameScope, options: DoItOptions = {}): CompileResult {
  return compile(parseDoIt(source), scope, options);
}

function compile(parsed: ParseResult, scope: NameScope, options: DoItOptions): CompileResult {
  const list = new DiagnosticList();
  const { method } = parsed;
  const analysis = analyze(method, scope, list, options);
  checkLimits(analysis.unit, list);
  for (const unit of analysis.units.values()) checkLimits(unit, list);
  const diagnostics = [...parsed.diagnostics, ...list.items].sort((a, b) => a.start - b.start);
  const result = { ast: method, diagnostics, undeclared: analysis.undeclared };
  if (diagnostics.some((each) => each.severity === 'error')) return result;
  return { ...result, code: generateMethod(method, { ...analysis, directedSupers: options.directedSupers }) };
}

/** The room that method headers and operands have. */
function checkLimits(unit: CodeUnit, diagnostics: DiagnosticList): void {
  const range = { start: unit.start, stop: Math.min(unit.stop, unit.start + 1) };
  const check = (count: number, limit: number, what: string): void => {
    if (count <= limit) return;
    diagnostics.error('limit-exceeded', range, `${what}: ${count}, where at most ${limit} are possible`);
  };
  check(unit.parameters.length, 15, 'Too many arguments');
  check(unit.copied.length, 63, 'Too many variables used in a block');
  check(frameCells(unit).length, 255, 'Too many variables');
  for (const cell of unit.locals) {
    if ('variables' in cell)
      check((cell.variables as unknown[]).length, 127, 'Too many variables shared by blocks');
  }
}
