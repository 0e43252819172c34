import * as vscode from 'vscode';
import { eventually, repeatUntil } from '../../support/vscode/eventually';
import { workbench } from '../../support/vscode/workbench';

const results = '.test-explorer .monaco-list-row';
/** What runs, or has run. */
const ran = `${results} :is(.codicon-testing-queued-icon, .codicon-loading, .codicon-testing-failed-icon)`;

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
    const lens = { selector: '.codelens-decoration a', hasText: 'Run tests' };
    await workbench.waitFor(lens, 30_000);
    await vscode.commands.executeCommand('workbench.view.testing.focus');
    await workbench.waitFor({ selector: results, hasText: 'AccountTest' });
    await workbench.clickUntil(lens, async () => (await workbench.read(ran)).length > 0);
    // In the tree, opened: the class and one of its tests failed, the other passed.
    await workbench.waitFor('.test-explorer .codicon-testing-failed-icon', 30_000);
    const open = async (): Promise<void> => {
      await workbench.click({ selector: results, hasText: 'AccountTest' }, { timeoutMs: 3_000 });
      await workbench.press('ArrowRight');
    };
    await repeatUntil('Opening AccountTest', open, async () =>
      (await workbench.read(results)).some((text) => text.includes('testDeposit')),
    );
    await eventually('two that failed and one that passed', async () => {
      const failed = await workbench.read(`${results} .codicon-testing-failed-icon`);
      const passed = await workbench.read(`${results} .codicon-testing-passed-icon`);
      return failed.length === 2 && passed.length === 1;
    });
    await workbench.screenshot('language-4-tests');
  });
});
