import assert from 'node:assert/strict';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { DebugConversation } from '../../support/vscode/debugConversation';
import { eventually } from '../../support/vscode/eventually';
import { workbench } from '../../support/vscode/workbench';

const callStackRows = '.debug-call-stack .monaco-list-row';
const variableRows = '.debug-variables .monaco-list-row';

/** Where the debugger shows that execution stands: file and line, base 1. */
const shownPlace = (): string => {
  const editor = vscode.window.activeTextEditor;
  return editor ? `${path.basename(editor.document.fileName)}:${editor.selection.active.line + 1}` : '';
};

const workspaceFile = (...parts: string[]): vscode.Uri =>
  vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0].uri, ...parts);

describe('Stepping a message across two images', () => {
  const conversation = new DebugConversation();
  const teller = workspaceFile('bank', 'src', 'Teller.class.st');

  before(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const document = await vscode.workspace.openTextDocument(teller);
    await vscode.window.showTextDocument(document);
    await eventually('the language mode', () => document.languageId === 'smalltalk');
    await vscode.commands.executeCommand('workbench.view.debug');
  });

  after(() => vscode.debug.removeBreakpoints(vscode.debug.breakpoints));

  it('starts from F5 and stops at the entry', async () => {
    await workbench.click('.monaco-editor .view-lines');
    await workbench.press('F5');
    const stop = await conversation.stoppedInEditor();
    assert.equal(stop.reason, 'entry');
    await eventually('the entry', () => shownPlace() === 'Teller.class.st:15');
    await workbench.screenshot('debug-1-entry');
  });

  it('stops at a breakpoint on a message to the other image', async () => {
    const line = new vscode.Location(teller, new vscode.Position(15, 0));
    await conversation.setBreakpoint(new vscode.SourceBreakpoint(line));
    await vscode.commands.executeCommand('workbench.action.debug.continue');
    const stop = await conversation.stoppedInEditor();
    assert.equal(stop.reason, 'breakpoint');
    await eventually('the line', () => shownPlace() === 'Teller.class.st:16');
    await workbench.screenshot('debug-2-breakpoint');
  });

  it('steps into the other image: its method in the editor, both images in the call stack', async () => {
    await vscode.commands.executeCommand('workbench.action.debug.stepInto');
    const stop = await conversation.stoppedInEditor();
    assert.equal(stop.reason, 'step');
    await eventually('the method', () => shownPlace().startsWith('Account.class.st'));
    await eventually('both images in the call stack', async () => {
      const texts = await workbench.read(callStackRows);
      return ['deposit: sent by teller', 'Account>>deposit:', 'openBank'].every((wanted) =>
        texts.some((text) => text.includes(wanted)),
      );
    });
    await workbench.screenshot('debug-3-other-image');
  });

  it('shows the sender below the boundary as it is', async () => {
    await selectFrame('openBank');
    await eventually('the sender', () => shownPlace() === 'Teller.class.st:16');
    await eventually('its variables', async () =>
      (await workbench.read(variableRows)).some((text) => text.includes('account')),
    );
    await workbench.screenshot('debug-4-sender');
  });

  it('evaluates in the sender, and in the receiver', async () => {
    const inSender = await evaluateInActiveFrame('account notNil');
    assert.equal(inSender, 'true');
    await selectFrame('Account>>deposit:');
    await eventually('the receiver', () => shownPlace().startsWith('Account.class.st'));
    assert.equal(await evaluateInActiveFrame('anAmount * 2'), '200');
    await vscode.commands.executeCommand('workbench.debug.action.focusRepl');
    await workbench.waitFor('.repl-input-wrapper .monaco-editor.focused');
    await workbench.type('owner, balance printString');
    await workbench.press('Enter');
    await eventually('the answer', async () =>
      (await workbench.read('.repl .monaco-list-row')).some((text) => text.includes("'Ada0'")),
    );
    await workbench.screenshot('debug-5-evaluate');
  });

  it('steps out, and the answer comes back', async () => {
    await vscode.commands.executeCommand('workbench.action.debug.stepOut');
    await conversation.stoppedInEditor();
    await eventually('the teller', () => shownPlace() === 'Teller.class.st:16');
    await vscode.commands.executeCommand('workbench.action.debug.stepOver');
    await conversation.stoppedInEditor();
    await eventually('the next line', () => shownPlace() === 'Teller.class.st:17');
    assert.equal(await evaluateInActiveFrame('balance'), '100');
    await workbench.screenshot('debug-6-answer');
  });

  it('runs to its end', async () => {
    await vscode.commands.executeCommand('workbench.action.debug.continue');
    await conversation.next('terminated');
  });
});

/** Clicks a frame other than the selected one. */
function selectFrame(text: string): Promise<void> {
  const selected = vscode.debug.activeStackItem;
  return workbench.clickUntil({ selector: callStackRows, hasText: text }, () => {
    const now = vscode.debug.activeStackItem;
    return now instanceof vscode.DebugStackFrame && now !== selected;
  });
}

/** What an expression comes to in the frame that is selected. */
async function evaluateInActiveFrame(expression: string): Promise<string> {
  const item = vscode.debug.activeStackItem;
  assert.ok(item instanceof vscode.DebugStackFrame, 'no frame is selected');
  const body = (await item.session.customRequest('evaluate', {
    expression,
    frameId: item.frameId,
    context: 'watch',
  })) as { result: string };
  return body.result;
}
