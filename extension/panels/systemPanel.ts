import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Archipelago } from '../archipelago';

/** A kind of panel: what it shows and the script that draws it. */
export interface PanelKind {
  readonly viewType: string;
  readonly title: string;
  /** In extension/media. */
  readonly script: string;
  /** What the script draws; plain data. */
  read(archipelago: Archipelago): Promise<object>;
}

/** Time between two drawings: more often, nobody could read. */
const drawIntervalMs = 250;

/** A panel beside the editor that draws the running system while it can be seen. */
export class SystemPanel implements vscode.Disposable {
  private readonly panel: vscode.WebviewPanel;
  private readonly disposables: vscode.Disposable[] = [];
  private timer: NodeJS.Timeout | undefined;
  readonly onDidDispose: vscode.Event<void>;

  constructor(
    private readonly archipelago: Archipelago,
    private readonly kind: PanelKind,
    answer: (message: unknown) => Promise<void>,
  ) {
    const media = vscode.Uri.joinPath(archipelago.extensionUri, 'extension', 'media');
    this.panel = vscode.window.createWebviewPanel(
      kind.viewType,
      kind.title,
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, localResourceRoots: [media] },
    );
    this.onDidDispose = this.panel.onDidDispose;
    const { sessions } = archipelago;
    this.disposables.push(
      this.panel.onDidDispose(() => this.forget()),
      this.panel.onDidChangeViewState(() => this.drawSoon()),
      this.panel.webview.onDidReceiveMessage((message) => {
        if ((message as { ready?: true }).ready) this.drawSoon();
        else void answer(message).catch((error: Error) => vscode.window.showErrorMessage(error.message));
      }),
      sessions.onDidChangeTables(() => this.drawSoon()),
      sessions.onDidSwitch(() => this.drawSoon()),
    );
    this.panel.webview.html = page(this.panel.webview, media, kind);
  }

  reveal(): void {
    this.panel.reveal(undefined, true);
  }

  dispose(): void {
    this.panel.dispose();
  }

  private forget(): void {
    clearTimeout(this.timer);
    for (const disposable of this.disposables) disposable.dispose();
  }

  private drawSoon(): void {
    if (this.timer || !this.panel.visible) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.draw();
    }, drawIntervalMs);
  }

  private async draw(): Promise<void> {
    const { archipelago, kind, panel } = this;
    try {
      const isRunning = archipelago.sessions.current !== undefined;
      await panel.webview.postMessage({ isRunning, ...(isRunning ? await kind.read(archipelago) : {}) });
    } catch (error) {
      // The system may end while it is read: what was drawn last stays, with the reason above it.
      await panel.webview.postMessage({ trouble: (error as Error).message });
    }
  }
}

function page(webview: vscode.Webview, media: vscode.Uri, { title, script }: PanelKind): string {
  const uri = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(media, file)).toString();
  const nonce = randomBytes(16).toString('base64');
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <link rel="stylesheet" href="${uri('panel.css')}">
  <title>${title}</title>
</head>
<body>
  <header>
    <h1>${title}</h1>
    <button id="form" type="button" aria-pressed="false">Show as a list</button>
    <p id="status" role="status"></p>
  </header>
  <main>
    <div id="drawing"></div>
    <div id="list" hidden></div>
  </main>
  <script nonce="${nonce}" src="${uri('panel.js')}"></script>
  <script nonce="${nonce}" src="${uri(script)}"></script>
</body>
</html>`;
}
