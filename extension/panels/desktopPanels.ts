// The open desktops, one panel for each name of an image, and what opens them.
import type { DebugProtocol } from '@vscode/debugprotocol';
import * as vscode from 'vscode';
import type { Archipelago } from '../archipelago';
import {
  isDesktopEvent,
  type DesktopEvents,
  type DesktopNews,
  type DesktopRow,
} from '../protocol/desktopProtocol';
import { DesktopPanel } from './desktopPanel';

export function registerDesktops(archipelago: Archipelago): void {
  const panels = new DesktopPanels(archipelago);
  archipelago.own(
    panels,
    vscode.commands.registerCommand('archipelago.openDesktop', (item?: unknown) => panels.openPicked(item)),
    archipelago.adapters.onEvent(({ session, event }) => panels.hear(session, event)),
    vscode.debug.onDidTerminateDebugSession((session) => panels.ended(session)),
  );
}

class DesktopPanels implements vscode.Disposable {
  private readonly panels = new Set<DesktopPanel>();
  private opening: Promise<void> = Promise.resolve();

  constructor(private readonly archipelago: Archipelago) {}

  dispose(): void {
    for (const panel of [...this.panels]) panel.dispose();
  }

  hear(session: vscode.DebugSession, { event, body }: DebugProtocol.Event): void {
    if (event === 'archipelago/desktopStarted') {
      void this.started(session, body as DesktopEvents['archipelago/desktopStarted']);
    } else if (event === 'thread' && (body as DebugProtocol.ThreadEvent['body']).reason === 'exited') {
      const { threadId } = body as DebugProtocol.ThreadEvent['body'];
      for (const panel of this.panels)
        if (panel.shows(session, threadId)) panel.detach(`${panel.name} has ended. Start it again to go on.`);
    } else if (isDesktopEvent(event)) {
      const { image } = body as DesktopNews['body'];
      for (const panel of this.panels)
        if (panel.shows(session, image)) panel.take({ event, body } as DesktopNews);
    }
  }

  ended(session: vscode.DebugSession): void {
    for (const panel of this.panels)
      if (panel.shows(session)) panel.detach('The debug session has ended. Start it again to go on.');
  }

  private async desktopsOf(session: vscode.DebugSession): Promise<DesktopRow[]> {
    try {
      return (await this.archipelago.adapters.ask(session, 'archipelago/desktops', undefined)).desktops;
    } catch {
      // The session has ended meanwhile.
      return [];
    }
  }

  /** A panel that showed an image of that name before goes on with it. */
  private async started(
    session: vscode.DebugSession,
    { image, name }: DesktopEvents['archipelago/desktopStarted'],
  ): Promise<void> {
    const isWaiting = [...this.panels].some((panel) => panel.name === name && !panel.isAttached);
    const settings = vscode.workspace.getConfiguration('archipelago.desktop');
    if (!isWaiting && !settings.get<boolean>('openAutomatically', true)) return;
    const desktop = (await this.desktopsOf(session)).find((row) => row.image === image);
    if (!desktop) return;
    // One after the other: where the first one is, the next one is put, too.
    this.opening = this.opening.then(() => this.open(session, desktop, true).shown);
    await this.opening;
  }

  private open(session: vscode.DebugSession, desktop: DesktopRow, preserveFocus: boolean): DesktopPanel {
    const shown = [...this.panels].find((panel) => panel.shows(session, desktop.image));
    if (shown) {
      if (!preserveFocus) shown.reveal();
      return shown;
    }
    const panel =
      [...this.panels].find(({ name, isAttached }) => name === desktop.name && !isAttached) ??
      this.newPanel(desktop.name, preserveFocus);
    panel.attach(session, desktop);
    if (!preserveFocus) panel.reveal();
    return panel;
  }

  private newPanel(name: string, preserveFocus: boolean): DesktopPanel {
    // Desktops lie on one another, not ever narrower side by side.
    const [other] = this.panels;
    const isEmpty = vscode.window.tabGroups.activeTabGroup.tabs.length === 0;
    const free = isEmpty ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;
    const viewColumn = other?.viewColumn ?? free;
    const panel: DesktopPanel = new DesktopPanel(this.archipelago, name, { viewColumn, preserveFocus }, () =>
      this.panels.delete(panel),
    );
    this.panels.add(panel);
    return panel;
  }

  /** Of the thread whose menu it was chosen from, else the one that the user picks. */
  async openPicked(item: unknown): Promise<void> {
    const session = this.archipelago.sessions.current;
    const desktops = session ? await this.desktopsOf(session) : [];
    if (!session || desktops.length === 0) {
      const way = 'Grant an image a display in its topology: "grants": { "display": { "from": "host" } }.';
      void vscode.window.showInformationMessage(`No image that runs has a desktop. ${way}`);
      return;
    }
    const image = threadOf(item);
    const desktop =
      image === undefined
        ? await pickDesktop(desktops)
        : (desktops.find((row) => row.image === image) ?? (await pickDesktop(desktops)));
    if (desktop) this.open(session, desktop, false);
  }
}

/** VS Code names threads in its menus as `thread:SESSION:NUMBER`. */
function threadOf(item: unknown): number | undefined {
  const { threadId } = (item ?? {}) as { threadId?: unknown };
  const digits = typeof threadId === 'string' ? /\d+$/.exec(threadId)?.[0] : undefined;
  return typeof threadId === 'number' ? threadId : digits === undefined ? undefined : Number(digits);
}

async function pickDesktop(desktops: readonly DesktopRow[]): Promise<DesktopRow | undefined> {
  if (desktops.length === 1) return desktops[0];
  const items = desktops.map((desktop) => ({
    label: desktop.name,
    description: `${desktop.width} × ${desktop.height}`,
    desktop,
  }));
  return (await vscode.window.showQuickPick(items, { title: 'Which desktop?' }))?.desktop;
}
