// Walks over trees: their parts, and how often they use which variable.
import type { Arm, Body, Cases, MethodTree, TreeNode, TreeVariable } from './tree';

export type TreePart = TreeNode | Arm | Cases;

/** The parts that a node is made of, in the order of evaluation. */
export function partsOf(node: TreePart): readonly TreePart[] {
  switch (node.kind) {
    case 'assignment':
      return [node.value, node.target];
    case 'send':
      return [node.receiver, ...node.args];
    case 'cascade':
      return [node.receiver, ...node.messages.flatMap(({ args }) => args)];
    case 'brace':
      return node.elements;
    case 'block':
    case 'arm':
      return node.body.statements;
    case 'return':
      return [node.value];
    case 'inlined':
      return [node.receiver, ...node.args];
    case 'cases':
      return node.pairs.flat();
    case 'loop':
      return [node.limit, node.start, node.condition, node.body].filter((part) => part !== undefined);
    default:
      return [];
  }
}

/** Calls `visit` with every node under `parts`, outer ones first. */
export function walk(parts: readonly TreePart[], visit: (node: TreePart) => void): void {
  for (const part of parts) {
    visit(part);
    walk(partsOf(part), visit);
  }
}

/** Every body of a method, outer ones first. */
export function bodiesOf(tree: MethodTree): Body[] {
  const bodies = [tree.body];
  walk(tree.body.statements, (node) => {
    if (node.kind === 'block' || node.kind === 'arm') bodies.push(node.body);
  });
  return bodies;
}

/** How often a variable is read or assigned. Parameters of blocks are no uses. */
export class UseCounts {
  private readonly counts = new Map<TreeVariable, number>();

  constructor(parts: readonly TreePart[]) {
    walk(parts, (node) => {
      if (node.kind === 'variable') this.counts.set(node.variable, this.of(node.variable) + 1);
    });
  }

  of(variable: TreeVariable): number {
    return this.counts.get(variable) ?? 0;
  }
}

/** The variable that a node reads or an assignment's target is. */
export function variableOf(node: TreeNode | undefined): TreeVariable | undefined {
  return node?.kind === 'variable' ? node.variable : undefined;
}

export function assignsIn(parts: readonly TreePart[], variable: TreeVariable): boolean {
  let found = false;
  walk(parts, (node) => {
    if (node.kind === 'assignment' && variableOf(node.target) === variable) found = true;
  });
  return found;
}
