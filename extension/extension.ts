import type * as vscode from 'vscode';

/** Called by VS Code when something of Archipelago is first used. */
export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push();
}
