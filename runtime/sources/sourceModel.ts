import type { SourceRange } from '../compiler/sourceRange';
import type { OffsetMap } from './offsetMap';

// What source files say, whatever their format. All ranges are offsets into the file's text.

export type SourceFormat = 'tonel' | 'chunk' | 'som';

/** The shape of instances, by the words of Squeak's and Pharo's definition messages. */
export type ClassKind =
  | 'normal'
  | 'variable'
  | 'bytes'
  | 'doubleBytes'
  | 'words'
  | 'doubleWords'
  | 'weak'
  | 'ephemeron'
  | 'immediate'
  | 'compiledMethod';

export interface PackageDefinition extends SourceRange {
  readonly kind: 'package';
  readonly name: string;
}

export interface ClassDefinition extends SourceRange {
  readonly kind: 'class';
  readonly name: string;
  /** Undefined for nil. Traits have none. */
  readonly superclassName: string | undefined;
  readonly isTrait: boolean;
  readonly classKind: ClassKind;
  readonly instanceVariables: readonly string[];
  readonly classVariables: readonly string[];
  readonly classInstanceVariables: readonly string[];
  readonly pools: readonly string[];
  readonly category: string;
  /** Empty where the format has no packages. */
  readonly package: string;
  readonly comment: string;
  /** As written (`TFoo + TBar - {#x}`); empty if there is none. */
  readonly traits: string;
  readonly classTraits: string;
  /** Where the class's name stands. */
  readonly nameRange: SourceRange;
}

export interface MethodDefinition extends SourceRange {
  readonly kind: 'method';
  readonly className: string;
  readonly isMeta: boolean;
  /** '' if the pattern can't be read. */
  readonly selector: string;
  readonly protocol: string;
  /** Source that the compiler takes: pattern and body. */
  readonly source: string;
  /** From offsets in `source` to offsets in the file and back. */
  readonly offsets: OffsetMap;
  /** True if the file doesn't define the class. */
  readonly isExtension: boolean;
  /** Author and time, as chunk files have them. */
  readonly stamp: string;
}

/** A class comment that comes apart from the definition. */
export interface CommentDefinition extends SourceRange {
  readonly kind: 'comment';
  readonly className: string;
  readonly isMeta: boolean;
  readonly text: string;
  readonly stamp: string;
}

/** `Foo class instanceVariableNames: 'a b'`, apart from the definition. */
export interface ClassSideDefinition extends SourceRange {
  readonly kind: 'classSide';
  readonly className: string;
  readonly instanceVariables: readonly string[];
  readonly traits: string;
}

/** An expression of a chunk file, to be evaluated where it stands. */
export interface DoItDefinition extends SourceRange {
  readonly kind: 'doIt';
  readonly source: string;
  readonly offsets: OffsetMap;
}

export type SourceItem =
  | PackageDefinition
  | ClassDefinition
  | MethodDefinition
  | CommentDefinition
  | ClassSideDefinition
  | DoItDefinition;

/** What is wrong with a file, and where. Base 1, as editors count; the range is in offsets. */
export interface SourceProblem extends SourceRange {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** One sentence: what was expected, and what stands there. */
  readonly message: string;
}

/** One file, read. Never fails as a whole: what could be read is in `items`, in file order. */
export interface SourceFile {
  readonly file: string;
  readonly format: SourceFormat;
  readonly items: readonly SourceItem[];
  readonly problems: readonly SourceProblem[];
}

/** `file:line:column: message`, the form that terminals and editors link. */
export function problemText({ file, line, column, message }: SourceProblem): string {
  return `${file}:${line}:${column}: ${message}`;
}
