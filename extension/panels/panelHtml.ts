// The page of a panel: a strict policy, one style sheet, one script, and the places it fills.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { PanelKind } from './livePanel';

export function panelHtml(webview: vscode.Webview, extensionUri: vscode.Uri, kind: PanelKind): string {
  const uri = (...path: string[]): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, ...path)).toString();
  const nonce = randomBytes(16).toString('base64url');
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="stylesheet" href="${uri('extension', 'media', 'panel.css')}">
    <title>${kind.title}</title>
  </head>
  <body>
    <h1>${kind.title}</h1>
    <p>${kind.introduction}</p>
    <div id="chart"></div>
    <div id="list"></div>
    <script nonce="${nonce}" src="${uri('dist', kind.script)}"></script>
  </body>
</html>`;
}
