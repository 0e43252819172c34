// The pages of panels: a strict policy, one style sheet, one script, and the places it fills.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { PanelKind } from './livePanel';

interface PanelPage {
  readonly title: string;
  /** In extension/media/. */
  readonly styles: string;
  /** In dist/. */
  readonly script: string;
  /** Further sources that the page may take, as a policy says them. */
  readonly mayTake?: string;
  readonly body: string;
}

/** Folders that a panel's page may read. */
export function panelRoots(extensionUri: vscode.Uri): vscode.Uri[] {
  return ['dist', 'extension/media'].map((folder) => vscode.Uri.joinPath(extensionUri, folder));
}

export function panelHtml(webview: vscode.Webview, extensionUri: vscode.Uri, kind: PanelKind): string {
  const body = `<h1>${kind.title}</h1>
    <p>${kind.introduction}</p>
    <div id="chart"></div>
    <div id="list"></div>`;
  return pageHtml(webview, extensionUri, {
    title: kind.title,
    styles: 'panel.css',
    script: kind.script,
    body,
  });
}

export function desktopHtml(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  return pageHtml(webview, extensionUri, {
    title: 'Desktop',
    styles: 'desktop.css',
    script: 'desktop.js',
    // The image's cursor.
    mayTake: 'img-src data:',
    body: `<p id="status" role="status" hidden></p>
    <div id="place">
      <div id="window">
        <canvas id="display" width="0" height="0" aria-hidden="true"></canvas>
        <div id="keyboard" role="application" tabindex="0" contenteditable="true" spellcheck="false"
          autocapitalize="off" aria-label="Desktop"></div>
      </div>
    </div>`,
  });
}

function pageHtml(webview: vscode.Webview, extensionUri: vscode.Uri, page: PanelPage): string {
  const uri = (...path: string[]): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, ...path)).toString();
  const nonce = randomBytes(16).toString('base64url');
  const policy = [
    "default-src 'none'",
    `style-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
    ...(page.mayTake ? [page.mayTake] : []),
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="stylesheet" href="${uri('extension', 'media', page.styles)}">
    <title>${page.title}</title>
  </head>
  <body>
    ${page.body}
    <script nonce="${nonce}" src="${uri('dist', page.script)}"></script>
  </body>
</html>`;
}
