import { CompletionItemKind, type CompletionItem } from 'vscode-languageserver';
import type { SourceDocument } from '../index/sourceDocument';
import type { SourceIndex } from '../index/sourceIndex';

const tonelKeys = [
  '#name',
  '#superclass',
  '#type',
  '#traits',
  '#classTraits',
  '#instVars',
  '#classVars',
  '#classInstVars',
  '#pools',
  '#category',
  '#package',
  '#tag',
];

/** Outside code: classes where one is named, the keys of a Tonel header, and the words that begin a definition. */
export function headerCompletions(
  index: SourceIndex,
  document: SourceDocument,
  offset: number,
): CompletionItem[] {
  const text = document.text.getText();
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const word = /#?\w*$/.exec(line)?.[0] ?? '';
  const range = document.range({ start: offset - word.length, stop: offset });
  const items = (labels: Iterable<string>, kind: CompletionItemKind): CompletionItem[] =>
    [...labels].map((label) => ({ label, kind, filterText: label, textEdit: { range, newText: label } }));
  const names = [...index.classes.all].map(({ name }) => name);
  if (/#superclass\s*:\s*#?\w*$/.test(line)) {
    return items(
      names.map((name) => `#${name}`),
      CompletionItemKind.Class,
    );
  }
  if (/^\s*#\w*$/.test(line)) return items(tonelKeys, CompletionItemKind.Property);
  if (/^\w*$/.test(line) || /=\s*\w*$/.test(line)) {
    const words =
      document.methods.length + document.classes.length === 0 ? ['Class', 'Extension', 'Trait'] : [];
    return [...items(words, CompletionItemKind.Keyword), ...items(names, CompletionItemKind.Class)];
  }
  return [];
}
