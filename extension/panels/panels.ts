import * as vscode from 'vscode';
import type { Archipelago } from '../archipelago';
import { goTo, messageStateWords, messageText } from '../views/messagesView';
import { registerAction } from '../views/actions';
import { SystemPanel, type PanelKind } from './systemPanel';

const chart: PanelKind = {
  viewType: 'archipelago.messageChart',
  title: 'Message chart',
  script: 'messageChart.js',
  async read({ sessions }) {
    const [images, messages] = await Promise.all([
      sessions.ask('archipelago/images'),
      sessions.ask('archipelago/messages', { limit: 60 }),
    ]);
    return {
      images: images?.images ?? [],
      messages: (messages?.messages ?? []).map((message) => ({
        ...message,
        text: messageText(message),
        stateWords: messageStateWords(message),
      })),
    };
  },
};

const map: PanelKind = {
  viewType: 'archipelago.topologyMap',
  title: 'Topology map',
  script: 'topologyMap.js',
  async read({ sessions }) {
    const [images, references] = await Promise.all([
      sessions.ask('archipelago/images'),
      sessions.ask('archipelago/farReferences', {}),
    ]);
    return { images: images?.images ?? [], references: references?.references ?? [] };
  },
};

/** Registers the commands that open the message chart and the topology map. */
export function registerPanels(archipelago: Archipelago): void {
  const panels = new Map<PanelKind, SystemPanel>();
  const show = async (kind: PanelKind): Promise<void> => {
    const open = panels.get(kind);
    if (open) return open.reveal();
    const panel = new SystemPanel(archipelago, kind, (message) => answer(archipelago, message));
    panels.set(kind, panel);
    panel.onDidDispose(() => panels.delete(kind));
  };
  registerAction(archipelago, 'archipelago.showMessageChart', () => show(chart));
  registerAction(archipelago, 'archipelago.showTopologyMap', () => show(map));
  archipelago.own(new vscode.Disposable(() => panels.forEach((panel) => panel.dispose())));
}

/** What a panel asks for: going to where a message was sent, or to what it runs. */
async function answer(archipelago: Archipelago, message: unknown): Promise<void> {
  const { goTo: id, side } = message as { goTo?: unknown; side?: unknown };
  if (typeof id === 'string' && (side === 'sender' || side === 'receiver')) await goTo(archipelago, id, side);
}
