import * as vscode from 'vscode';
import { readTopology } from '../../runtime/topology/readTopology';
import type { Archipelago } from '../archipelago';

/**
 * Shows in the editor what a topology's schema can't say: names that aren't there. VS Code itself checks JSON
 * and schema.
 */
export function registerTopologyDiagnostics({ own }: Archipelago): void {
  const collection = vscode.languages.createDiagnosticCollection('archipelago-topology');
  const check = (document: vscode.TextDocument): void => {
    if (!document.uri.path.endsWith('.topology.json')) return;
    const { problems } = readTopology(document.getText(), document.fileName);
    collection.set(
      document.uri,
      problems
        .filter(({ kind }) => kind === 'names')
        .map(({ offset, length, message }) => {
          const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
          const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error);
          diagnostic.source = 'archipelago';
          return diagnostic;
        }),
    );
  };
  own(
    collection,
    vscode.workspace.onDidOpenTextDocument(check),
    vscode.workspace.onDidChangeTextDocument(({ document }) => check(document)),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => collection.delete(uri)),
  );
  vscode.workspace.textDocuments.forEach(check);
}
