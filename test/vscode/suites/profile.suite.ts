import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { DebugConversation } from '../../support/vscode/debugConversation';
import { eventually } from '../../support/vscode/eventually';
import { choose } from '../../support/vscode/quickPick';
import { workbench } from '../../support/vscode/workbench';

const spinner = `Class {
	#name : #Spinner,
	#superclass : #Object,
	#category : #Spinning
}

Spinner >> spin [
	[ true ] whileTrue: [
		self sumOf: 1000 with: 1.
		self sumOf: 1000 with: 0.5 ]
]

Spinner >> sumOf: count with: step [
	| sum |
	sum := 0.
	1 to: count do: [ :each | sum := sum + step ].
	^ sum
]
`;

const stopItem = { selector: '.statusbar-item a', hasText: 'Stop Profile' };
const notification = (hasText: string) => ({
  selector: '.notifications-toasts .notification-list-item',
  hasText,
});

describe('A profile', function () {
  this.timeout(120_000);
  const conversation = new DebugConversation();
  const workspace = vscode.workspace.workspaceFolders![0].uri.fsPath;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'archipelago-profile-'));
  const profiles = (): string[] => readdirSync(workspace).filter((name) => name.endsWith('.cpuprofile'));

  before(async () => {
    const source = path.join(folder, 'Spinner.class.st');
    writeFileSync(source, spinner);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const image = (name: string): object => ({ name, sources: [source], entry: 'Spinner new spin' });
    const started = await vscode.debug.startDebugging(vscode.workspace.workspaceFolders![0], {
      type: 'archipelago',
      request: 'launch',
      name: 'two spinners',
      topology: { images: [image('left'), image('right')], workers: 1 },
    });
    assert.ok(started);
  });

  after(async () => {
    await conversation.endSessions();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const name of readdirSync(workspace).filter((one) => one.startsWith('two-spinners-')))
      rmSync(path.join(workspace, name));
    rmSync(folder, { recursive: true });
  });

  const start = async (which: string): Promise<void> => {
    void vscode.commands.executeCommand('archipelago.profile');
    await choose(which);
    await workbench.waitFor(notification(`Profiling ${which}`));
  };

  it('is taken of all images until it is stopped, and opens with its summary beside', async () => {
    await start('all images');
    await workbench.waitFor(stopItem);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await workbench.screenshot('profile-1-taking');
    await workbench.clickUntil(stopItem, () => profiles().length > 0);
    const [name] = await eventually('the file', () => (profiles().length === 1 ? profiles() : undefined));
    const table = {
      selector: '.row',
      hasText: 'Spinner>>sumOf:with:',
      frames: ['iframe.webview.ready', 'iframe#active-frame'],
    };
    await workbench.waitFor(table, 30_000);
    const words = path.join(workspace, name!.replace(/\.cpuprofile$/, '.md'));
    const text = readFileSync(words, 'utf8');
    assert.match(text, /^# Profile of two spinners/);
    assert.match(text, /\| left \| \d+\.\d % \|/);
    assert.match(text, /\| right \| \d+\.\d % \|/);
    assert.match(text, /expected (Integers|Floats)[^\n]* in "sum \+ step"/);
    await eventually('the summary', () =>
      vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label.includes('.md'))),
    );
    await workbench.screenshot('profile-2-opened');
  });

  it('that is cancelled is forgotten', async () => {
    const before = profiles();
    await start('left');
    await workbench.clickUntil(
      { selector: '.notifications-toasts .notification-list-item .monaco-button', hasText: 'Cancel' },
      async () => (await workbench.read(notification('Profiling left'))).length === 0,
    );
    await eventually('the status bar without it', async () => (await workbench.read(stopItem)).length === 0);
    assert.deepEqual(profiles(), before);
  });
});
