import type { WorkspaceEdit } from 'vscode-languageserver';
import type { NamedRange } from '../../../runtime/compiler/ast';
import { parsed } from '../index/codeSummary';
import type { Code } from '../index/sourceDocument';
import type { SourceIndex } from '../index/sourceIndex';
import { methodName, methodTree } from '../meaning/methodText';
import { walkMethod } from '../index/syntaxWalk';
import { EditList } from './editList';
import { refusal } from './refusal';

/** Renames all methods of a selector, all sends of it and its symbols; both selectors take as many arguments. */
export function renameSelector(index: SourceIndex, oldName: string, newName: string): WorkspaceEdit {
  const methods = index.implementors(oldName);
  const ofKernel = methods.find(({ document }) => document.isKernel);
  if (ofKernel)
    throw refusal(`${methodName(ofKernel)} is in the embedded image: its senders there can't be changed`);
  const clash = methods.find(({ item }) => index.methodIn(item.className, item.isMeta, newName));
  if (clash) throw refusal(`${clash.item.className} already has a method ${newName}`);
  const edits = new EditList();
  const newParts = newName.split(/(?<=:)/);
  const parts = (code: Code, old: readonly NamedRange[]): void =>
    old.forEach((part, at) => edits.replaceIn(code, part, newParts[at] ?? newName));
  for (const method of methods) parts(method, methodTree(method).selectorParts);
  for (const { code, send } of index.senders(oldName)) parts(code, send.parts);
  for (const { code, range } of index.symbols(oldName))
    edits.replaceIn(code, range, symbolText(code, range, newName));
  return edits.workspaceEdit();
}

/** A symbol as it must be spelt where it stands: in a literal array it may go without its `#`. */
function symbolText(code: Code, { start, stop }: NamedRange, newName: string): string {
  const isBare = !code.item.source.slice(start, stop).startsWith('#');
  let isElement = false;
  walkMethod(parsed(code.item, code.summary).method, (node) => {
    if (node.kind === 'literal' && node.elements?.some((each) => each.start === start)) isElement = true;
  });
  return isBare && isElement ? newName : `#${newName}`;
}
