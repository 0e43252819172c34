// Which messages a dialect's compiler expands in place.
import type { BlockNode, BraceNode, Expression, MessageNode } from '../ast';
import { assignedNames } from '../assignedNames';
import { inlinedForm, type InlinedForm } from '../inlining';
import type { ImageDialect } from './imageDialect';

export type ImageInlining =
  | InlinedForm
  | {
      readonly kind: 'case';
      readonly cases: readonly { readonly value: BlockNode; readonly branch: BlockNode }[];
      readonly otherwise: BlockNode | undefined;
    };

/** The way `message` is expanded in place, or undefined if it is sent. */
export function imageInlining(message: MessageNode, dialect: ImageDialect): ImageInlining | undefined {
  const { selector, args } = message;
  if (!dialect.inlined.has(selector)) return undefined;
  if (selector.startsWith('caseOf:')) return caseForm(args);
  const form = inlinedForm(message);
  if (form === undefined) return undefined;
  if (form.kind === 'ifNil' && (form.whenNotNil?.parameters.length ?? 0) > 0)
    if (!dialect.inlined.has('ifNotNil: with argument')) return undefined;
  if (form.kind === 'toDo' && dialect.sendsIfLimitAssigned && assigns(form.body, form.limit))
    return undefined;
  return form;
}

function assigns(body: BlockNode, limit: Expression): boolean {
  return limit.kind === 'variable' && assignedNames(body.body.statements).includes(limit.name);
}

function caseForm([first, otherwise]: readonly Expression[]): ImageInlining | undefined {
  if (first?.kind !== 'brace' || first.elements.length === 0) return undefined;
  const cases = casesOf(first);
  if (cases === undefined) return undefined;
  if (otherwise !== undefined && !isPlainBlock(otherwise)) return undefined;
  return { kind: 'case', cases, otherwise };
}

function casesOf({ elements }: BraceNode): { value: BlockNode; branch: BlockNode }[] | undefined {
  const cases: { value: BlockNode; branch: BlockNode }[] = [];
  for (const each of elements) {
    if (each.kind !== 'message' || each.selector !== '->') return undefined;
    const [branch] = each.args;
    if (!isPlainBlock(each.receiver) || !branch || !isPlainBlock(branch)) return undefined;
    cases.push({ value: each.receiver, branch });
  }
  return cases;
}

function isPlainBlock(node: Expression): node is BlockNode {
  return node.kind === 'block' && node.parameters.length === 0;
}
