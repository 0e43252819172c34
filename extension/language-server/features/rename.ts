import type { Range, WorkspaceEdit } from 'vscode-languageserver';
import { isIdentifier, pseudoVariables, selectorArgumentCount } from '../../../runtime/compiler/characters';
import { selectorOfPattern } from '../../../runtime/sources/methodPattern';
import type { SourceDocument } from '../index/sourceDocument';
import type { SourceIndex } from '../index/sourceIndex';
import { targetAt, targetRange, type CursorTarget } from '../meaning/cursorTarget';
import {
  classVariableOccurrences,
  localOccurrences,
  variableDeclaration,
} from '../meaning/variableOccurrences';
import { meaningOf } from '../meaning/codeMeaning';
import { renameClass } from './renameClass';
import { renameSelector } from './renameSelector';
import { EditList } from './editList';
import { refusal } from './refusal';

/** What a rename at an offset would change: its range and present name. Throws what stands in the way. */
export function prepareRename(
  index: SourceIndex,
  document: SourceDocument,
  offset: number,
): { range: Range; placeholder: string } | null {
  const target = targetAt(index, document, offset);
  if (!target || target.kind === 'pseudo') return null;
  return { range: targetRange(document, target), placeholder: presentName(target) };
}

/**
 * Gives a variable, a class or a selector a new name in all the workspace. Throws a ResponseError that tells why not.
 * `canRenameFiles` is whether the client renames files as part of an edit.
 */
export function rename(
  index: SourceIndex,
  document: SourceDocument,
  offset: number,
  newName: string,
  canRenameFiles: boolean,
): WorkspaceEdit | null {
  const target = targetAt(index, document, offset);
  if (!target) return null;
  const oldName = presentName(target);
  if (newName === oldName) return { changes: {} };
  switch (target.kind) {
    case 'pseudo':
      return null;
    case 'send':
    case 'pattern':
    case 'symbol':
      if (target.kind === 'symbol' && index.classes.get(oldName)) {
        return renameClass(index, oldName, checkedName(newName), canRenameFiles);
      }
      return renameSelector(index, oldName, checkedSelector(oldName, newName));
    case 'global':
    case 'className':
      return renameClass(index, oldName, checkedName(newName), canRenameFiles);
    case 'local': {
      const { code, variable } = target;
      const clash = [...meaningOf(index, code).analysis.declarations.values()].some(
        ({ name }) => name === checkedName(newName),
      );
      if (clash) throw refusal(`This method already has a variable named ${newName}`);
      const edits = new EditList();
      for (const { range } of localOccurrences(index, code, variable)) edits.replaceIn(code, range, newName);
      return edits.workspaceEdit();
    }
    case 'classVariable': {
      const { owner, name } = target.variable;
      if (owner.document.isKernel)
        throw refusal(`${name} belongs to ${owner.name}, a class of the embedded image`);
      checkedName(newName);
      const edits = new EditList();
      edits.replace(owner.document, variableDeclaration(owner, name), newName);
      for (const { code, range } of classVariableOccurrences(index, target.variable)) {
        edits.replaceIn(code, range, newName);
      }
      return edits.workspaceEdit();
    }
  }
}

function presentName(target: CursorTarget): string {
  switch (target.kind) {
    case 'send':
    case 'pattern':
    case 'symbol':
      return target.selector;
    case 'local':
    case 'classVariable':
      return target.variable.name;
    default:
      return target.name;
  }
}

function checkedName(name: string): string {
  if (!isIdentifier(name)) throw refusal(`${name} is not a name: letters, digits and _ make one`);
  if (pseudoVariables.has(name)) throw refusal(`${name} is a reserved name`);
  return name;
}

function checkedSelector(oldName: string, newName: string): string {
  const keywords = newName.split(/(?<=:)/);
  const pattern = newName.endsWith(':') ? keywords.map((each) => `${each} x`).join(' ') : newName;
  if (selectorOfPattern(pattern) !== newName) throw refusal(`${newName} is not a selector`);
  const before = selectorArgumentCount(oldName);
  const after = selectorArgumentCount(newName);
  if (before !== after) {
    throw refusal(`${oldName} takes ${before} arguments and ${newName} ${after}: the sends would not fit`);
  }
  return newName;
}
