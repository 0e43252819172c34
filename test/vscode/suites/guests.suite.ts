import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { PNG } from 'pngjs';
import * as vscode from 'vscode';
import { DebugConversation } from '../../support/vscode/debugConversation';
import {
  collapseSections,
  expandSections,
  sideBarRow,
  sideBarRows as rows,
} from '../../support/vscode/debugSideBar';
import {
  changedDesktop,
  clickDesktop,
  clockGoes,
  desktopCanvas,
  desktopPicture,
  pause,
} from '../../support/vscode/desktopPanel';
import { eventually, repeatUntil } from '../../support/vscode/eventually';
import { regionsDiffer, type Region } from '../../support/vscode/pictures';
import { workbench } from '../../support/vscode/workbench';

const imageName = 'cuis5-spur32.image';
const callStackRows = '.debug-call-stack .monaco-list-row';

const asker = `"I ask a list that lives in another image, which knows nothing of me."
Class {
	#name : #Asker,
	#superclass : #Object,
	#category : #Asking
}

Asker >> ask [
	| doubled |
	doubled := List collect: [ :each | each * 2 ].
	^ doubled size
]
`;

const drawer = `"I am the files of another image: a note, and a secret that I keep."
Class {
	#name : #Drawer,
	#superclass : #Object,
	#category : #Drivers
}

Drawer >> open: path writable: isWritable [
	('*secret*' match: path) ifTrue: [ self error: 'this is none of your business' ].
	^ nil
]

Drawer >> list: path [
	^ { { 'note.txt'. false. 5. 0. 0. 0. 8r644 } }
]
`;

describe('An unmodified image', function () {
  this.timeout(120_000);
  const conversation = new DebugConversation();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'archipelago-guests-'));

  before(async () => {
    const images = process.env.SMALLTALK_IMAGES ?? '';
    const file = path.join(images, imageName);
    if (!existsSync(file))
      assert.fail(`There is no ${imageName} in "${images}": set SMALLTALK_IMAGES to a folder that has it`);
    copyFileSync(file, path.join(folder, imageName));
    writeFileSync(path.join(folder, 'Asker.class.st'), asker);
    writeFileSync(path.join(folder, 'Drawer.class.st'), drawer);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('workbench.view.debug');
    await collapseSections('Variables', 'Watch', 'Breakpoints', 'Loaded Scripts');
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.screenshot('guests-failed');
    await conversation.endSessions();
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.view.debug');
    await expandSections('Variables', 'Call Stack');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true, force: true });
  });

  async function launch(topology: object): Promise<vscode.DebugSession> {
    const started = await vscode.debug.startDebugging(undefined, {
      type: 'archipelago',
      request: 'launch',
      name: 'guests',
      cwd: folder,
      topology,
    });
    assert.ok(started);
    return eventually('the session', () => vscode.debug.activeDebugSession);
  }

  it('has a message of ours stepped into its method, which has no file, and back', async () => {
    await launch({
      images: [
        { name: 'ours', sources: ['Asker.class.st'], entry: 'Asker new ask', stopOnEntry: true },
        { name: 'cuis', image: imageName },
      ],
      wiring: [{ to: 'ours', as: 'List', from: 'cuis', expression: 'OrderedCollection withAll: #(3 1 2)' }],
    });
    // What steps is the frame that has the focus.
    assert.equal((await conversation.stoppedInEditor(60_000)).reason, 'entry');
    await vscode.commands.executeCommand('workbench.action.debug.stepInto');
    assert.equal((await conversation.stoppedInEditor(60_000)).reason, 'step');
    const editor = await eventually('the method of Cuis', () => {
      const active = vscode.window.activeTextEditor;
      return active?.document.uri.scheme === 'archipelago-method' ? active : undefined;
    });
    assert.match(editor.document.getText(), /^collect: \w+/);
    assert.equal(editor.document.languageId, 'smalltalk');
    await eventually('both images in the call stack', async () => {
      const texts = await workbench.read(callStackRows);
      return ['collect: sent by ours', 'OrderedCollection>>collect:'].every((wanted) =>
        texts.some((text) => text.includes(wanted)),
      );
    });
    await workbench.screenshot('guests-1-stepped-into');
    await vscode.commands.executeCommand('workbench.action.debug.stepOver');
    await conversation.stoppedInEditor(60_000);
    await vscode.commands.executeCommand('workbench.action.debug.stepOut');
    await conversation.stopped(60_000);
    await eventually('the sender', () =>
      vscode.window.activeTextEditor?.document.fileName.endsWith('Asker.class.st'),
    );
  });

  it('is refused a file by the image that drives it: the message says why', async () => {
    const session = await launch({
      images: [
        {
          name: 'cuis',
          image: imageName,
          grants: { files: { from: 'driver', as: 'MyDrawer' }, clock: { from: 'host' } },
        },
        { name: 'driver', sources: ['Drawer.class.st'] },
      ],
      wiring: [{ to: 'driver', as: 'MyDrawer', from: 'driver', expression: 'Drawer new' }],
    });
    const answer = (await session.customRequest('evaluate', {
      expression: "['/drawer/secret.txt' asFileEntry readStream] on: Error do: [:e | e return: #refused]",
      context: 'repl',
    })) as { result: string };
    assert.equal(answer.result, '#refused');
    await vscode.commands.executeCommand('archipelago.messages.focus');
    await collapseSections('Call Stack');
    await sideBarRow(/open: '\/drawer\/secret\.txt' writable: false\s*broken: .*none of your business/);
    await workbench.hover({ selector: rows, hasText: 'secret.txt' });
    await workbench.screenshot('guests-2-refused');
  });

  it('has a method stepped and edited in the editor, and shows the change on its desktop', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const settings = vscode.workspace.getConfiguration('archipelago.desktop');
    await settings.update('followPanelSize', false, vscode.ConfigurationTarget.Global);
    const devices = ['display', 'input', 'clock', 'files'].map((device) => [device, { from: 'host' }]);
    const grants = Object.fromEntries(devices) as object;
    await launch({ images: [{ name: 'cuis', image: imageName, grants }] });
    await workbench.waitFor(desktopCanvas, 60_000);
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
    const empty = await eventually('a desktop at rest', atRest, 60_000);
    await clockGoes();
    await clickDesktop(150, 150);
    const oldMenu = await changedDesktop('the menu', empty, menu);
    await clickDesktop(...besideMenu);
    await changedDesktop('no menu', oldMenu, menu);

    const uri = vscode.Uri.parse('archipelago-method:/cuis/TheWorldMenu%3E%3EbuildWorldMenu.st');
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, vscode.ViewColumn.Beside);
    const at = document.positionAt(document.getText().indexOf(' := MenuMorph new'));
    await conversation.setBreakpoint(new vscode.SourceBreakpoint(new vscode.Location(uri, at)));
    await clickDesktop(150, 150);
    assert.equal((await conversation.stoppedInEditor(60_000)).reason, 'breakpoint');
    await vscode.commands.executeCommand('workbench.action.debug.stepOver');
    await conversation.stoppedInEditor(60_000);
    await eventually('the next statement', () => {
      const active = vscode.window.activeTextEditor;
      return active?.document.uri.path === uri.path && active.selection.active.line === at.line + 1;
    });
    await workbench.screenshot('guests-4-stepped');

    const words = document.getText().indexOf("'Open...'");
    const edit = new vscode.WorkspaceEdit();
    const range = new vscode.Range(
      document.positionAt(words),
      document.positionAt(words + "'Open...'".length),
    );
    edit.replace(uri, range, "'Come in...'");
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.ok(await document.save());
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    await vscode.commands.executeCommand('workbench.action.debug.continue');
    await eventually(
      'the menu as it was',
      async () => !regionsDiffer(oldMenu, await desktopPicture(), menu),
      60_000,
    );
    await clickDesktop(...besideMenu);
    await changedDesktop('no menu again', oldMenu, menu);
    await clickDesktop(150, 150);
    const newMenu = await changedDesktop('the menu as it is now', empty, menu);
    assert.ok(regionsDiffer(oldMenu, newMenu, menu), 'the menu has not changed');
    await workbench.screenshot('guests-5-changed');
    const changes = readFileSync(path.join(folder, imageName.replace('.image', '.changes')), 'latin1');
    assert.match(changes, /TheWorldMenu methodsFor: .*[^]*Come in\.\.\./);
  });

  it('shows its classes, and opens their methods', async () => {
    await launch({ images: [{ name: 'cuis', image: imageName }] });
    await vscode.commands.executeCommand('archipelago.classes.focus');
    await collapseSections('Call Stack', 'Messages', 'Far References', 'Paged-Out');
    const path = ['cuis', 'Collections-Sequenceable', 'OrderedCollection', 'adding', 'addFirst:'];
    for (let i = 1; i < path.length; i++) await open(path[i - 1], path[i]);
    await workbench.clickUntil({ selector: rows, hasText: 'addFirst:' }, () =>
      /^addFirst: /.test(vscode.window.activeTextEditor?.document.getText() ?? ''),
    );
    await workbench.screenshot('guests-3-classes');
  });
});

/** Below and right of a click at 150, 150, above the windows. */
const menu: Region = { left: 150, top: 145, right: 310, bottom: 245 };
/** In a window that a half of the editor shows, too. */
const besideMenu = [60, 440] as const;

/** A picture that does not change, if it is drawn. */
async function atRest(): Promise<PNG | undefined> {
  const first = await desktopPicture();
  await pause(1500);
  const second = await desktopPicture();
  const still = { left: 0, top: 140, right: second.width, bottom: second.height - 45 };
  return second.width > 100 && !regionsDiffer(first, second, still) ? second : undefined;
}

/** Opens a row of the tree of classes by the keyboard, as screen readers do, until a row below it is seen. */
async function open(label: string, below: string): Promise<void> {
  const hasRow = async (wanted: string): Promise<boolean> =>
    (await workbench.read(rows)).some((text) => text.trim().startsWith(wanted));
  await eventually(`the row ${label}`, () => hasRow(label));
  const openRow = async (): Promise<void> => {
    await workbench.click({ selector: rows, hasText: label }, { timeoutMs: 3_000 });
    await workbench.press('ArrowRight');
  };
  await repeatUntil(`Opening ${label}`, openRow, () => hasRow(below));
}
