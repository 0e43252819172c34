// Compiles the text of a method as a compiler of its image would, to compare it with the method or to install it.
import { parseMethod } from '../compiler/parser';
import { DiagnosticList, type Diagnostic } from '../compiler/diagnostics';
import { JumpTooLong } from '../compiler/bytecodeAssembler';
import type { MethodNode } from '../compiler/ast';
import { analyzeForImage } from '../compiler/image-code/imageAnalyzer';
import type { ImageCode } from '../compiler/image-code/imageCode';
import { generateForImage } from '../compiler/image-code/imageCodeGenerator';
import type { ImageDialect } from '../compiler/image-code/imageDialect';
import type { ImageNameScope } from '../compiler/image-code/imageScopes';

export interface CompiledForImage {
  /** Absent if a diagnostic is an error. */
  readonly code?: ImageCode;
  readonly ast: MethodNode;
  readonly diagnostics: readonly Diagnostic[];
}

/** Never throws for what the source contains. */
export function compileForImage(
  source: string,
  names: ImageNameScope,
  dialect: ImageDialect,
): CompiledForImage {
  const parsed = parseMethod(source);
  const list = new DiagnosticList();
  const { method: ast } = parsed;
  const analysis = analyzeForImage(ast, names, dialect, list);
  const diagnostics = [...parsed.diagnostics, ...list.items].sort((a, b) => a.start - b.start);
  if (diagnostics.some(({ severity }) => severity === 'error')) return { ast, diagnostics };
  try {
    return { ast, diagnostics, code: generateForImage(ast, analysis, dialect) };
  } catch (error) {
    if (!(error instanceof JumpTooLong)) throw error;
    list.error('limit-exceeded', { start: 0, stop: 1 }, error.message);
    return { ast, diagnostics: [...diagnostics, ...list.items] };
  }
}
