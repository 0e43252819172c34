import * as vscode from 'vscode';
import type { Archipelago } from '../archipelago';
import { isUnderWay } from './messagesView';

/** One item of the status bar: how many images there are, and how many messages are on their way. */
export function registerStatusItem({ sessions, own }: Archipelago): void {
  const item = vscode.window.createStatusBarItem('archipelago.status', vscode.StatusBarAlignment.Left, 5);
  item.name = 'Archipelago';
  item.command = 'archipelago.showTopologyMap';
  let isAsking = false;
  /** Something changed while it was being asked for. */
  let isStale = false;
  const update = async (): Promise<void> => {
    isStale = isAsking;
    if (isAsking) return;
    isAsking = true;
    try {
      const [images, messages] = await Promise.all([
        sessions.ask('archipelago/images'),
        sessions.ask('archipelago/messages', {}),
      ]);
      if (!images || !messages) return item.hide();
      const live = images.images.filter(({ state }) => state !== 'dead');
      const stopped = live.filter(({ state }) => state === 'stopped').length;
      const underWay = messages.messages.filter(isUnderWay).length;
      item.text = `$(server-environment) ${plural(live.length, 'image')}${stopped > 0 ? `, ${stopped} stopped` : ''} $(mail) ${underWay}`;
      const words = `${plural(live.length, 'image')}, ${stopped} stopped, ${plural(underWay, 'message')} on the way. Show the topology map`;
      item.tooltip = words;
      item.accessibilityInformation = { label: words };
      item.show();
    } catch {
      // The adapter is starting or has just ended: the next change asks again.
      item.hide();
    } finally {
      isAsking = false;
      if (isStale) void update();
    }
  };
  own(
    item,
    sessions.onDidChangeTables(() => void update()),
    sessions.onDidSwitch((session) => (session ? void update() : item.hide())),
  );
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
