import type { Expression, Statement } from './ast';

/** The names that statements assign to, at any depth. */
export function assignedNames(statements: readonly Statement[]): string[] {
  return statements.flatMap((each) => namesIn(each.kind === 'return' ? each.value : each));
}

function namesIn(node: Expression): string[] {
  switch (node.kind) {
    case 'assignment':
      return [node.variable.name, ...namesIn(node.value)];
    case 'message':
      return [node.receiver, ...node.args].flatMap(namesIn);
    case 'cascade':
      return [node.receiver, ...node.messages.flatMap(({ args }) => args)].flatMap(namesIn);
    case 'brace':
      return node.elements.flatMap(namesIn);
    case 'block':
      return assignedNames(node.body.statements);
    default:
      return [];
  }
}
