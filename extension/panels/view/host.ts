// The webview's way to the extension.
import type { FromView, ToView } from './panelMessages';

interface VsCode {
  postMessage(message: FromView): void;
}

declare function acquireVsCodeApi(): VsCode;

const vscode = acquireVsCodeApi();

export function tell(message: FromView): void {
  vscode.postMessage(message);
}

/** Calls `show` for whatever the extension sends, from the first tables on. */
export function listen(show: (message: ToView) => void): void {
  window.addEventListener('message', (event) => show(event.data as ToView));
  tell({ kind: 'ready' });
}
