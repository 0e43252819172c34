import * as vscode from 'vscode';
import { LanguageClient, TransportKind, type Position } from 'vscode-languageclient/node';
import { TestExplorer } from './tests/testExplorer';
import { kernelDocumentRequest, kernelScheme, languageCommands } from './protocol/languageRequests';

/** Starts the language server in a process of its own, for as long as the extension is active. */
export async function startLanguageClient(context: vscode.ExtensionContext): Promise<void> {
  const module = context.asAbsolutePath('dist/languageServer.js');
  const client = new LanguageClient(
    'archipelago.language',
    'Archipelago Smalltalk',
    { module, transport: TransportKind.ipc },
    {
      documentSelector: [
        { scheme: 'file', language: 'smalltalk' },
        { scheme: 'untitled', language: 'smalltalk' },
        { scheme: kernelScheme },
      ],
    },
  );
  context.subscriptions.push(
    client,
    vscode.workspace.registerTextDocumentContentProvider(kernelScheme, {
      provideTextDocumentContent: async (uri) =>
        (await client.sendRequest<string | null>(kernelDocumentRequest, uri.toString())) ?? '',
    }),
    new TestExplorer(client, context.asAbsolutePath('dist/cli.js')),
    showCommand(languageCommands.showSenders, 'vscode.executeReferenceProvider'),
    showCommand(languageCommands.showImplementors, 'vscode.executeImplementationProvider'),
  );
  await client.start();
}

/** A code lens's command: what a provider finds at a place, in the peek view. */
function showCommand(command: string, provider: string): vscode.Disposable {
  return vscode.commands.registerCommand(command, async (uriText: string, { line, character }: Position) => {
    const uri = vscode.Uri.parse(uriText);
    const position = new vscode.Position(line, character);
    const found = await vscode.commands.executeCommand<vscode.Location[]>(provider, uri, position);
    // VS Code counts a method among its own references.
    const others = found.filter((each) => !isSamePlace(each, uri, position));
    const shown = command === languageCommands.showSenders ? others : found;
    await vscode.commands.executeCommand('editor.action.showReferences', uri, position, shown);
  });
}

function isSamePlace({ uri, range }: vscode.Location, place: vscode.Uri, position: vscode.Position): boolean {
  return uri.toString() === place.toString() && range.start.isEqual(position);
}
