import { DocumentHighlightKind, type DocumentHighlight } from 'vscode-languageserver';
import type { SourceDocument } from '../index/sourceDocument';
import type { SourceIndex } from '../index/sourceIndex';
import { targetAt } from '../meaning/cursorTarget';
import { classVariableOccurrences, localOccurrences } from '../meaning/variableOccurrences';
import { references } from './references';

/** Other places of the same name in the document. */
export function documentHighlights(
  index: SourceIndex,
  document: SourceDocument,
  offset: number,
): DocumentHighlight[] {
  const target = targetAt(index, document, offset);
  if (!target) return [];
  if (target.kind === 'local' || target.kind === 'classVariable') {
    const occurrences =
      target.kind === 'local'
        ? localOccurrences(index, target.code, target.variable)
        : classVariableOccurrences(index, target.variable);
    return occurrences
      .filter(({ code }) => code.document === document)
      .map(({ code, range, isWrite }) => ({
        range: document.rangeIn(code.item, range),
        kind: isWrite ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
      }));
  }
  return references(index, document, offset, true)
    .filter(({ uri }) => uri === document.uri)
    .map(({ range }) => ({ range, kind: DocumentHighlightKind.Text }));
}
