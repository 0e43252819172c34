import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { DebugConversation } from '../../support/vscode/debugConversation';
import { eventually } from '../../support/vscode/eventually';
import { workbench } from '../../support/vscode/workbench';

const inPanel = (selector: string): { selector: string; frames: string[] } => ({
  selector,
  frames: ['iframe.webview.ready', 'iframe#active-frame'],
});

describe('The panels', () => {
  const conversation = new DebugConversation();
  const folder = vscode.workspace.workspaceFolders![0];

  before(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const started = await vscode.debug.startDebugging(folder, {
      type: 'archipelago',
      request: 'launch',
      name: 'bank',
      program: vscode.Uri.joinPath(folder.uri, 'bank', 'bank.topology.json').fsPath,
      stopOnEntry: true,
    });
    assert.ok(started);
    // What steps later is the frame that has the focus.
    await conversation.stoppedInEditor();
  });

  after(async () => {
    await conversation.endSessions();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('draw the images as a map, with words for what each does', async () => {
    await vscode.commands.executeCommand('archipelago.showTopologyMap');
    await eventually('the three images in the map, one of them stopped', async () => {
      const texts = await workbench.read(inPanel('#chart svg .image'));
      return texts.length === 3 && texts.some((text) => text.includes('teller') && text.includes('stopped'));
    });
    await workbench.screenshot('panels-1-map');
  });

  it('draw messages as arrows, and the same as a list', async () => {
    await vscode.commands.executeCommand('workbench.action.debug.stepOver');
    await conversation.stopped();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('archipelago.showMessageChart');
    await eventually('the message in the list, answered', async () =>
      (await workbench.read(inPanel('#list tbody tr'))).some(
        (text) => text.includes('accountFor:') && text.includes('answered'),
      ),
    );
    await eventually('its arrow', async () =>
      (await workbench.read(inPanel('#chart svg .message'))).some((text) => text.includes('accountFor:')),
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
