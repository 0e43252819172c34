// Evaluates expressions in an image.
import { compileDoIt } from '../compiler/compile';
import type { Diagnostic } from '../compiler/diagnostics';
import type { NameScope } from '../compiler/scopes';
import type { Behavior } from '../object-memory/behavior';
import type { Method } from '../object-memory/method';
import type { ObjectMemory } from '../object-memory/objectMemory';
import { isBound, methodFromCode, resolverFor } from './methodFactory';

/** What names mean in methods of `behavior` in `image`. */
export function scopeFor(image: ObjectMemory, behavior: Behavior): NameScope {
  const variables = new Map(behavior.allInstanceVariableNames().map((name, index) => [name, index]));
  return {
    instanceVariableIndex: (name) => variables.get(name),
    isBindable: (name) => isBound(image, behavior, name),
  };
}

/** The source can't be compiled. */
export class CompilationError extends Error {
  override readonly name = 'CompilationError';

  constructor(
    readonly source: string,
    readonly diagnostics: readonly Diagnostic[],
  ) {
    const first = diagnostics.find((d) => d.severity === 'error') ?? diagnostics[0];
    super(first ? `${first.message} (at character ${first.start + 1})` : 'The source does not compile');
  }
}

/**
 * A method that runs `source` with instances of `behavior` as `self`. `variables` are read and written in the elements
 * of an Array, the method's one argument, if there are any.
 */
export function compileExpression(
  image: ObjectMemory,
  behavior: Behavior,
  source: string,
  variables: readonly string[] = [],
): Method {
  const { code, diagnostics } = compileDoIt(source, scopeFor(image, behavior), { doItVariables: variables });
  if (!code) throw new CompilationError(source, diagnostics);
  const home = { kernel: image.kernel, image, behavior, resolve: resolverFor(image, behavior) };
  return methodFromCode(code, source, home);
}
