import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { workbench } from '../../support/vscode/workbench';

const testedAs = process.env.ARCHIPELAGO_TESTED_AS ?? 'folder';

describe('Activation', () => {
  it(`activates from the ${testedAs}`, async () => {
    const extension = vscode.extensions.getExtension('archipelago.archipelago');
    assert.ok(extension, 'the extension is not installed');
    assert.equal(
      extension.extensionPath.includes('archipelago-0.'),
      testedAs === 'vsix',
      extension.extensionPath,
    );
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('shows the examples', async () => {
    await vscode.commands.executeCommand('workbench.view.explorer');
    await workbench.waitFor('.explorer-folders-view .monaco-list-row');
    const rows = await workbench.read('.explorer-folders-view .monaco-list-row');
    assert.ok(rows.length > 0);
    await workbench.screenshot(`activation-${testedAs}`);
  });
});
