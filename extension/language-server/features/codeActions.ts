import { CodeActionKind, type CodeAction, type Diagnostic, type TextEdit } from 'vscode-languageserver';
import type { Code, SourceDocument } from '../index/sourceDocument';
import type { SourceIndex } from '../index/sourceIndex';
import { targetAt } from '../meaning/cursorTarget';
import { meaningOf } from '../meaning/codeMeaning';
import { TypeInference } from '../meaning/typeInference';
import { createClassAction } from './createClass';
import { createMethodAction } from './createMethod';
import { declareTemporary, removeTemporary } from './temporaryEdits';

/** Ways out of the diagnostics at a range; `canCreateFiles` is whether the client makes files as part of an edit. */
export function codeActions(
  index: SourceIndex,
  document: SourceDocument,
  diagnostics: readonly Diagnostic[],
  canCreateFiles: boolean,
): CodeAction[] {
  if (document.isKernel) return [];
  return diagnostics.flatMap((diagnostic) => {
    const offset = document.text.offsetAt(diagnostic.range.start);
    const code = document.codeAt(offset);
    switch (diagnostic.code) {
      case 'unknown-selector':
      case 'not-understood':
        return missingMethod(index, document, offset, diagnostic);
      case 'undeclared':
        return code ? undeclaredName(index, document, code, diagnostic, canCreateFiles) : [];
      case 'unknown-superclass':
      case 'unknown-class': {
        const { className } = diagnostic.data as { className: string };
        return createClassAction(document, className, diagnostic, canCreateFiles);
      }
      case 'unused-temporary': {
        const edit = code && removeTemporary(document, code, diagnostic.range);
        return edit ? [quickFix('Remove the unused temporary', document, [edit], diagnostic)] : [];
      }
      default:
        return [];
    }
  });
}

function quickFix(
  title: string,
  document: SourceDocument,
  edits: TextEdit[],
  diagnostic: Diagnostic,
): CodeAction {
  return {
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    isPreferred: true,
    edit: { changes: { [document.uri]: edits } },
  };
}

/** In the receiver's class where it can be told, else in the class of the method that sends. */
function missingMethod(
  index: SourceIndex,
  document: SourceDocument,
  offset: number,
  diagnostic: Diagnostic,
): CodeAction[] {
  const target = targetAt(index, document, offset);
  if (target?.kind !== 'send') return [];
  const { code, selector, receiver } = target;
  const type = new TypeInference(index, code).typeOf(receiver);
  const sender = code.item.kind === 'method' ? code.item : undefined;
  const owners = [type, sender].filter((each) => each !== undefined);
  const actions: CodeAction[] = [];
  for (const { className, isMeta } of owners) {
    const action = createMethodAction(index, { className, isMeta, selector }, diagnostic);
    if (action && !actions.some(({ title }) => title === action.title)) actions.push(action);
  }
  return actions;
}

function undeclaredName(
  index: SourceIndex,
  document: SourceDocument,
  code: Code,
  diagnostic: Diagnostic,
  canCreateFiles: boolean,
): CodeAction[] {
  const { start, end } = diagnostic.range;
  const name = document.text.getText({ start, end });
  if (/^\p{Lu}/u.test(name)) return createClassAction(document, name, diagnostic, canCreateFiles);
  const edit = declareTemporary(document, code, meaningOf(index, code).method, name);
  return [quickFix(`Declare ${name} as a temporary`, document, [edit], diagnostic)];
}
