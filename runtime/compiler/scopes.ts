import type { BlockNode, MessageNode, MethodNode } from './ast';
import type { SourceRange } from './sourceRange';

/** What the compiler asks its caller about names that the method itself doesn't declare. */
export interface NameScope {
  /** Index (base 0) of an instance variable of the class, inherited ones included. */
  instanceVariableIndex(name: string): number | undefined;
  /** True for a global, a class variable or a pool variable. */
  isBindable(name: string): boolean;
}

export type VariableKind = 'argument' | 'blockArgument' | 'temporary' | 'errorCode' | 'frame' | 'hidden';

/** A place in the stack frame of a method or a block: a variable's own, or that of a temp vector. */
export interface Cell {
  readonly unit: CodeUnit;
}

/** A variable that the method declares, at any depth. */
export interface Variable extends Cell, SourceRange {
  readonly name: string;
  readonly kind: VariableKind;
  readonly scope: Scope;
  /** Set once the whole method has been seen: the vector and slot of a variable that closures share. */
  remote?: { readonly vector: Vector; readonly slot: number };
  readCount: number;
  writeCount: number;
  /** True if it needs no nil at entry: the first thing done to it is an unconditional assignment. */
  assignedFirst: boolean;
}

/** An Array in a temporary, holding the shared variables of one scope. */
export interface Vector extends Cell {
  readonly scope: Scope;
  readonly variables: Variable[];
}

/** A method or a block with code of its own. */
export interface CodeUnit extends SourceRange {
  readonly node: MethodNode | BlockNode;
  readonly outer: CodeUnit | undefined;
  /** Arguments; of a do-it in a frame, the vector of the frame's variables. */
  readonly parameters: Cell[];
  /** Cells of outer units that this one needs, in the order of its copied values. */
  readonly copied: Cell[];
  /** Own temporaries and vectors, in frame order, after parameters and copied values. */
  locals: Cell[];
  usesSelf: boolean;
  usesInstanceVariables: boolean;
  usesThisContext: boolean;
  hasNonLocalReturn: boolean;
}

/** A method, a block, or an inlined block: where names are declared. */
export interface Scope extends SourceRange {
  readonly outer: Scope | undefined;
  readonly unit: CodeUnit;
  /** The inlined loop this scope is the body or the condition of. */
  readonly loop: MessageNode | undefined;
  readonly variables: Variable[];
  vector: Vector | undefined;
}

/** What a name in the source stands for. */
export type Resolution =
  | { readonly kind: 'variable'; readonly variable: Variable }
  | { readonly kind: 'instance'; readonly index: number }
  | { readonly kind: 'binding'; readonly name: string }
  | { readonly kind: 'pseudo'; readonly name: string };

/** Looks a name up from `scope` outwards. */
export function lookupVariable(scope: Scope, name: string): Variable | undefined {
  for (let each: Scope | undefined = scope; each; each = each.outer) {
    // Backwards: of two variables with one name, an error anyway, the nearer wins.
    for (let index = each.variables.length - 1; index >= 0; index--) {
      const variable = each.variables[index] as Variable;
      if (variable.name === name && variable.kind !== 'hidden') return variable;
    }
  }
  return undefined;
}

/** True if the scope's code can run several times while its unit runs once. */
export function isInLoop(scope: Scope): boolean {
  for (let each: Scope | undefined = scope; each && each.unit === scope.unit; each = each.outer) {
    if (each.loop) return true;
  }
  return false;
}

/** The frame of a unit: arguments, copied values, own temporaries and vectors. */
export function frameCells(unit: CodeUnit): Cell[] {
  return [...unit.parameters, ...unit.copied, ...unit.locals];
}

/** A unit without variables yet. */
export function newUnit(node: MethodNode | BlockNode, outer: CodeUnit | undefined): CodeUnit {
  return {
    node,
    outer,
    start: node.start,
    stop: node.stop,
    parameters: [],
    copied: [],
    locals: [],
    usesSelf: false,
    usesInstanceVariables: false,
    usesThisContext: false,
    hasNonLocalReturn: false,
  };
}

/** A scope without variables yet. */
export function newScope(outer: Scope | undefined, unit: CodeUnit, range: SourceRange): Scope {
  return {
    outer,
    unit,
    start: range.start,
    stop: range.stop,
    loop: undefined,
    variables: [],
    vector: undefined,
  };
}
