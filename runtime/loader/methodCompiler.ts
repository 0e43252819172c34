// Compiles texts into methods of an image's classes: what loading, `compile:` and evaluation share.
import { compileDoIt, compileMethod, type CompileResult } from '../compiler/compile';
import type { Diagnostic } from '../compiler/diagnostics';
import type { Behavior } from '../object-memory/behavior';
import type { Method, MethodOrigin } from '../object-memory/method';
import type { ObjectMemory } from '../object-memory/objectMemory';
import { scopeFor } from './doIt';
import { methodFromCode, resolverFor } from './methodFactory';

/** The first error of a text, its place base 0 in it. */
export interface CompileError {
  readonly message: string;
  readonly start: number;
}

export type Compiled = { readonly method: Method } | { readonly error: CompileError };

function finish(image: ObjectMemory, behavior: Behavior, source: string, result: CompileResult): Compiled {
  if (!result.code) {
    const error = result.diagnostics.find((each: Diagnostic) => each.severity === 'error');
    return { error: { message: error?.message ?? 'The text is not Smalltalk', start: error?.start ?? 0 } };
  }
  const home = {
    kernel: image.kernel,
    image: image.template === null ? null : image,
    behavior,
    resolve: resolverFor(image, behavior),
  };
  return { method: methodFromCode(result.code, source, home) };
}

/** A method, not installed. SOM's may assign to their arguments. */
export function compileFor(
  image: ObjectMemory,
  behavior: Behavior,
  source: string,
  assignableArguments = false,
): Compiled {
  return finish(
    image,
    behavior,
    source,
    compileMethod(source, scopeFor(image, behavior), { assignableArguments }),
  );
}

/**
 * Expressions as a method that answers the last one's value. With `variables` it takes one argument, an Array of
 * their values, and stores into it.
 */
export function compileExpression(
  image: ObjectMemory,
  behavior: Behavior,
  source: string,
  variables: readonly string[] = [],
): Compiled {
  const options = { doItVariables: variables };
  return finish(image, behavior, source, compileDoIt(source, scopeFor(image, behavior), options));
}

/** Compiles and installs a method; its selector is the method's, on which its protocol may depend. */
export function compileInto(
  image: ObjectMemory,
  behavior: Behavior,
  source: string,
  protocol: string | ((selector: string) => string),
  origin: MethodOrigin | null = null,
  assignableArguments = false,
): Compiled {
  const compiled = compileFor(image, behavior, source, assignableArguments);
  if ('error' in compiled) return compiled;
  const { method } = compiled;
  method.protocol = typeof protocol === 'string' ? protocol : protocol(method.selector);
  method.origin = origin;
  image.setMethod(behavior, method.selector, method);
  return compiled;
}
