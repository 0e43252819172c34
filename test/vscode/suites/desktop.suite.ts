import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { PNG } from 'pngjs';
import * as vscode from 'vscode';
import {
  changedDesktop,
  clickDesktop,
  desktopCanvas,
  desktopFrames,
  clockGoes,
  desktopPicture,
  pause,
} from '../../support/vscode/desktopPanel';
import { eventually } from '../../support/vscode/eventually';
import { readPicture, regionsDiffer, type Region } from '../../support/vscode/pictures';
import { workbench } from '../../support/vscode/workbench';

const imageName = 'cuis5-spur32.image';
const miniName = 'mini.image';
const goldenName = path.join('golden', 'cuis-desktop-1008x532.png');
const frames = desktopFrames;
const canvas = desktopCanvas;
const keyboard = { selector: '#keyboard', frames };

/** All that no clock, caret or task bar changes. */
const stillRegion: Region = { left: 0, top: 0, right: 1008, bottom: 490 };
const caret: Region = { left: 378, top: 122, right: 384, bottom: 138 };
/** Below the title of the workspace that is opened. */
const workspaceText: Region = { left: 90, top: 26, right: 160, bottom: 40 };
const selectionColor = [159, 207, 239] as const;

const settings = (): vscode.WorkspaceConfiguration =>
  vscode.workspace.getConfiguration('archipelago.desktop');
describe('The desktop of an image', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'archipelago-desktop-'));
  let golden: PNG;

  before(async () => {
    const images = process.env.SMALLTALK_IMAGES ?? '';
    const file = path.join(images, imageName);
    if (!existsSync(file))
      assert.fail(`There is no ${imageName} in "${images}": set SMALLTALK_IMAGES to a folder that has it`);
    for (const name of [imageName, miniName]) copyFileSync(path.join(images, name), path.join(folder, name));
    golden = readPicture(path.join(images, goldenName));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
    await settings().update('followPanelSize', false, vscode.ConfigurationTarget.Global);
    await launch({ name: 'cuis', image: imageName });
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.screenshot('desktop-failed');
  });

  after(async () => {
    await vscode.debug.stopDebugging();
    for (const key of ['followPanelSize'])
      await settings().update(key, undefined, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder, { recursive: true, force: true });
  });

  /** Starts images whose desktops and files are the host's. */
  async function launch(...images: { name: string; image: string }[]): Promise<void> {
    const devices = ['display', 'input', 'clipboard', 'clock', 'files'];
    const grants = Object.fromEntries(devices.map((device) => [device, { from: 'host' }]));
    const topology = { images: images.map((image) => ({ ...image, grants })) };
    const configuration = { type: 'archipelago', request: 'launch', name: 'desktop', cwd: folder, topology };
    assert.ok(await vscode.debug.startDebugging(undefined, configuration));
  }

  it('opens in a panel when the image starts, drawn as on a stock VM', async () => {
    await workbench.waitFor(canvas, 60_000);
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
    await eventually(
      'the desktop as in the golden picture',
      async () => {
        const now = await desktopPicture();
        return now.width === 1008 && !regionsDiffer(golden, now, stillRegion, [caret]);
      },
      60_000,
    );
    await clockGoes();
    await workbench.screenshot('desktop-1-cuis');
    const label = await workbench.attribute(keyboard, 'aria-label');
    assert.equal(label, 'Desktop of cuis, 1008 by 532. Shift+F6 leaves it');
  });

  it('opens the world menu by a click', async () => {
    const before = await desktopPicture();
    await clickDesktop(150, 150);
    await changedDesktop('the menu', before, { left: 150, top: 145, right: 310, bottom: 420 });
    await workbench.screenshot('desktop-2-menu');
  });

  it('takes what is typed: a workspace evaluates it', async () => {
    const menu = await desktopPicture();
    await clickDesktop(195, 177);
    const submenu = await changedDesktop('the menu to open things', menu, {
      left: 200,
      top: 180,
      right: 360,
      bottom: 410,
    });
    await clickDesktop(250, 223);
    const empty = await changedDesktop('the workspace', submenu, {
      left: 90,
      top: 0,
      right: 800,
      bottom: 300,
    });
    await workbench.type('3 + 4');
    const typed = await changedDesktop('the typed text', empty, workspaceText);
    await workbench.press('Alt+a');
    await eventually('the selected text', async () => hasColor(await desktopPicture(), 100, 34));
    await workbench.press('Alt+p');
    await changedDesktop('the result', typed, workspaceText);
    await eventually('the selected result behind the text', async () =>
      hasColor(await desktopPicture(), 124, 34),
    );
    await workbench.screenshot('desktop-3-workspace');
  });

  it('copies to the clipboard', async () => {
    await vscode.env.clipboard.writeText('');
    await workbench.press('Alt+c');
    const text = await eventually('the clipboard', async () => vscode.env.clipboard.readText());
    assert.equal(text.trim(), '7');
  });

  it('moves a window as it is dragged, many times a second', async () => {
    const before = await desktopPicture();
    const title = [450, 12] as const;
    await workbench.mouse(canvas, 'down', [title]);
    await pause(500);
    const first = Number(await workbench.attribute(canvas, 'data-frame'));
    const startedAt = Date.now();
    const way = Array.from({ length: 240 }, (_, i) => {
      const angle = (i / 40) * 2 * Math.PI;
      return [title[0] + 100 * Math.sin(angle), title[1] + 70 - 70 * Math.cos(angle)] as const;
    });
    await workbench.mouse(canvas, 'move', way, 16);
    const seconds = (Date.now() - startedAt) / 1000;
    const count = Number(await workbench.attribute(canvas, 'data-frame')) - first;
    await workbench.mouse(canvas, 'up', [[500, 80]]);
    await changedDesktop('the window elsewhere', before, { left: 90, top: 0, right: 130, bottom: 60 });
    const words = `${(count / seconds).toFixed(1)} frames a second over ${seconds.toFixed(1)} s of a drag`;
    writeFileSync(path.join(process.env.ARCHIPELAGO_RESULTS!, 'desktop-frames.txt'), `${words}\n`);
    assert.ok(count / seconds > 2, words);
    await workbench.screenshot('desktop-4-dragged');
  });

  it('leaves the keyboard to VS Code with Shift+F6', async () => {
    const focused = { selector: '#keyboard:focus', frames };
    await eventually('the focus in the desktop', async () => (await workbench.read(focused)).length === 1);
    await workbench.press('Shift+F6');
    await workbench.waitFor('.debug-call-stack .monaco-list:focus');
    await eventually('no focus in the desktop', async () => (await workbench.read(focused)).length === 0);
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
  });

  it('follows the size of its panel', async () => {
    const before = await desktopPicture();
    await settings().update('followPanelSize', true, vscode.ConfigurationTarget.Global);
    const after = await eventually('another size', async () => {
      const now = await desktopPicture();
      return now.width !== before.width || now.height !== before.height ? now : undefined;
    });
    assert.ok(after.width > 300 && after.height > 300, `${after.width} × ${after.height}`);
    await pause(1_500);
    await workbench.screenshot('desktop-5-follows');
  });

  it('goes on in its panel when the session is restarted', async () => {
    const before = await desktopPicture();
    await vscode.commands.executeCommand('workbench.action.debug.restart');
    // The workspace was only in the image that has ended.
    const workspace: Region = { left: 150, top: 80, right: 190, bottom: 120 };
    const after = await eventually(
      'the desktop as it was saved',
      async () => {
        const now = await desktopPicture();
        return regionsDiffer(before, now, workspace) && now.width === before.width ? now : undefined;
      },
      60_000,
    );
    assert.equal(after.height, before.height);
    assert.deepEqual(await workbench.read({ selector: '#status:not([hidden])', frames }), []);
  });

  it('says so when the session has ended', async () => {
    await vscode.debug.stopDebugging();
    await eventually('the words', async () => {
      const [words] = await workbench.read({ selector: '#status', frames });
      return words?.includes('has ended');
    });
    await workbench.screenshot('desktop-6-ended');
  });

  it('has a panel of its own for each of several images', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await settings().update('followPanelSize', false, vscode.ConfigurationTarget.Global);
    await launch({ name: 'cuis', image: imageName }, { name: 'mini', image: miniName });
    const tabs = (): string[] =>
      vscode.window.tabGroups.all.flatMap((group) => group.tabs.map((tab) => tab.label));
    await eventually('both panels', () =>
      ['cuis', 'mini'].every((name) => tabs().includes(`Desktop: ${name}`)),
    );
    assert.equal(vscode.window.tabGroups.all.length, 1);
    // A panel has its size only when it has a picture.
    const missing = new Set([1008, 640]);
    for (let i = 0; i < 2; i++) {
      await workbench.waitFor(canvas, 60_000);
      await vscode.commands.executeCommand('workbench.action.closePanel');
      const shown = await eventually('a desktop', async () => {
        const now = await desktopPicture();
        return missing.delete(now.width) ? now : undefined;
      });
      await workbench.screenshot(`desktop-7-${shown.width === 640 ? 'mini' : 'cuis'}`);
      await vscode.commands.executeCommand('workbench.action.nextEditor');
    }
    assert.equal(missing.size, 0);
  });
});

function hasColor(picture: PNG, x: number, y: number): boolean {
  const at = (y * picture.width + x) * 4;
  return selectionColor.every((component, i) => Math.abs(picture.data[at + i]! - component) < 40);
}
