import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { workbench } from '../../support/vscode/workbench';

const results = '.test-explorer .monaco-list-row';

describe('Smalltalk tests in the Testing view', () => {
  const folder = (): vscode.Uri =>
    vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0].uri, 'bank', 'src');
  const file = (): vscode.Uri => vscode.Uri.joinPath(folder(), 'AccountTest.class.st');
  const text = `Class {
	#name : #AccountTest,
	#superclass : #TestCase,
	#category : #Bank
}

{ #category : #tests }
AccountTest >> testDeposit [
	| account |
	account := Account ownedBy: 'Ada'.
	account deposit: 10.
	self assert: account balance equals: 10
]

{ #category : #tests }
AccountTest >> testWrong [
	self assert: (Account ownedBy: 'Ada') balance equals: 1
]
`;

  before(async () => {
    await vscode.workspace.fs.writeFile(file(), Buffer.from(text));
    await vscode.window.showTextDocument(file());
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(file());
  });

  it('run from above the class', async () => {
    await workbench.waitFor({ selector: '.codelens-decoration a', hasText: 'Run tests' }, 30_000);
    await workbench.click({ selector: '.codelens-decoration a', hasText: 'Run tests' });
    await vscode.commands.executeCommand('workbench.view.testing.focus');
    await workbench.waitFor({ selector: results, hasText: 'AccountTest' });
    // In the tree, opened: the class and one of its tests failed, the other passed.
    await workbench.waitFor('.test-explorer .codicon-testing-failed-icon', 30_000);
    await workbench.click({ selector: results, hasText: 'AccountTest' });
    await workbench.press('ArrowRight');
    await workbench.waitFor({ selector: results, hasText: 'testDeposit' });
    const failed = await workbench.read('.test-explorer .monaco-list-row .codicon-testing-failed-icon');
    const passed = await workbench.read('.test-explorer .monaco-list-row .codicon-testing-passed-icon');
    assert.deepEqual([failed.length, passed.length], [2, 1]);
    await workbench.screenshot('language-4-tests');
  });
});
