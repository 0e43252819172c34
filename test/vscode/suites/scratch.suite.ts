import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { PNG } from 'pngjs';
import * as vscode from 'vscode';
import { DebugConversation } from '../../support/vscode/debugConversation';
import {
  changedDesktop,
  clickDesktop,
  desktopCanvas,
  desktopPicture,
  pause,
} from '../../support/vscode/desktopPanel';
import { eventually, repeatUntil } from '../../support/vscode/eventually';
import { readPicture, regionsDiffer, type Region } from '../../support/vscode/pictures';
import { workbench } from '../../support/vscode/workbench';

/** Where Debian's package `scratch` puts it. */
const installed = '/usr/share/scratch';
const moveTenSteps = [26, 176] as const;
const all: Region = { left: 0, top: 0, right: 1024, bottom: 767 };
/** Where the pointer is, in words. */
const coordinates: Region = { left: 915, top: 436, right: 1016, bottom: 456 };
const stage: Region = { left: 536, top: 73, right: 1012, bottom: 430 };
const ofHost = (...devices: string[]): object =>
  Object.fromEntries(devices.map((device) => [device, { from: 'host' }]));

describe('Scratch', function () {
  this.timeout(180_000);
  const conversation = new DebugConversation();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'archipelago-scratch-'));
  let golden: PNG;

  before(async () => {
    if (!existsSync(path.join(installed, 'Scratch.image')))
      assert.fail(
        `${installed}/Scratch.image is not there: install Debian's package "scratch" (.ci/run does)`,
      );
    // Scratch looks at its folder as its own to write in.
    cpSync(installed, folder, { recursive: true, dereference: true });
    golden = readPicture(path.join(process.env.SMALLTALK_IMAGES ?? '', 'golden', 'scratch-desktop.png'));
    const settings = vscode.workspace.getConfiguration('archipelago.desktop');
    await settings.update('followPanelSize', false, vscode.ConfigurationTarget.Global);
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.screenshot('scratch-failed');
    await conversation.endSessions();
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  after(async () => {
    const settings = vscode.workspace.getConfiguration('archipelago.desktop');
    await settings.update('followPanelSize', undefined, vscode.ConfigurationTarget.Global);
    rmSync(folder, { recursive: true, force: true });
  });

  /** Starts a topology and waits until Scratch is drawn as on a stock VM. */
  async function launch(topology: object): Promise<void> {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const started = await vscode.debug.startDebugging(undefined, {
      type: 'archipelago',
      request: 'launch',
      name: 'scratch',
      cwd: folder,
      topology,
    });
    assert.ok(started);
    await workbench.waitFor(desktopCanvas, 90_000);
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
    await eventually(
      'Scratch as in the golden picture',
      async () => !regionsDiffer(golden, await desktopPicture(), all, [coordinates]),
      90_000,
    );
    await followsMouse();
  }

  /** Waits until it says where the pointer is: while it is only starting it takes no clicks. */
  async function followsMouse(): Promise<void> {
    const before = await desktopPicture();
    let step = 0;
    await repeatUntil(
      'The mouse',
      () => workbench.mouse(desktopCanvas, 'move', [[700 + 5 * (step++ % 20), 200]]),
      async () => regionsDiffer(before, await desktopPicture(), coordinates),
    );
  }

  /** The cat is ten pixels to the right of where it was. */
  async function assertMoved(before: PNG): Promise<void> {
    const moved = await changedDesktop('a step of the cat', before, stage);
    assert.ok(catColumn(before) > 0);
    assert.equal(catColumn(moved) - catColumn(before), 10);
  }

  it('moves its cat by a click on a block', async () => {
    await launch({
      images: [
        {
          name: 'scratch',
          image: 'Scratch.image',
          grants: ofHost('display', 'input', 'files', 'clock', 'sound'),
        },
      ],
    });
    await workbench.screenshot('scratch-1-desktop');
    const before = await desktopPicture();
    await clickDesktop(...moveTenSteps);
    await assertMoved(before);
    await workbench.screenshot('scratch-2-moved');
  });

  it('gets its clicks from a driver image, where they can be stopped', async () => {
    await launch({
      images: [
        { name: 'driver', role: 'driver', grants: ofHost('display', 'input') },
        {
          name: 'scratch',
          role: 'guest',
          image: 'Scratch.image',
          grants: {
            ...ofHost('files', 'clock', 'sound'),
            display: { from: 'driver', as: 'Screen' },
            input: { from: 'driver', as: 'Mouse' },
          },
        },
      ],
      wiring: [
        { to: 'driver', as: 'Screen', from: 'driver', expression: 'DisplayDriver new' },
        { to: 'driver', as: 'Mouse', from: 'driver', expression: 'InputDriver new start; yourself' },
      ],
    });
    await workbench.screenshot('scratch-3-driven');
    const before = await desktopPicture();
    const isPress = '(anArray at: 1) = 1 and: [(anArray at: 5) = 4]';
    await conversation.setBreakpoint(new vscode.FunctionBreakpoint('InputDriver>>event:', true, isPress));
    await clickDesktop(...moveTenSteps);
    const { threadId } = await conversation.stopped();
    await eventually('the stack of the driver', async () => {
      const session = vscode.debug.activeDebugSession;
      const stack = (await session?.customRequest('stackTrace', { threadId })) as
        { stackFrames: { name: string }[] } | undefined;
      return stack?.stackFrames[0]?.name.includes('InputDriver>>event:');
    });
    await vscode.commands.executeCommand('workbench.view.debug');
    await pause(1_500);
    await workbench.screenshot('scratch-4-stopped-click');
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
    await vscode.debug.activeDebugSession?.customRequest('continue', { threadId });
    await vscode.commands.executeCommand('archipelago.openDesktop');
    await assertMoved(before);
    await workbench.screenshot('scratch-5-driven-moved');
  });
});

/** Where the cat begins on the stage: the first column that has something of its orange. */
function catColumn({ width, data }: PNG): number {
  for (let x = stage.left; x < stage.right; x++)
    for (let y = stage.top; y < stage.bottom; y++) {
      const [red, green, blue] = data.subarray((y * width + x) * 4) as unknown as [number, number, number];
      if (red > 200 && green > 120 && green < 190 && blue < 90) return x;
    }
  return -1;
}
