import type {
  Expression,
  MethodNode,
  PragmaNode,
  SequenceNode,
  Statement,
} from '../../../runtime/compiler/ast';

export type WalkedNode = PragmaNode | SequenceNode | Statement;

/** Calls `visit` for every node below a method, outer ones first, in the order of the source. */
export function walkMethod(method: MethodNode, visit: (node: WalkedNode) => void): void {
  for (const pragma of method.pragmas) {
    visit(pragma);
    for (const argument of pragma.args) walkExpression(argument, visit);
  }
  walkSequence(method.body, visit);
}

function walkSequence(sequence: SequenceNode, visit: (node: WalkedNode) => void): void {
  visit(sequence);
  for (const statement of sequence.statements) {
    if (statement.kind !== 'return') {
      walkExpression(statement, visit);
      continue;
    }
    visit(statement);
    walkExpression(statement.value, visit);
  }
}

/** Calls `visit` for an expression and every node below it. */
export function walkExpression(node: Expression, visit: (node: WalkedNode) => void): void {
  visit(node);
  switch (node.kind) {
    case 'assignment':
      walkExpression(node.variable, visit);
      walkExpression(node.value, visit);
      return;
    case 'message':
      walkExpression(node.receiver, visit);
      for (const each of node.args) walkExpression(each, visit);
      return;
    case 'cascade':
      walkExpression(node.receiver, visit);
      for (const message of node.messages) for (const each of message.args) walkExpression(each, visit);
      return;
    case 'brace':
      for (const each of node.elements) walkExpression(each, visit);
      return;
    case 'block':
      walkSequence(node.body, visit);
      return;
    case 'literal':
      for (const each of node.elements ?? []) walkExpression(each, visit);
  }
}
