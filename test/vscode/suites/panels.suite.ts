import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { DebugConversation, eventually } from '../../support/vscode/debugConversation';
import { workbench } from '../../support/vscode/workbench';

const inPanel = (selector: string): { selector: string; frames: string[] } => ({
  selector,
  frames: ['iframe.webview.ready', 'iframe#active-frame'],
});

describe('The panels', () => {
  const conversation = new DebugConversation();
  const folder = vscode.workspace.workspaceFolders![0];

  before(async () => {
    // What sessions of other suites said is not for this one.
    conversation.clear();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const started = await vscode.debug.startDebugging(folder, {
      type: 'archipelago',
      request: 'launch',
      name: 'bank',
      program: vscode.Uri.joinPath(folder.uri, 'bank', 'bank.topology.json').fsPath,
      stopOnEntry: true,
    });
    assert.ok(started);
    await conversation.stopped();
  });

  after(async () => {
    await vscode.debug.stopDebugging();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    conversation.dispose();
  });

  it('draw the images as a map, with words for what each does', async () => {
    await vscode.commands.executeCommand('archipelago.showTopologyMap');
    const texts = await eventually('the map', async () => {
      const found = await workbench.read(inPanel('#chart svg .image'));
      return found.length === 3 ? found : undefined;
    });
    assert.ok(
      texts.some((text) => text.includes('teller') && text.includes('stopped')),
      texts.join('\n'),
    );
    await workbench.screenshot('panels-1-map');
  });

  it('draw messages as arrows, and the same as a list', async () => {
    await vscode.commands.executeCommand('workbench.action.debug.stepOver');
    await conversation.stopped();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('archipelago.showMessageChart');
    const rows = await eventually('the message in the list', async () => {
      const found = await workbench.read(inPanel('#list tbody tr'));
      return found.some((text) => text.includes('accountFor:')) ? found : undefined;
    });
    assert.ok(
      rows.some((text) => text.includes('answered')),
      rows.join('\n'),
    );
    const arrows = await workbench.read(inPanel('#chart svg .message'));
    assert.ok(
      arrows.some((text) => text.includes('accountFor:')),
      arrows.join('\n'),
    );
    await workbench.screenshot('panels-2-chart');
  });

  it('say so when nothing is being debugged any more', async () => {
    await vscode.debug.stopDebugging();
    await eventually('the end of the chart', async () =>
      (await workbench.read(inPanel('#chart p'))).some((text) => text.includes('Nothing is being debugged')),
    );
  });
});
