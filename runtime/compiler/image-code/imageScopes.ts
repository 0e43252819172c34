// Variables, scopes and frames of a method that is compiled for an unmodified image.
import type { BlockNode, MessageNode, MethodNode, NamedRange, VariableNode } from '../ast';
import type { PrimitivePragma } from '../primitivePragma';
import type { SourceRange } from '../sourceRange';
import type { ImageInlining } from './imageInlining';

/** What the image knows of names that the method itself doesn't declare. Values are the caller's own objects. */
export interface ImageNameScope {
  /** Index (base 0) of an instance variable of the class, inherited ones included. */
  instanceVariableIndex(name: string): number | undefined;
  /** The binding of a global, class or pool variable. */
  binding(name: string): object | undefined;
  /** A name that stands for a constant object. */
  constant?(name: string): object | undefined;
  /** That of the class, for super sends in CompiledBlocks. */
  readonly classBinding?: object;
}

export type ImageVariableKind =
  'argument' | 'blockArgument' | 'loopArgument' | 'temporary' | 'errorCode' | 'hidden';

/** A place in a frame. */
export interface ImageCell {
  readonly unit: ImageUnit;
}

export interface ImageVariable extends SourceRange {
  readonly name: string;
  readonly kind: ImageVariableKind;
  readonly scope: ImageScope;
  /** Several variables of one name may have one place. */
  readonly cell: ImageCell;
  remote?: { readonly vector: ImageVector; readonly slot: number };
}

export interface ImageVector extends ImageCell {
  readonly variables: ImageVariable[];
}

/** A method or a block with a frame of its own. */
export interface ImageUnit extends SourceRange {
  readonly node: MethodNode | BlockNode;
  readonly outer: ImageUnit | undefined;
  readonly parameters: ImageCell[];
  readonly copied: ImageCell[];
  readonly locals: ImageCell[];
  /** The scope that the block stands in. */
  readonly place: ImageScope | undefined;
}

/** A method, a block, or a block expanded in place. */
export interface ImageScope extends SourceRange {
  readonly outer: ImageScope | undefined;
  readonly unit: ImageUnit;
  /** The body or condition of a loop expanded in place. */
  readonly isLoop: boolean;
  readonly variables: ImageVariable[];
  vector: ImageVector | undefined;
}

export type ImageResolution =
  | { readonly kind: 'variable'; readonly variable: ImageVariable }
  | { readonly kind: 'instance'; readonly index: number }
  | { readonly kind: 'binding'; readonly binding: object }
  | { readonly kind: 'constant'; readonly value: object }
  | { readonly kind: 'pseudo'; readonly name: string };

/** A read or a write, in the order of evaluation. */
export interface ImageAccess {
  readonly variable: ImageVariable;
  readonly scope: ImageScope;
  readonly isWrite: boolean;
  /** Counts beginnings and ends of blocks: accesses between the same two have the same number. */
  readonly location: number;
}

export interface ImageAnalysis {
  readonly names: ImageNameScope;
  readonly unit: ImageUnit;
  readonly units: ReadonlyMap<BlockNode, ImageUnit>;
  readonly scopes: ReadonlyMap<MethodNode | BlockNode, ImageScope>;
  readonly resolutions: ReadonlyMap<VariableNode, ImageResolution>;
  readonly declarations: ReadonlyMap<NamedRange, ImageVariable>;
  readonly inlined: ReadonlyMap<MessageNode, InlinedImageMessage>;
  readonly primitive: PrimitivePragma | undefined;
  readonly errorCode: ImageVariable | undefined;
}

export interface InlinedImageMessage {
  readonly form: ImageInlining;
  readonly limit: ImageVariable | undefined;
  readonly counter: ImageVariable | undefined;
}

/** The frame of a unit: arguments, copied values, temporaries and vectors. */
export function imageFrame(unit: ImageUnit): ImageCell[] {
  return [...unit.parameters, ...unit.copied, ...unit.locals];
}

export function findVariable(scope: ImageScope, name: string): ImageVariable | undefined {
  for (let each: ImageScope | undefined = scope; each; each = each.outer) {
    const found = each.variables.findLast((variable) => variable.name === name && variable.kind !== 'hidden');
    if (found) return found;
  }
  return undefined;
}
