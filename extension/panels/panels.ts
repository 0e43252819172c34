// The commands that open the panels.
import * as vscode from 'vscode';
import type { Archipelago } from '../archipelago';
import { LivePanel, type PanelKind } from './livePanel';

const messageChart: PanelKind = {
  type: 'archipelago.messageChart',
  title: 'Message Chart',
  introduction:
    'Each column is an image, each arrow a message: a letter on its way, being worked on, or answered. Click an arrow to go to its code.',
  script: 'messageChart.js',
};

const topologyMap: PanelKind = {
  type: 'archipelago.topologyMap',
  title: 'Topology Map',
  introduction:
    'Each island is an image, a world of objects of its own. A line tells who knows whom. Click an island to stop it or let it go on.',
  script: 'topologyMap.js',
};

export function registerPanels(archipelago: Archipelago): void {
  const register = (command: string, kind: PanelKind): void => {
    const panel = new LivePanel(archipelago, kind);
    archipelago.own(
      panel,
      vscode.commands.registerCommand(command, () => panel.show()),
    );
  };
  register('archipelago.showMessageChart', messageChart);
  register('archipelago.showTopologyMap', topologyMap);
}
