import {
  CompletionItemKind,
  InsertTextFormat,
  type CompletionItem,
  type CompletionList,
} from 'vscode-languageserver';
import type { SourceIndex } from '../index/sourceIndex';
import { withTraits } from '../meaning/classScope';
import { methodTree } from '../meaning/methodText';
import type { ValueType } from '../meaning/methodLookup';

const longestList = 200;

export interface MessageQuery {
  /** What of the selector has been typed. */
  readonly word: string;
  /** The receiver's class, where known. */
  readonly type: ValueType | undefined;
  /** Keywords typed before, of a message that may go on. */
  readonly keywords: string;
  readonly useSnippets: boolean;
}

/** Selectors that go on from what was typed: the receiver's own first, then the most sent. */
export function messageCompletions(index: SourceIndex, query: MessageQuery): CompletionList {
  const { word, type, keywords } = query;
  const prefix = word.toLowerCase();
  const depths = type
    ? understoodSelectors(index, type)
    : new Map<string, { depth: number; owner: string }>();
  const matches: { selector: string; rest: string; rank: number }[] = [];
  for (const selector of index.selectors) {
    if (!/^[\p{L}_]/u.test(selector)) continue;
    const continues = keywords !== '' && selector.startsWith(keywords) && selector.length > keywords.length;
    if (continues && selector.slice(keywords.length).toLowerCase().startsWith(prefix)) {
      matches.push({ selector, rest: selector.slice(keywords.length), rank: -1 });
    }
    // In the midst of a keyword message, only a unary one can be sent to its argument.
    if (keywords !== '' && selector.includes(':')) continue;
    if (selector.toLowerCase().startsWith(prefix)) {
      matches.push({ selector, rest: selector, rank: depths.get(selector)?.depth ?? 50 });
    }
  }
  const sorted = matches
    .map((match) => ({ ...match, popularity: index.popularity(match.selector) }))
    .sort((a, b) => a.rank - b.rank || b.popularity - a.popularity || (a.selector < b.selector ? -1 : 1));
  const items = sorted.slice(0, longestList).map(({ selector, rest }, position): CompletionItem => {
    const owner = depths.get(selector)?.owner;
    return {
      label: rest,
      kind: CompletionItemKind.Method,
      detail: owner,
      sortText: String(position).padStart(4, '0'),
      data: { selector, owner },
      ...insertion(index, selector, rest, query.useSnippets),
    };
  });
  return { isIncomplete: sorted.length > longestList, items };
}

/** What the type's objects understand: how far up each method is, and in which class. */
function understoodSelectors(
  index: SourceIndex,
  { className, isMeta }: ValueType,
): Map<string, { depth: number; owner: string }> {
  const found = new Map<string, { depth: number; owner: string }>();
  const collect = (name: string, meta: boolean, from: number): void => {
    for (const [depth, entry] of withTraits(index.classes, name, meta).entries()) {
      for (const { item } of index.methodsOf(entry.name, meta)) {
        const owner = `${entry.name}${meta ? ' class' : ''}`;
        if (!found.has(item.selector)) found.set(item.selector, { depth: from + depth, owner });
      }
    }
  };
  collect(className, isMeta, 0);
  if (isMeta) collect('Class', false, 20);
  return found;
}

function insertion(
  index: SourceIndex,
  selector: string,
  rest: string,
  useSnippets: boolean,
): Partial<CompletionItem> {
  const keywords = rest.split(/(?<=:)/);
  if (!rest.endsWith(':')) return {};
  if (!useSnippets) return { insertText: `${keywords[0]} ` };
  const method = index.implementors(selector)[0];
  const names = method ? methodTree(method).parameters.map(({ name }) => name) : [];
  const skipped = selector.split(':').length - rest.split(':').length;
  const text = keywords
    .map((keyword, at) => `${keyword} \${${at + 1}:${names[at + skipped] ?? 'argument'}}`)
    .join(' ');
  return { insertText: text, insertTextFormat: InsertTextFormat.Snippet };
}
