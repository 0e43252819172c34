import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { DebugConversation } from '../../support/vscode/debugConversation';
import { eventually } from '../../support/vscode/eventually';
import { choices, choose } from '../../support/vscode/quickPick';
import { workbench } from '../../support/vscode/workbench';

const inWorkspace = (...parts: string[]): vscode.Uri =>
  vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0].uri, ...parts);

describe('Launching', () => {
  const conversation = new DebugConversation();
  const launchJson = inWorkspace('.vscode', 'launch.json');
  const kept = inWorkspace('.vscode', 'launch.kept');

  before(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.rename(launchJson, kept);
    await eventually('no launch.json', () => {
      const { configurations } = vscode.workspace.getConfiguration('launch');
      return !Array.isArray(configurations) || configurations.length === 0;
    });
  });

  afterEach(async () => {
    await conversation.endSessions();
  });

  after(async () => {
    await vscode.workspace.fs.rename(kept, launchJson);
    await eventually('launch.json again', () => {
      const { configurations } = vscode.workspace.getConfiguration('launch');
      return Array.isArray(configurations) && configurations.length > 0;
    });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  const stoppedImage = async (): Promise<string> => {
    const { threadId, reason } = await conversation.stoppedInEditor();
    assert.equal(reason, 'entry');
    const session = vscode.debug.activeDebugSession!;
    const { threads } = (await session.customRequest('threads')) as {
      threads: { id: number; name: string }[];
    };
    return threads.find(({ id }) => id === threadId)!.name;
  };

  it('F5 without a launch.json starts the topology that the edited class belongs to', async () => {
    await vscode.window.showTextDocument(inWorkspace('ring', 'src', 'RingNode.class.st'));
    await workbench.click('.monaco-editor .view-lines');
    await workbench.press('F5');
    assert.match(await stoppedImage(), /^one /);
    assert.equal(vscode.debug.activeDebugSession?.name, 'ring');
    await workbench.screenshot('launching-1-no-launch-json');
  });

  it('the list of configurations has one for each topology, made on the spot', async () => {
    const choosing = vscode.commands.executeCommand('workbench.action.debug.selectandstart');
    await choose('Archipelago Smalltalk');
    await workbench.waitFor({ selector: choices, hasText: 'Topology album' });
    await workbench.screenshot('launching-2-dynamic');
    const names = await workbench.read(choices);
    for (const name of ['album', 'bank', 'driver', 'ring'])
      assert.ok(
        names.some((text) => text.includes(`Topology ${name}`)),
        names.join('\n'),
      );
    await choose('Topology album');
    await choosing;
    assert.match(await stoppedImage(), /^viewer /);
  });

  it('a configuration may ask which image stops', async () => {
    const starting = vscode.debug.startDebugging(vscode.workspace.workspaceFolders![0], {
      type: 'archipelago',
      request: 'launch',
      name: 'picked',
      program: '${workspaceFolder}/bank/bank.topology.json',
      stopOnEntry: '${command:pickImage}',
    });
    await workbench.waitFor({ selector: choices, hasText: 'auditor' });
    const names = (await workbench.read(choices)).join(' ');
    for (const name of ['auditor', 'ledger', 'teller']) assert.ok(names.includes(name), names);
    await choose('teller');
    assert.ok(await starting);
    assert.match(await stoppedImage(), /^teller /);
  });

  it('snippets write the parts of a class file', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'smalltalk', content: '' });
    await vscode.window.showTextDocument(document);
    for (const name of ['Class (Tonel)', 'Method (Tonel)', 'Class-side method (Tonel)'])
      await vscode.commands.executeCommand('editor.action.insertSnippet', { langId: 'smalltalk', name });
    const text = document.getText();
    assert.match(text, /Class \{\s+#name : #/);
    assert.match(text, />> selector \[/);
    assert.match(text, / class >> selector \[/);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});
