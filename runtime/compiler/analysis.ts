import type { BlockNode, MessageNode, MethodNode, NamedRange, VariableNode } from './ast';
import type { InlinedForm } from './inlining';
import type { CodeUnit, Resolution, Scope, Variable } from './scopes';

/** A message expanded in place, with the unnamed temporaries that its expansion needs. */
export interface InlinedMessage {
  readonly form: InlinedForm;
  /** Of `to:do:` and `timesRepeat:`: holds the limit, unless that is a number literal. */
  readonly limit: Variable | undefined;
  /** Of `timesRepeat:`. */
  readonly counter: Variable | undefined;
}

/** The compiler's working data for a named primitive or a numbered one. */
export interface PrimitiveDeclaration {
  readonly number: number;
  readonly name?: { readonly name: string; readonly module: string | undefined };
  readonly errorCode: Variable | undefined;
}

/** What the names of a method mean and where its variables live: all that the generator needs besides the tree. */
export interface Analysis {
  readonly unit: CodeUnit;
  readonly units: ReadonlyMap<BlockNode, CodeUnit>;
  readonly scopes: ReadonlyMap<MethodNode | BlockNode, Scope>;
  readonly resolutions: ReadonlyMap<VariableNode, Resolution>;
  readonly declarations: ReadonlyMap<NamedRange, Variable>;
  readonly inlined: ReadonlyMap<MessageNode, InlinedMessage>;
  readonly primitive: PrimitiveDeclaration | undefined;
  /** Names that nothing declares, each once, in order of appearance; compiled as bindings. */
  readonly undeclared: readonly string[];
  /** See CompileOptions. */
  readonly directedSupers?: boolean;
}
