import * as vscode from 'vscode';
import type { Archipelago } from '../archipelago';
import { debugType } from './debugSessions';

/** Commands of the walkthrough: the bank that comes with the extension, whatever folder is open. */
export function registerExampleCommands({ extensionUri, own }: Archipelago): void {
  const bank = vscode.Uri.joinPath(extensionUri, 'examples', 'bank');
  own(
    vscode.commands.registerCommand('archipelago.openExample', async () => {
      await vscode.window.showTextDocument(vscode.Uri.joinPath(bank, 'src', 'Teller.class.st'));
    }),
    vscode.commands.registerCommand('archipelago.startExample', () =>
      vscode.debug.startDebugging(undefined, {
        type: debugType,
        request: 'launch',
        name: 'bank',
        program: vscode.Uri.joinPath(bank, 'bank.topology.json').fsPath,
        stopOnEntry: true,
      }),
    ),
  );
}
