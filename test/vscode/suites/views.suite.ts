import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { DebugConversation } from '../../support/vscode/debugConversation';
import {
  actUntil,
  collapseSections,
  hasSideBarRow,
  sideBarRow as row,
} from '../../support/vscode/debugSideBar';
import { eventually } from '../../support/vscode/eventually';
import { choices, choose } from '../../support/vscode/quickPick';
import { workbench } from '../../support/vscode/workbench';

const folder = (): vscode.WorkspaceFolder => vscode.workspace.workspaceFolders![0];

async function launch(name: string, configuration: object): Promise<void> {
  await vscode.commands.executeCommand('workbench.view.debug');
  const started = await vscode.debug.startDebugging(folder(), {
    type: 'archipelago',
    request: 'launch',
    name,
    ...configuration,
  });
  assert.ok(started, `${name} did not start`);
}

const shows = (name: string) => (): boolean =>
  vscode.window.activeTextEditor?.document.fileName.includes(name) ?? false;

describe('The views of a running system', () => {
  const conversation = new DebugConversation();
  const program = vscode.Uri.joinPath(folder().uri, 'bank', 'bank.topology.json').fsPath;

  before(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('workbench.view.debug');
    await collapseSections('Watch', 'Breakpoints', 'Loaded Scripts');
  });

  afterEach(async () => {
    await conversation.endSessions();
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
  });

  it('hold a message in flight, show it, and release it', async () => {
    await launch('bank', { program, stopOnEntry: true });
    const { threadId } = await conversation.stoppedInEditor();
    const session = vscode.debug.activeDebugSession!;
    await vscode.commands.executeCommand('archipelago.messages.focus');
    const hold = async (): Promise<void> => {
      const holding = vscode.commands.executeCommand('archipelago.holdAllMessages');
      await choose('ledger');
      await holding;
    };
    await hold();
    await session.customRequest('continue', { threadId });
    await row(/accountFor: 'Ada'\s*held · teller → ledger/);
    await workbench.screenshot('views-1-held');
    // Messages after this one go through; it stays held.
    await hold();
    await row(/accountFor: 'Ada'\s*held · teller → ledger/);
    await actUntil('accountFor:', 'Release', () => conversation.has('terminated'));
  });

  it('go from a message to where it was sent and to what it runs', async () => {
    const account = vscode.Uri.joinPath(folder().uri, 'bank', 'src', 'Account.class.st');
    vscode.debug.addBreakpoints([
      new vscode.SourceBreakpoint(new vscode.Location(account, new vscode.Position(33, 0))),
    ]);
    await launch('bank', { program, stopOnEntry: false });
    await conversation.stoppedInEditor();
    await vscode.commands.executeCommand('archipelago.messages.focus');
    await row('deposit: 100');
    await actUntil('deposit: 100', 'Go to Where It Was Sent', shows('Teller'));
    await actUntil('deposit: 100', 'Go to What It Runs', shows('Account'));
    await workbench.screenshot('views-2-message');
  });

  it('inspect a far reference and follow it', async () => {
    const teller = vscode.Uri.joinPath(folder().uri, 'bank', 'src', 'Teller.class.st');
    vscode.debug.addBreakpoints([
      new vscode.SourceBreakpoint(new vscode.Location(teller, new vscode.Position(17, 0))),
    ]);
    await launch('bank', { program, stopOnEntry: false });
    await conversation.stoppedInEditor();
    await collapseSections('Messages');
    await vscode.commands.executeCommand('archipelago.farReferences.focus');
    await row(/→ Account.*in ledger/s);
    await actUntil('→ Account', 'Follow', () => hasSideBarRow(/^target/));
    await workbench.screenshot('views-3-far-reference');
    await actUntil('→ Account', 'Inspect', async () =>
      (await workbench.read(choices)).some((text) => text.includes('balance')),
    );
    await workbench.screenshot('views-4-inspect');
    await workbench.press('Escape');
  });

  it('page a blob in', async () => {
    const album = vscode.Uri.joinPath(folder().uri, 'album', 'album.topology.json').fsPath;
    await launch('album', { program: album, stopOnEntry: true });
    await conversation.stoppedInEditor();
    await collapseSections('Messages');
    await collapseSections('Far References');
    await vscode.commands.executeCommand('archipelago.pagedObjects.focus');
    const pagedOut = await row(/on disk · 64 KB/);
    await workbench.screenshot('views-5-paged-out');
    const hash = /[0-9a-f]{8}/.exec(pagedOut)![0];
    await actUntil(hash, 'Page In', () => hasSideBarRow(new RegExp(`in memory · 64 KB · ${hash}`)));
    await workbench.screenshot('views-6-paged-in');
  });

  it('stop at an exception that nobody handles', async () => {
    const topology = {
      images: [
        {
          name: 'ledger',
          sources: ['bank/src/Account.class.st'],
          entry: "(Account ownedBy: 'Ada') withdraw: 5",
        },
      ],
    };
    await launch('exception', { topology, cwd: folder().uri.fsPath });
    const stop = await conversation.stopped();
    assert.equal(stop.reason, 'exception');
    await workbench.waitFor('.exception-widget');
    await eventually('its words', async () =>
      (await workbench.read('.exception-widget')).some((text) => text.includes('Ada has only 0')),
    );
    await eventually('the method', () =>
      vscode.window.activeTextEditor?.document.fileName.includes('Account'),
    );
    await workbench.screenshot('views-7-exception');
  });

  it('stop one image while the other runs on', async () => {
    const loop = (word: string): string =>
      `1 to: 2000 do: [:n | Transcript show: '${word} ', n printString; cr. (Delay forMilliseconds: 50) wait]`;
    const topology = {
      images: [
        { name: 'ping', entry: loop('ping') },
        { name: 'pong', entry: loop('pong') },
      ],
    };
    await launch('two', { topology, cwd: folder().uri.fsPath });
    const session = vscode.debug.activeDebugSession!;
    const { threads } = (await session.customRequest('threads')) as {
      threads: { id: number; name: string }[];
    };
    const ping = threads.find(({ name }) => name.startsWith('ping'))!;
    await session.customRequest('pause', { threadId: ping.id });
    const stop = await conversation.stopped();
    assert.equal(stop.threadId, ping.id);
    assert.equal(stop.allThreadsStopped, false);
    conversation.clear();
    const texts: string[] = [];
    await eventually('output of the other image alone', async () => {
      const { output } = (await conversation.next('output')) as { output: string };
      texts.push(output);
      return texts.filter((text) => text.includes('pong')).length >= 20;
    });
    assert.ok(!texts.some((text) => text.includes('ping ')), texts.join(''));
    await eventually('one that runs and one that has stopped in the call stack', async () => {
      const shown = await workbench.read('.debug-call-stack .monaco-list-row');
      return [/pong.*RUNNING/is, /ping.*paused/is].every((words) => shown.some((text) => words.test(text)));
    });
    await workbench.screenshot('views-8-one-stopped');
  });
});
