import * as vscode from 'vscode';
import type { Archipelago } from '../archipelago';

interface ExampleItem extends vscode.QuickPickItem {
  readonly uri: vscode.Uri;
}

/** What each example shows, for people who choose one. */
const descriptions: Readonly<Record<string, string>> = {
  bank: 'A teller, a ledger and an auditor: a message crosses images',
  ring: 'Images in a ring pass a token on',
  driver: 'A driver may refuse what a guest asks of its devices',
  album: 'Pictures are paged out and come back when looked at',
};

/** The command that opens one of the examples shipped with the extension; F5 then starts it. */
export function registerExamples(archipelago: Archipelago): void {
  archipelago.own(
    vscode.commands.registerCommand('archipelago.openExample', async (name?: string) => {
      const items = await exampleItems(archipelago.extensionUri);
      const chosen =
        items.find(({ label }) => label === name) ??
        (await vscode.window.showQuickPick(items, {
          title: 'Open an example',
          placeHolder: 'Press F5 to start it',
        }));
      if (!chosen) return;
      await vscode.window.showTextDocument(chosen.uri);
      void vscode.window.setStatusBarMessage('Press F5 to start this topology', 10_000);
    }),
  );
}

async function exampleItems(extensionUri: vscode.Uri): Promise<ExampleItem[]> {
  const folder = vscode.Uri.joinPath(extensionUri, 'examples');
  const items: ExampleItem[] = [];
  for (const [name, type] of await vscode.workspace.fs.readDirectory(folder)) {
    if (type !== vscode.FileType.Directory) continue;
    const uri = vscode.Uri.joinPath(folder, name, `${name}.topology.json`);
    items.push({ label: name, description: descriptions[name] ?? '', uri });
  }
  return items;
}
