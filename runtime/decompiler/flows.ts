// What the structurer knows of a stretch of code while it reads it: values on the stack, statements, how it ends.
import {
  isPseudo,
  type Arm,
  type Message,
  type Place,
  type PseudoRead,
  type TreeNode,
  type TreeVariable,
  type TreeVector,
} from './tree';

/** No compiler of Smalltalk makes such code. */
export class UnstructuredCode extends Error {}

export type Cell = TreeVariable | TreeVector;

/** A value that is on the stack twice: the receiver of a cascade, or what `ifNil:` and `caseOf:` look at. */
export interface Shared {
  readonly kind: 'shared';
  readonly node: TreeNode;
  readonly messages: Message[];
}

export type Item =
  | TreeNode
  | Shared
  | { readonly kind: 'duplicate'; readonly of: Shared }
  | { readonly kind: 'part'; readonly of: Shared; readonly message: Message }
  /** `== nil` or `= case` of a shared value, before a jump. */
  | { readonly kind: 'test'; readonly of: Shared; readonly selector: string; readonly arg: TreeNode }
  | { readonly kind: 'vector'; readonly vector: TreeVector };

export type Exit =
  | { readonly kind: 'end' }
  | { readonly kind: 'return' }
  /** A block's end: its value is on the stack. */
  | { readonly kind: 'blockReturn' }
  /** A jump out of the region, if the value is `on`. */
  | { readonly kind: 'condition'; readonly on: boolean; readonly value: TreeNode; readonly at: Place }
  /** The next instruction takes something from below the region's own stack. */
  | { readonly kind: 'underflow' }
  /** The test of a case of `caseOf:`. */
  | { readonly kind: 'case'; readonly value: TreeNode; readonly isLast: boolean };

/** What a stretch of code does. */
export interface Flow {
  readonly statements: TreeNode[];
  readonly temporaries: TreeVariable[];
  readonly stack: Item[];
  exit: Exit;
  next: number;
}

export interface Limits {
  /** Where the loop leads whose condition the region is. */
  readonly loopExit?: number;
  readonly stopsAtUnderflow?: boolean;
  /** The value whose next case is read. */
  readonly caseOf?: Shared;
}

export function isVector(cell: Cell): cell is TreeVector {
  return 'slots' in cell;
}

export function node(item: Item): TreeNode {
  switch (item.kind) {
    case 'shared':
      if (item.messages.length > 0) throw new UnstructuredCode('a cascade has no end');
      return item.node;
    case 'duplicate':
    case 'part':
    case 'test':
    case 'vector':
      throw new UnstructuredCode(`a ${item.kind} is used as a value`);
    default:
      return item;
  }
}

export function isJust({ body, parameters }: Arm, name: PseudoRead['name']): boolean {
  return parameters.length === 0 && body.statements.length === 1 && isPseudo(body.statements[0], name);
}
