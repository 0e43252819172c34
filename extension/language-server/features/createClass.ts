import { CodeActionKind, type CodeAction, type Diagnostic } from 'vscode-languageserver';
import type { SourceDocument } from '../index/sourceDocument';

/** Creates a class in a file beside the document, in its format; in a chunk file, at the top of the document itself. */
export function createClassAction(
  document: SourceDocument,
  className: string,
  diagnostic: Diagnostic,
  canCreateFiles: boolean,
): CodeAction[] {
  const { format } = document.file;
  const action = {
    title: `Create class ${className}`,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
  };
  const category = document.classes[0]?.category || 'Unclassified';
  if (format === 'chunk') {
    const definition =
      `Object subclass: #${className}\n\tinstanceVariableNames: ''\n\tclassVariableNames: ''\n` +
      `\tpoolDictionaries: ''\n\tcategory: '${category.replaceAll("'", "''")}'!\n\n`;
    const start = { line: 0, character: 0 };
    const edits = [{ range: { start, end: start }, newText: definition }];
    return [{ ...action, edit: { changes: { [document.uri]: edits } } }];
  }
  if (!canCreateFiles || !document.uri.startsWith('file:')) return [];
  const folder = document.uri.slice(0, document.uri.lastIndexOf('/') + 1);
  const uri = `${folder}${encodeURIComponent(className)}${format === 'som' ? '.som' : '.class.st'}`;
  const text =
    format === 'som'
      ? `${className} = (\n)\n`
      : `Class {\n\t#name : #${className},\n\t#superclass : #Object,\n\t#category : #'${category}'\n}\n`;
  const start = { line: 0, character: 0 };
  return [
    {
      ...action,
      edit: {
        documentChanges: [
          { kind: 'create', uri, options: { ignoreIfExists: true } },
          { textDocument: { uri, version: null }, edits: [{ range: { start, end: start }, newText: text }] },
        ],
      },
    },
  ];
}
