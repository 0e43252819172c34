import { CodeActionKind, type CodeAction, type Diagnostic } from 'vscode-languageserver';
import { selectorArgumentCount } from '../../../runtime/compiler/characters';
import type { SourceDocument } from '../index/sourceDocument';
import type { SourceIndex } from '../index/sourceIndex';

export interface WantedMethod {
  readonly className: string;
  readonly isMeta: boolean;
  readonly selector: string;
}

/** Writes an empty method into the class's file; undefined if the class has none in the workspace. */
export function createMethodAction(
  index: SourceIndex,
  wanted: WantedMethod,
  diagnostic: Diagnostic,
): CodeAction | undefined {
  const entry = index.classes.get(wanted.className);
  if (!entry || entry.document.isKernel) return undefined;
  const { document } = entry;
  const text = document.text.getText();
  const { offset, newText } = insertionFor(document, wanted);
  const position = document.text.positionAt(Math.min(offset, text.length));
  return {
    title: `Create ${wanted.className}${wanted.isMeta ? ' class' : ''}>>${wanted.selector}`,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    edit: { changes: { [document.uri]: [{ range: { start: position, end: position }, newText }] } },
  };
}

function insertionFor(document: SourceDocument, wanted: WantedMethod): { offset: number; newText: string } {
  const { className, isMeta } = wanted;
  const pattern = patternFor(wanted.selector);
  const owner = isMeta ? `${className} class` : className;
  const text = document.text.getText();
  switch (document.file.format) {
    case 'tonel': {
      const gap = text.endsWith('\n') ? '\n' : '\n\n';
      const head = `{ #category : #'as yet unclassified' }\n${owner} >> ${pattern}`;
      return { offset: text.length, newText: `${gap}${head} [\n\t^self shouldBeImplemented\n]\n` };
    }
    case 'chunk': {
      const gap = text.endsWith('\n') ? '\n' : '\n\n';
      const head = `!${owner} methodsFor: 'as yet unclassified'!`;
      return { offset: text.length, newText: `${gap}${head}\n${pattern}\n\t^self shouldBeImplemented! !\n` };
    }
    case 'som': {
      const definition = document.classes.find(({ name }) => name === className)!;
      const isOwnSide = ({ item }: { item: { className: string; isMeta: boolean } }): boolean =>
        item.className === className && item.isMeta === isMeta;
      const last = document.methods.filter(isOwnSide).at(-1);
      const newMethod = `\n\n    ${pattern} = (\n        ^nil\n    )`;
      if (last) return { offset: last.item.stop, newText: newMethod };
      const fields = /\(\s*(?:\|[^|]*\|)?/g;
      fields.lastIndex = definition.nameRange.stop;
      const isSeparated = isMeta && text.includes('----');
      const opening = fields.exec(text);
      const firstPlace = opening ? opening.index + opening[0].trimEnd().length : definition.stop - 1;
      if (!isMeta) return { offset: firstPlace, newText: newMethod };
      if (!isSeparated) return { offset: definition.stop - 1, newText: `\n    ----${newMethod}\n` };
      return { offset: definition.stop - 1, newText: `${newMethod}\n` };
    }
  }
}

/** `at: argument1 put: argument2`. */
function patternFor(selector: string): string {
  const count = selectorArgumentCount(selector);
  if (count === 0) return selector;
  if (!selector.endsWith(':')) return `${selector} anObject`;
  const keywords = selector.split(/(?<=:)/);
  if (count === 1) return `${selector} anObject`;
  return keywords.map((keyword, at) => `${keyword} argument${at + 1}`).join(' ');
}
