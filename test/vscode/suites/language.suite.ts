import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../../support/vscode/eventually';
import { workbench } from '../../support/vscode/workbench';

const source = (...parts: string[]): vscode.Uri =>
  vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0].uri, 'bank', 'src', ...parts);

/** Where `before‸after` stands in a document. */
function placeOf(document: vscode.TextDocument, marked: string): vscode.Position {
  const [before] = marked.split('‸');
  const offset = document.getText().indexOf(marked.replace('‸', ''));
  assert.ok(offset >= 0, `no ${marked}`);
  return document.positionAt(offset + before.length);
}

/** Asks a provider until it has an answer: the server may still be starting. */
function asked<T>(command: string, ...args: unknown[]): Promise<T[]> {
  return eventually(command, async () => {
    const found = await vscode.commands.executeCommand<T[] | undefined>(command, ...args);
    return found && found.length > 0 ? found : undefined;
  });
}

const targetOf = (found: vscode.Location | vscode.LocationLink): vscode.Uri =>
  'targetUri' in found ? found.targetUri : found.uri;

describe('Writing Smalltalk', () => {
  let teller: vscode.TextDocument;
  let editor: vscode.TextEditor;

  before(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('workbench.view.explorer');
    teller = await vscode.workspace.openTextDocument(source('Teller.class.st'));
    editor = await vscode.window.showTextDocument(teller);
    assert.equal(teller.languageId, 'smalltalk');
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('goes from a message to the method in the class behind a far reference', async () => {
    const place = placeOf(teller, 'Ledger account‸For:');
    const [found] = await asked<vscode.LocationLink>('vscode.executeDefinitionProvider', teller.uri, place);
    assert.equal(targetOf(found).path, source('LedgerBook.class.st').path);
  });

  it('opens a class of the embedded image', async () => {
    const place = placeOf(teller, "Tran‸script show: 'Ada");
    assert.ok(await asked('vscode.executeHoverProvider', teller.uri, place));
    const cr = placeOf(teller, 'balance print‸String; cr');
    const found = await asked<vscode.LocationLink>('vscode.executeDefinitionProvider', teller.uri, cr);
    const uri = found.map(targetOf).find(({ path }) => path.endsWith('/Object.class.st'));
    assert.equal(uri?.scheme, 'archipelago-kernel');
    const document = await vscode.workspace.openTextDocument(uri);
    assert.equal(document.languageId, 'smalltalk');
    assert.match(document.getText(), /^Object >> printString \[/m);
  });

  it('shows what a class is when the mouse rests on it', async () => {
    const place = placeOf(teller, 'do: [:er‸ror');
    const hovers = await asked<vscode.Hover>('vscode.executeHoverProvider', teller.uri, place);
    const text = hovers.flatMap(({ contents }) =>
      contents.map((each) => (each as vscode.MarkdownString).value),
    );
    assert.match(text.join('\n'), /Argument of the block/);
  });

  it('shows senders above a method, and them when that is clicked', async () => {
    const account = await vscode.workspace.openTextDocument(source('Account.class.st'));
    editor = await vscode.window.showTextDocument(account);
    await workbench.waitFor({ selector: '.codelens-decoration', hasText: '2 senders' });
    await workbench.screenshot('language-1-lenses');
    await workbench.clickUntil({ selector: '.codelens-decoration a', hasText: '2 senders' }, async () => {
      const title = await workbench.read('.peekview-widget .peekview-title');
      return /References|Teller/.test(title.join(' '));
    });
    await workbench.screenshot('language-2-senders');
    await vscode.commands.executeCommand('closeReferenceSearch');
  });

  it('marks a mistake as it is typed and offers a way out', async () => {
    editor = await vscode.window.showTextDocument(teller);
    const place = placeOf(teller, 'balance := account deposit: 5000.‸');
    await editor.edit((edit) => edit.insert(place, '\n\tself greetAda.'));
    const [hint] = await eventually('a diagnostic', () => {
      const found = vscode.languages.getDiagnostics(teller.uri);
      return found.length > 0 ? found : undefined;
    });
    assert.equal(hint.message, 'No class implements greetAda');
    const actions = await asked<vscode.CodeAction>(
      'vscode.executeCodeActionProvider',
      teller.uri,
      hint.range,
    );
    const action = actions.find(({ title }) => title === 'Create Teller class>>greetAda');
    assert.ok(action?.edit, actions.map(({ title }) => title).join(', '));
    await vscode.workspace.applyEdit(action.edit);
    assert.match(teller.getText(), /Teller class >> greetAda \[/);
    await eventually('no diagnostic', () => vscode.languages.getDiagnostics(teller.uri).length === 0);
  });

  it('completes a message as a person types it', async () => {
    const place = placeOf(teller, 'self greetAda.‸');
    editor.selection = new vscode.Selection(place, place);
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await workbench.type('\nself refuse');
    await workbench.screenshot('language-3-completion');
    await workbench.waitFor({ selector: '.suggest-widget .monaco-list-row', hasText: 'refuseTooMuch:' });
    await workbench.press('Enter');
    await eventually('the message', () => teller.getText().includes('self refuseTooMuch: account\n'));
    await vscode.commands.executeCommand('leaveSnippet');
    await workbench.press('End');
    await workbench.type('.');
    await eventually('the period', () => teller.getText().includes('self refuseTooMuch: account.\n'));
  });

  it('renames a method where it is defined and sent', async () => {
    const place = placeOf(teller, 'refuse‸TooMuch: account [');
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      teller.uri,
      place,
      'turnDown:',
    );
    await vscode.workspace.applyEdit(edit);
    assert.equal(teller.getText().match(/turnDown: account/g)?.length, 3);
  });

  it('lays a method out', async () => {
    const place = placeOf(teller, '\t^self shouldBeImplemented‸');
    await editor.edit((edit) => edit.insert(place, '   ;yourself'));
    const edits = await asked<vscode.TextEdit>('vscode.executeFormatDocumentProvider', teller.uri, {
      tabSize: 4,
      insertSpaces: false,
    });
    const edit = new vscode.WorkspaceEdit();
    edit.set(teller.uri, edits);
    await vscode.workspace.applyEdit(edit);
    assert.match(teller.getText(), /\n\t\^self\n\t\tshouldBeImplemented;\n\t\tyourself\n\]/);
  });

  it('lists the classes and methods of the workspace', async () => {
    const found = await asked<vscode.SymbolInformation>(
      'vscode.executeWorkspaceSymbolProvider',
      'accountFor',
    );
    assert.equal(`${found[0].containerName} ${found[0].name}`, 'LedgerBook accountFor:');
  });
});
