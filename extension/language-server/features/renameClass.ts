import type { RenameFile, TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver';
import type { SourceIndex } from '../index/sourceIndex';
import { classMentions } from '../meaning/classMentions';
import { meaningOf } from '../meaning/codeMeaning';
import { variablesOf } from '../meaning/classScope';
import { EditList } from './editList';
import { refusal } from './refusal';

/** Renames a class: its definition, the heads of its methods, its subclasses' definitions, all uses, and its file. */
export function renameClass(
  index: SourceIndex,
  oldName: string,
  newName: string,
  canRenameFiles: boolean,
): WorkspaceEdit {
  const entry = index.classes.get(oldName);
  if (!entry) throw refusal(`${oldName} has no definition in the workspace`);
  if (entry.document.isKernel) throw refusal(`${oldName} is a class of the embedded image`);
  if (index.classes.get(newName)) throw refusal(`There is already a class ${newName}`);
  if (!/^\p{Lu}/u.test(newName)) throw refusal('The name of a class begins with a capital letter');
  const edits = new EditList();
  for (const document of index.documents) {
    if (document.isKernel) continue;
    for (const mention of classMentions(document)) {
      if (mention.name === oldName) edits.replace(document, mention, newName);
    }
  }
  for (const { code, range } of index.references(oldName)) {
    const { item } = code;
    const isClassVariable =
      item.kind === 'method' &&
      variablesOf(index.classes, item.className, item.isMeta).some(({ name }) => name === oldName);
    const isLocal = [...meaningOf(index, code).analysis.declarations.keys()].some(
      ({ name }) => name === oldName,
    );
    if (!isClassVariable && !isLocal && !code.document.isKernel) edits.replaceIn(code, range, newName);
  }
  if (!canRenameFiles) return edits.workspaceEdit();
  const documentChanges: (TextDocumentEdit | RenameFile)[] = edits.documents.map((document) => ({
    textDocument: { uri: document.uri, version: null },
    edits: edits.textEdits(document),
  }));
  for (const { uri } of edits.documents) {
    const file = /^(.*\/)([^/]+?)(\.(?:class\.st|trait\.st|extension\.st|som))$/.exec(uri);
    if (file?.[2] !== oldName) continue;
    documentChanges.push({ kind: 'rename', oldUri: uri, newUri: `${file[1]}${newName}${file[3]}` });
  }
  return { documentChanges };
}
