// What bytecodes say, as a tree: between instructions and syntax. Variables are places in frames here; names and
// scopes come later (naming.ts), when all uses are known.
import type { Method, MethodLiteral } from '../object-memory/method';

/** A variable of a frame, or a slot of a temp vector. */
export interface TreeVariable {
  readonly kind: 'argument' | 'temporary' | 'shared';
  /** Code that declares it. */
  readonly unit: Method;
  /** In the frame; in the vector if it is shared. */
  readonly index: number;
  /** A temp vector's variables are declared together. */
  readonly vector: TreeVector | null;
  name: string;
}

/** The Array of the variables that blocks share: none of the source's own. */
export interface TreeVector {
  readonly slots: readonly TreeVariable[];
}

/** Which instruction a node came from: its bytecode's offset in the code of `unit`. */
export interface Place {
  readonly unit: Method;
  readonly pc: number;
}

export interface VariableRead {
  readonly kind: 'variable';
  readonly variable: TreeVariable;
}
export interface FieldRead {
  readonly kind: 'field';
  readonly index: number;
}
/** A global, class or pool variable: its binding is a literal. */
export interface BindingRead {
  readonly kind: 'binding';
  readonly binding: MethodLiteral;
}
export interface PseudoRead {
  readonly kind: 'pseudo';
  readonly name: 'self' | 'super' | 'nil' | 'true' | 'false' | 'thisContext' | 'thisProcess';
}
export interface LiteralRead {
  readonly kind: 'literal';
  readonly value: MethodLiteral;
}
export interface Assignment {
  readonly kind: 'assignment';
  readonly target: VariableRead | FieldRead | BindingRead;
  value: TreeNode;
  readonly at: Place;
}
export interface Message {
  readonly selector: string;
  readonly args: readonly TreeNode[];
  readonly at: Place;
}
export interface Send extends Message {
  readonly kind: 'send';
  readonly receiver: TreeNode;
}
export interface Cascade {
  readonly kind: 'cascade';
  readonly receiver: TreeNode;
  readonly messages: readonly Message[];
}
export interface Brace {
  readonly kind: 'brace';
  readonly elements: readonly TreeNode[];
  readonly at: Place;
}
/** A block with code of its own. */
export interface Block {
  readonly kind: 'block';
  readonly parameters: readonly TreeVariable[];
  readonly body: Body;
  readonly at: Place;
}
export interface Return {
  readonly kind: 'return';
  readonly value: TreeNode;
  readonly at: Place;
  /** At the end of a method: `^self` that nobody wrote. */
  readonly isImplicit: boolean;
}
/** A message expanded in place; arms are bodies in the places of its block arguments. */
export interface Inlined {
  readonly kind: 'inlined';
  selector: string;
  receiver: TreeNode;
  args: readonly (TreeNode | Arm | Cases)[];
  /** The decision. */
  readonly at: Place;
  /** Its code leaves a value, which may be popped then. */
  readonly isValue: boolean;
}
/** The argument of `caseOf:`: `{[value] -> [branch] …}`. */
export interface Cases {
  readonly kind: 'cases';
  readonly pairs: readonly (readonly [Arm, Arm])[];
}
/** A block of an inlined message. */
export interface Arm {
  readonly kind: 'arm';
  parameters: readonly TreeVariable[];
  readonly body: Body;
}
export interface Loop {
  readonly kind: 'loop';
  /** Absent: `repeat`. */
  readonly condition: Arm | undefined;
  readonly until: boolean;
  /** Absent: `[…] whileTrue`. */
  readonly body: Arm | undefined;
  readonly at: Place;
  /** Of a counting loop whose value is used: the assignments of its start and of its limit. */
  readonly start: Assignment | undefined;
  readonly limit: Assignment | undefined;
  /** As `to:do:`; found when all uses of its variables are known. */
  counted: CountedLoop | undefined;
}
/** `start to: limit by: step do: [:index | …]`. */
export interface CountedLoop {
  readonly index: TreeVariable;
  readonly start: TreeNode;
  readonly limit: TreeNode;
  /** The variable the limit is kept in; undefined if it is a constant. */
  readonly limitVariable: TreeVariable | undefined;
  readonly step: TreeNode;
  /** It stands for this many statements before the loop. */
  readonly prefix: number;
  /** Where it counts on. */
  readonly increment: Place;
  /** `limit timesRepeat: […]`. */
  readonly isRepetition: boolean;
}

export type TreeNode =
  | VariableRead
  | FieldRead
  | BindingRead
  | PseudoRead
  | LiteralRead
  | Assignment
  | Send
  | Cascade
  | Brace
  | Block
  | Return
  | Inlined
  | Loop;

/** Statements with the variables declared for them. */
export interface Body {
  temporaries: TreeVariable[];
  statements: TreeNode[];
}

export interface MethodTree {
  readonly method: Method;
  readonly parameters: readonly TreeVariable[];
  /** A temporary that takes the error code of the primitive. */
  readonly errorCode: TreeVariable | undefined;
  readonly body: Body;
}

export const pseudo = (name: PseudoRead['name']): PseudoRead => ({ kind: 'pseudo', name });

export function isPseudo(node: TreeNode | undefined, name: PseudoRead['name']): boolean {
  return node?.kind === 'pseudo' && node.name === name;
}
