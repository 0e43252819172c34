import * as vscode from 'vscode';
import type { Archipelago } from '../archipelago';
import { methodScheme } from '../protocol/methodDocument';

/** Read-only documents for methods that only an image has. */
export function registerMethodDocuments({ sessions, own }: Archipelago): void {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  own(
    changed,
    // Another system may have another method of that name.
    sessions.onDidSwitch((session) => {
      if (!session) return;
      for (const { uri } of vscode.workspace.textDocuments)
        if (uri.scheme === methodScheme) changed.fire(uri);
    }),
    vscode.workspace.registerTextDocumentContentProvider(methodScheme, {
      onDidChange: changed.event,
      async provideTextDocumentContent(uri) {
        const body = await sessions
          .ask('archipelago/methodDocument', { uri: uri.toString() })
          .catch((error: Error) => ({ text: `"${error.message}"` }));
        return (
          body?.text ?? '"This method is in an image that has ended: start the session again to read it."'
        );
      },
    }),
  );
}
