import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Archipelago } from '../archipelago';
import type { WrittenProfileFiles } from '../protocol/profileProtocol';
import { registerAction } from '../views/actions';
import type { DebugSessions } from './debugSessions';

/** The image whose profile is wanted; all, without a number. */
interface Choice extends vscode.QuickPickItem {
  readonly image?: number;
}

/** A profile that is being taken, and what ends it. */
interface Taking {
  stop(): void;
}

const runningKey = 'archipelago.isProfiling';

/** `Archipelago: Profile…` starts a profile of the running images; it or the status bar stops it and shows what it says. */
export function registerProfileCommand(archipelago: Archipelago): void {
  const { sessions } = archipelago;
  const stopItem = vscode.window.createStatusBarItem(
    'archipelago.profile',
    vscode.StatusBarAlignment.Left,
    9,
  );
  stopItem.name = 'Archipelago Profile';
  stopItem.text = '$(stop-circle) Stop Profile';
  stopItem.tooltip = 'Stop the profile of the running images and show it';
  stopItem.command = 'archipelago.stopProfile';
  archipelago.own(stopItem);
  let taking: Taking | undefined;

  const showTaking = (now: Taking | undefined): void => {
    taking = now;
    if (now) stopItem.show();
    else stopItem.hide();
    void vscode.commands.executeCommand('setContext', runningKey, now !== undefined);
  };

  const take = async (): Promise<void> => {
    const session = sessions.current;
    if (!session) throw new Error('No images run: start a topology first, then profile it');
    const choice = await pickImage(sessions);
    if (!choice) return;
    await session.customRequest('archipelago/startProfile');
    const ending = await untilEnded(session, choice.label, showTaking);
    showTaking(undefined);
    if (ending === 'gone') throw new Error('The images ended before their profile was stopped');
    const wanted =
      ending === 'stop' ? { file: newFile(session), title: session.name, image: choice.image } : {};
    const { written } = (await session.customRequest('archipelago/stopProfile', wanted)) as {
      written?: WrittenProfileFiles;
    };
    if (written) await show(written);
  };

  registerAction(archipelago, 'archipelago.profile', async () => (taking ? taking.stop() : take()));
  registerAction(archipelago, 'archipelago.stopProfile', async () => taking?.stop());
}

async function pickImage(sessions: DebugSessions): Promise<Choice | undefined> {
  const images = ((await sessions.ask('archipelago/images'))?.images ?? []).filter(
    ({ state }) => state !== 'dead',
  );
  const all: Choice = { label: 'all images', description: 'one below the other' };
  if (images.length < 2) return all;
  const items = images.map(({ image, name, role }): Choice => ({ label: name, description: role, image }));
  return vscode.window.showQuickPick([all, ...items], { title: 'Profile Which Image?' });
}

/** Shows that a profile is being taken until it is stopped, cancelled, or the session is over. */
function untilEnded(
  session: vscode.DebugSession,
  what: string,
  showTaking: (taking: Taking) => void,
): Promise<'stop' | 'cancel' | 'gone'> {
  const progress = {
    location: vscode.ProgressLocation.Notification,
    title: `Profiling ${what}`,
    cancellable: true,
  };
  const startedAtMs = Date.now();
  return Promise.resolve(
    vscode.window.withProgress(progress, (reporter, cancellation) => {
      const tell = (): void =>
        reporter.report({
          message: `${Math.round((Date.now() - startedAtMs) / 1000)} s. "Stop Profile" in the status bar shows what took the time.`,
        });
      tell();
      const timer = setInterval(tell, 1000);
      return new Promise<'stop' | 'cancel' | 'gone'>((resolve) => {
        const listeners = [
          cancellation.onCancellationRequested(() => end('cancel')),
          vscode.debug.onDidTerminateDebugSession((ended) => {
            if (ended === session) end('gone');
          }),
        ];
        const end = (how: 'stop' | 'cancel' | 'gone'): void => {
          clearInterval(timer);
          for (const listener of listeners) listener.dispose();
          resolve(how);
        };
        showTaking({ stop: () => end('stop') });
      });
    }),
  );
}

/** In the workspace, where VS Code's own profiles go, too. */
function newFile({ name }: vscode.DebugSession): string {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? os.tmpdir();
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  return path.join(folder, `${name.replace(/[^\w-]+/g, '-')}-${time}.cpuprofile`);
}

async function show({ file, summaryFile }: WrittenProfileFiles): Promise<void> {
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file));
  await vscode.commands.executeCommand('markdown.showPreviewToSide', vscode.Uri.file(summaryFile));
}
