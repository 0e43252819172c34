import type { ClientCapabilities, Connection, Position } from 'vscode-languageserver';
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from './features/callHierarchy';
import { codeActions } from './features/codeActions';
import { codeLenses, resolveCodeLens } from './features/codeLenses';
import { completions } from './features/completion';
import { resolveCompletion } from './features/completionResolve';
import { definition } from './features/definition';
import { documentHighlights } from './features/documentHighlight';
import { documentSymbols } from './features/documentSymbols';
import { foldingRanges } from './features/folding';
import { formatting } from './features/formatting';
import { hover } from './features/hover';
import { implementations } from './features/implementation';
import { inlayHints } from './features/inlayHints';
import { references } from './features/references';
import { prepareRename, rename } from './features/rename';
import { selectionRanges } from './features/selectionRanges';
import { semanticTokens } from './features/semanticTokens';
import { signatureHelp } from './features/signatureHelp';
import { prepareTypeHierarchy, subtypes, supertypes } from './features/typeHierarchy';
import { workspaceSymbols } from './features/workspaceSymbols';
import type { SourceDocument } from './index/sourceDocument';
import type { Project } from './project';

interface DocumentParams {
  readonly textDocument: { readonly uri: string };
}

interface PositionParams extends DocumentParams {
  readonly position: Position;
}

/** Binds each request of the protocol to its feature. All wait for `ready`, what is being read; unknown documents have null for an answer. */
export function answerRequests(
  connection: Connection,
  project: Project,
  ready: () => Promise<void>,
  client: () => ClientCapabilities,
): void {
  const { index } = project;

  const inDocument =
    <P extends DocumentParams, R>(answer: (document: SourceDocument, params: P) => R) =>
    async (params: P): Promise<R | null> => {
      await ready();
      const document = project.document(params.textDocument.uri);
      return document ? answer(document, params) : null;
    };
  const atPosition = <P extends PositionParams, R>(
    answer: (document: SourceDocument, offset: number, params: P) => R,
  ): ((params: P) => Promise<R | null>) =>
    inDocument((document, params: P) => answer(document, document.text.offsetAt(params.position), params));
  const anywhere =
    <P, R>(answer: (params: P) => R) =>
    async (params: P): Promise<R> => {
      await ready();
      return answer(params);
    };
  const canChangeFiles = (operation: 'create' | 'rename'): boolean => {
    const edit = client().workspace?.workspaceEdit;
    return edit?.documentChanges === true && (edit.resourceOperations ?? []).includes(operation);
  };
  const canLink = (): boolean => client().textDocument?.definition?.linkSupport === true;

  connection.onCompletion(
    atPosition((document, offset) => {
      const useSnippets = client().textDocument?.completion?.completionItem?.snippetSupport === true;
      return completions(index, document, offset, useSnippets);
    }),
  );
  connection.onCompletionResolve(anywhere((item) => resolveCompletion(index, item)));
  connection.onHover(atPosition((document, offset) => hover(index, document, offset)));
  connection.onSignatureHelp(atPosition((document, offset) => signatureHelp(index, document, offset)));
  connection.onDefinition(
    atPosition((document, offset) => {
      const links = definition(index, document, offset);
      if (canLink()) return links;
      return links.map(({ targetUri, targetSelectionRange }) => ({
        uri: targetUri,
        range: targetSelectionRange,
      }));
    }),
  );
  connection.onImplementation(atPosition((document, offset) => implementations(index, document, offset)));
  connection.onReferences(
    atPosition((document, offset, { context }) =>
      references(index, document, offset, context.includeDeclaration),
    ),
  );
  connection.onDocumentHighlight(
    atPosition((document, offset) => documentHighlights(index, document, offset)),
  );
  connection.onDocumentSymbol(inDocument(documentSymbols));
  connection.onWorkspaceSymbol(anywhere(({ query }) => workspaceSymbols(index, query)));
  connection.onPrepareRename(atPosition((document, offset) => prepareRename(index, document, offset)));
  connection.onRenameRequest(
    atPosition((document, offset, { newName }) =>
      rename(index, document, offset, newName, canChangeFiles('rename')),
    ),
  );
  connection.onDocumentFormatting(inDocument((document) => formatting(document)));
  connection.onDocumentRangeFormatting(inDocument((document, { range }) => formatting(document, range)));
  connection.onFoldingRanges(inDocument(foldingRanges));
  connection.onSelectionRanges(inDocument((document, { positions }) => selectionRanges(document, positions)));
  connection.onCodeLens(
    inDocument((document) => (project.settings.codeLens ? codeLenses(index, document) : [])),
  );
  connection.onCodeLensResolve(anywhere((lens) => resolveCodeLens(index, lens)));
  connection.onCodeAction(
    inDocument((document, { context }) =>
      codeActions(index, document, context.diagnostics, canChangeFiles('create')),
    ),
  );
  const { languages } = connection;
  const noTokens = { data: [] };
  languages.semanticTokens.on(
    async (params) => (await inDocument((document) => semanticTokens(index, document))(params)) ?? noTokens,
  );
  languages.semanticTokens.onRange(
    async (params) =>
      (await inDocument((document) => semanticTokens(index, document, params.range))(params)) ?? noTokens,
  );
  languages.callHierarchy.onPrepare(
    atPosition((document, offset) => prepareCallHierarchy(index, document, offset)),
  );
  languages.callHierarchy.onIncomingCalls(anywhere(({ item }) => incomingCalls(index, item)));
  languages.callHierarchy.onOutgoingCalls(anywhere(({ item }) => outgoingCalls(index, item)));
  languages.typeHierarchy.onPrepare(
    atPosition((document, offset) => prepareTypeHierarchy(index, document, offset)),
  );
  languages.typeHierarchy.onSupertypes(anywhere(({ item }) => supertypes(index, item)));
  languages.typeHierarchy.onSubtypes(anywhere(({ item }) => subtypes(index, item)));
  languages.inlayHint.on(
    inDocument((document, { range }) =>
      project.settings.inlayHints ? inlayHints(index, document, range) : [],
    ),
  );
}
