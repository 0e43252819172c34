import type { CompiledPragma, SourceMapEntry, TempInfo } from '../compiledCode';
import type { LiteralValue } from '../literals';
import type { PrimitivePragma } from '../primitivePragma';

/** An entry of a literal frame; `object` is the caller's own, a binding or a constant. */
export type ImageLiteral =
  | LiteralValue
  | { readonly kind: 'object'; readonly object: object }
  | { readonly kind: 'block'; readonly code: ImageCode };

/** A block whose code stands in its outer one's. */
export interface EmbeddedCode {
  /** Of its first byte in the outer code. */
  readonly offset: number;
  readonly code: ImageCode;
}

/** A method or a block for an unmodified image. */
export interface ImageCode {
  readonly selector: string;
  readonly numArgs: number;
  /** Arguments, copied values and temporaries. */
  readonly numTemps: number;
  /** `numTemps` and the deepest operand stack above them. */
  readonly frameSize: number;
  readonly numCopied: number;
  /** In the order of their first use; what the class and the selector add at the end is for the caller. */
  readonly literals: readonly ImageLiteral[];
  readonly bytes: Uint8Array;
  /** Sista V1, not V3. */
  readonly isSista: boolean;
  readonly sendsToSuper: boolean;
  readonly primitive: PrimitivePragma | undefined;
  readonly pragmas: readonly CompiledPragma[];
  readonly sourceMap: readonly SourceMapEntry[];
  readonly temps: readonly TempInfo[];
  readonly embedded: readonly EmbeddedCode[];
  readonly start: number;
  readonly stop: number;
  readonly isBlock: boolean;
}
