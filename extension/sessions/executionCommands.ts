import * as vscode from 'vscode';
import type { Archipelago } from '../archipelago';
import type { DebugSessions } from './debugSessions';

/** Commands that VS Code's own debug tool bar doesn't have. */
export function registerExecutionCommands({ sessions, own }: Archipelago): void {
  const register = (command: string, run: (...args: unknown[]) => Promise<unknown>): void =>
    own(vscode.commands.registerCommand(command, run));

  register('archipelago.pauseAll', () => sessions.ask('archipelago/pauseAll'));
  register('archipelago.continueAll', () => sessions.ask('archipelago/continueAll'));
  register('archipelago.stopScopeImage', () => setScope(sessions, 'image'));
  register('archipelago.stopScopeAll', () => setScope(sessions, 'all'));
  register('archipelago.stepToNextMessage', async () => {
    const threadId = await threadOrPick(sessions);
    if (threadId !== undefined) await sessions.ask('archipelago/stepToNextMessage', { threadId });
  });
  register('archipelago.stepInstruction', async () => {
    const threadId = await threadOrPick(sessions);
    if (threadId === undefined) return;
    await sessions.current?.customRequest('next', { threadId, granularity: 'instruction' });
  });
  register('archipelago.showProcess', () => showProcess(sessions));
  register('archipelago.killImage', () => killImage(sessions));
}

async function setScope(sessions: DebugSessions, stopScope: 'image' | 'all'): Promise<void> {
  await sessions.ask('archipelago/setStopScope', { stopScope });
  const words = stopScope === 'all' ? 'A stop now holds all images.' : 'A stop now holds only its own image.';
  vscode.window.setStatusBarMessage(words, 5000);
}

/** The thread that is selected in the call stack, else the image that the user picks. */
async function threadOrPick(sessions: DebugSessions): Promise<number | undefined> {
  const item = vscode.debug.activeStackItem;
  if (item && item.session === sessions.current) return item.threadId;
  return (await pickLiveImage(sessions))?.image;
}

async function pickLiveImage(sessions: DebugSessions): Promise<{ image: number; name: string } | undefined> {
  const images = (await sessions.ask('archipelago/images'))?.images ?? [];
  const items = images
    .filter(({ state }) => state !== 'dead')
    .map(({ image, name, state, role }) => ({ label: name, description: role ?? state, image, name }));
  return vscode.window.showQuickPick(items, { title: 'Which image?' });
}

/** Shows another Process of the selected image in its call stack. */
async function showProcess(sessions: DebugSessions): Promise<void> {
  const threadId = await threadOrPick(sessions);
  if (threadId === undefined) return;
  const processes = (await sessions.ask('archipelago/processes', { threadId }))?.processes ?? [];
  const items = processes.map(({ process, name, priority, state }) => ({
    label: name,
    description: `priority ${priority}`,
    detail: state,
    process,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Which Process should the call stack show?',
  });
  if (picked) await sessions.ask('archipelago/showProcess', { threadId, process: picked.process });
}

async function killImage(sessions: DebugSessions): Promise<void> {
  const picked = await pickLiveImage(sessions);
  if (!picked) return;
  const answer = await vscode.window.showWarningMessage(
    `End the image ${picked.name}? References to its objects will break.`,
    { modal: true },
    'End it',
  );
  if (answer) await sessions.current?.customRequest('terminateThreads', { threadIds: [picked.image] });
}
