import type { MethodNode } from '../../../runtime/compiler/ast';
import { parsed } from '../index/codeSummary';
import type { MethodCode } from '../index/sourceDocument';

/** `Account class>>for:`, as people write it. */
export function methodName({ item }: MethodCode): string {
  return `${item.className}${item.isMeta ? ' class' : ''}>>${item.selector}`;
}

/** `at: index put: value`: the pattern with the method's own argument names. */
export function patternText({ selectorParts, parameters }: MethodNode): string {
  return selectorParts
    .map(({ name }, at) => (parameters[at] ? `${name} ${parameters[at].name}` : name))
    .join(' ');
}

export function methodTree({ item, summary }: MethodCode): MethodNode {
  return parsed(item, summary).method;
}

/** The comment before a method's first statement, on paragraphs of its own; '' if there is none. */
export function methodComment(code: MethodCode): string {
  const { comments, body } = methodTree(code);
  const first = comments[0];
  const statement = body.statements[0];
  if (!first || (statement && first.start > statement.start)) return '';
  return first.text
    .replaceAll('""', '"')
    .trim()
    .replace(/\s*\n\s*/g, '\n');
}
