import type { LiteralValue } from './literals';
import type { SourceRange } from './sourceRange';

/**
 * The syntax tree. A node's range is that of its own text, without parentheses around it; those are in
 * `outer`. Ranges of a message or an assignment include the parentheses of their parts.
 */
export type Expression =
  VariableNode | LiteralNode | AssignmentNode | MessageNode | CascadeNode | BlockNode | BraceNode | ErrorNode;

export type Statement = Expression | ReturnNode;

interface ExpressionRange extends SourceRange {
  /** The outermost parentheses around the expression, if it has any. */
  outer?: SourceRange;
}

/** A name with its place: a parameter, a temporary, a part of a selector. */
export interface NamedRange extends SourceRange {
  readonly name: string;
}

/** A comment with its quotes; `text` is what stands between them. */
export interface CommentNode extends SourceRange {
  readonly kind: 'comment';
  readonly text: string;
}

export interface VariableNode extends ExpressionRange {
  readonly kind: 'variable';
  readonly name: string;
}

/** A constant. Arrays have their elements as nodes too, with ranges. */
export interface LiteralNode extends ExpressionRange {
  readonly kind: 'literal';
  readonly value: LiteralValue;
  readonly elements?: readonly LiteralNode[];
}

export interface AssignmentNode extends ExpressionRange {
  readonly kind: 'assignment';
  readonly variable: VariableNode;
  readonly value: Expression;
}

/** A selector with its arguments: what a message and a part of a cascade have in common. */
export interface MessagePart {
  readonly selector: string;
  readonly selectorParts: readonly NamedRange[];
  readonly args: readonly Expression[];
}

export interface MessageNode extends ExpressionRange, MessagePart {
  readonly kind: 'message';
  readonly receiver: Expression;
}

/** One message of a cascade: from its selector to the end of its last argument. */
export interface CascadeMessage extends SourceRange, MessagePart {}

export interface CascadeNode extends ExpressionRange {
  readonly kind: 'cascade';
  readonly receiver: Expression;
  readonly messages: readonly CascadeMessage[];
}

/** Temporaries and statements of a method or a block. */
export interface SequenceNode extends SourceRange {
  readonly kind: 'sequence';
  readonly temporaries: readonly NamedRange[];
  readonly statements: readonly Statement[];
}

export interface BlockNode extends ExpressionRange {
  readonly kind: 'block';
  readonly parameters: readonly NamedRange[];
  readonly body: SequenceNode;
}

/** `{1 + 2. x}`. */
export interface BraceNode extends ExpressionRange {
  readonly kind: 'brace';
  readonly elements: readonly Expression[];
}

/** Stands where an expression should; a diagnostic of the same place tells what was expected. */
export interface ErrorNode extends ExpressionRange {
  readonly kind: 'error';
}

/** `^ value`. `implicit` marks the value of a do-it, which has no caret of its own. */
export interface ReturnNode extends SourceRange {
  readonly kind: 'return';
  readonly value: Expression;
  readonly implicit: boolean;
}

/** `<selector: argument …>`. Identifiers among the arguments (`error: ec`) are variable nodes. */
export interface PragmaNode extends SourceRange {
  readonly kind: 'pragma';
  readonly selector: string;
  readonly selectorParts: readonly NamedRange[];
  readonly args: readonly (LiteralNode | VariableNode)[];
}

export interface MethodNode extends SourceRange {
  readonly kind: 'method';
  /** '' when the pattern could not be read; 'DoIt' for a do-it. */
  readonly selector: string;
  readonly selectorParts: readonly NamedRange[];
  readonly parameters: readonly NamedRange[];
  readonly pragmas: readonly PragmaNode[];
  readonly body: SequenceNode;
  readonly comments: readonly CommentNode[];
  readonly isDoIt: boolean;
}

export type AstNode = MethodNode | PragmaNode | SequenceNode | Statement;

/** The range of an expression with the parentheses around it. */
export function outerRange(node: Statement): SourceRange {
  return node.kind === 'return' ? node : (node.outer ?? node);
}
