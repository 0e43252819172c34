import type { Literal, LiteralValue } from './literals';
import type { SourceRange } from './sourceRange';

/**
 * What a source position in the code stands for:
 * - `statement`: the first bytecode of a statement, in blocks and inlined blocks too;
 * - `send`: the bytecode of a send, special selectors included; its range is the whole message;
 * - `condition`: where an inlined message (`ifTrue:`, `whileTrue:`, `to:do:`…) decides or counts;
 * - `return`: the bytecode that returns; at an implicit `^self` the range is empty, at the method's end;
 * - `block-entry`: pc 0 of a block.
 */
export type SourceMapKind = 'statement' | 'send' | 'condition' | 'return' | 'block-entry';

/** One entry of a source map; entries are sorted by `pc`, and at one pc the last is the most exact. */
export interface SourceMapEntry extends SourceRange {
  /** Offset of the bytecode (of its first extension byte, if it has any) in `bytes`. */
  readonly pc: number;
  readonly kind: SourceMapKind;
  /** Of sends and conditions. */
  readonly selector?: string;
  /** Of sends and conditions: where the first part of the selector starts. */
  readonly selectorStart?: number;
}

/** Where a variable's value is, in a frame of this code. Indices are base 0; arguments come first. */
export type TempLocation =
  | { readonly kind: 'stack'; readonly index: number }
  | { readonly kind: 'vector'; readonly index: number; readonly slot: number };

/** A named variable of a frame, with the source range in which its name is in scope. */
export interface TempInfo extends SourceRange {
  readonly name: string;
  readonly kind: 'argument' | 'temporary' | 'copied';
  /** A `vector` location means: element `slot` (base 0) of the Array held by temporary `index`. */
  readonly location: TempLocation;
}

/** A pragma with its literal arguments; words among them (`error: ec`) are symbols. */
export interface CompiledPragma {
  readonly selector: string;
  readonly args: readonly LiteralValue[];
}

/** The code of a method, or of a full block, in Sista V1 bytecodes. */
export interface CompiledCode {
  /** Of a block: the selector of its method. */
  readonly selector: string;
  readonly numArgs: number;
  /** Arguments, then copied values (blocks), then temporaries. */
  readonly numTemps: number;
  /** `numTemps` and the deepest operand stack above them, exact. */
  readonly frameSize: number;
  /** How many values a block copies from its outer frame; 0 for a method. */
  readonly numCopied: number;
  /**
   * The literal frame. Code that sends to super ends with `thisClassBinding`; so does a method if one of its
   * blocks does.
   * A method with a named primitive begins with Squeak's array: module, name, 0, 0.
   */
  readonly literals: readonly Literal[];
  readonly bytes: Uint8Array;
  /** 0 for none; 117 for a named one. */
  readonly primitive: number;
  readonly primitiveName?: { readonly name: string; readonly module: string | undefined };
  readonly pragmas: readonly CompiledPragma[];
  readonly sourceMap: readonly SourceMapEntry[];
  readonly temps: readonly TempInfo[];
  /** The source range of the method or the block. */
  readonly start: number;
  readonly stop: number;
  readonly isBlock: boolean;
  /** The following four are about this code and the blocks in it. */
  readonly usesSelf: boolean;
  readonly usesInstanceVariables: boolean;
  readonly usesThisContext: boolean;
  /** True if a block inside (or this block itself) returns from the method. */
  readonly hasNonLocalReturn: boolean;
}

/**
 * The source position of the bytecode at `pc`; for a frame that waits for an answer, pass the pc it will
 * continue at minus one, which lies in the send.
 */
export function sourceEntryAt(code: CompiledCode, pc: number): SourceMapEntry | undefined {
  let found: SourceMapEntry | undefined;
  for (const entry of code.sourceMap) {
    if (entry.pc > pc) break;
    found = entry;
  }
  return found;
}
