import type { CompletionItem } from 'vscode-languageserver';
import type { SourceIndex } from '../index/sourceIndex';
import { classText, selectorText } from './hover';
import { markdown } from './markdown';

interface ItemData {
  readonly selector?: string;
  readonly owner?: string;
  readonly className?: string;
}

/** Adds the documentation of a completion that was picked out. */
export function resolveCompletion(index: SourceIndex, item: CompletionItem): CompletionItem {
  const { selector, owner, className } = (item.data ?? {}) as ItemData;
  if (selector !== undefined) {
    const all = index.implementors(selector);
    const own = all.find((each) => `${each.item.className}${each.item.isMeta ? ' class' : ''}` === owner);
    return { ...item, documentation: markdown(selectorText(selector, own, all)) };
  }
  const entry = className === undefined ? undefined : index.classes.get(className);
  return entry ? { ...item, documentation: markdown(classText(entry)) } : item;
}
