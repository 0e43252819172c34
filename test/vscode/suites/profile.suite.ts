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
  selector: '.notifications-center .notification-list-item',
  hasText,
});

const inProfile = { frames: ['iframe.webview.ready[src*="profile-table"]', 'iframe#active-frame'] };
const inSummary = { frames: ['iframe.webview.ready[src*="markdown"]', 'iframe#active-frame'] };

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
    // The window under test shows no notification by itself.
    await vscode.commands.executeCommand('notifications.showList');
    await workbench.waitFor(notification(`Profiling ${which}`));
  };

  it('is taken of all images until it is stopped, and opens with its summary beside', async () => {
    await start('all images');
    await workbench.waitFor(stopItem);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await workbench.screenshot('profile-1-taking');
    await vscode.commands.executeCommand('notifications.hideList');
    await workbench.clickUntil(stopItem, () => profiles().length > 0);
    const [name] = await eventually('the file', () => (profiles().length === 1 ? profiles() : undefined));
    await workbench.waitFor({ ...inProfile, selector: 'span', hasText: 'Spinner>>sumOf:with:' }, 30_000);
    await workbench.waitFor({ ...inProfile, selector: 'span', hasText: 'image left' });
    const words = path.join(workspace, name!.replace(/\.cpuprofile$/, '.md'));
    const text = readFileSync(words, 'utf8');
    assert.match(text, /^# Profile of two spinners/);
    assert.match(text, /\| left \| \d+\.\d % \|/);
    assert.match(text, /\| right \| \d+\.\d % \|/);
    assert.match(text, /expected (Integers|Floats)[^\n]* in "sum \+ step"/);
    await workbench.waitFor({ ...inSummary, selector: 'h1', hasText: 'Profile of two spinners' }, 30_000);
    await workbench.screenshot('profile-2-opened');
  });

  it('leads to the source of a method', async () => {
    await workbench.clickUntil(
      { ...inProfile, selector: 'a', hasText: 'Spinner.class.st:13' },
      () => vscode.window.activeTextEditor?.document.fileName.endsWith('Spinner.class.st') ?? false,
    );
    assert.equal(vscode.window.activeTextEditor!.selection.active.line, 12);
    await workbench.screenshot('profile-3-source');
  });

  it('that is cancelled is forgotten', async () => {
    const before = profiles();
    await start('left');
    await workbench.clickUntil(
      { selector: '.notifications-center .notification-list-item .monaco-button', hasText: 'Cancel' },
      async () => (await workbench.read(notification('Profiling left'))).length === 0,
    );
    await eventually('the status bar without it', async () => (await workbench.read(stopItem)).length === 0);
    assert.deepEqual(profiles(), before);
  });
});
