// A webview panel that follows the debugged system: gets its tables when they change, at most ten times a second, and
// says so when nothing is being debugged.
import * as vscode from 'vscode';
import type { Archipelago } from '../archipelago';
import type { DebugSessions } from '../sessions/debugSessions';
import type { SourcePlace } from '../protocol/customRequests';
import { panelHtml, panelRoots } from './panelHtml';
import type { FromView, ToView } from './view/panelMessages';

export interface PanelKind {
  /** Identifier of the webview's type. */
  readonly type: string;
  readonly title: string;
  /** One sentence below the title. */
  readonly introduction: string;
  /** Script in dist/. */
  readonly script: string;
}

const refreshIntervalMs = 100;
const shownMessages = 60;

export class LivePanel {
  private panel: vscode.WebviewPanel | undefined;
  private readonly subscriptions: vscode.Disposable[] = [];
  private refreshTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly archipelago: Archipelago,
    private readonly kind: PanelKind,
  ) {}

  /** Opens the panel, or brings it to the front. */
  show(): void {
    if (this.panel) {
      this.panel.reveal();
      return;
    }
    const { type, title } = this.kind;
    const { extensionUri, sessions } = this.archipelago;
    const panel = vscode.window.createWebviewPanel(
      type,
      title,
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, localResourceRoots: panelRoots(extensionUri), retainContextWhenHidden: true },
    );
    this.panel = panel;
    panel.webview.html = panelHtml(panel.webview, extensionUri, this.kind);
    this.subscriptions.push(
      panel.webview.onDidReceiveMessage((message: FromView) => void this.handle(message)),
      sessions.onDidChangeTables(() => this.refreshSoon()),
      sessions.onDidSwitch(() => this.refreshSoon()),
      vscode.debug.onDidChangeActiveStackItem(() => this.refreshSoon()),
    );
    panel.onDidDispose(() => this.dispose());
  }

  dispose(): void {
    clearTimeout(this.refreshTimer);
    this.refreshTimer = undefined;
    for (const subscription of this.subscriptions.splice(0)) subscription.dispose();
    const { panel } = this;
    this.panel = undefined;
    panel?.dispose();
  }

  private refreshSoon(): void {
    this.refreshTimer ??= setTimeout(() => {
      this.refreshTimer = undefined;
      void this.refresh();
    }, refreshIntervalMs);
  }

  private async refresh(): Promise<void> {
    await this.panel?.webview.postMessage(await readTables(this.archipelago.sessions));
  }

  private async handle(message: FromView): Promise<void> {
    const { sessions } = this.archipelago;
    const session = sessions.current;
    if (message.kind === 'ready') await this.refresh();
    else if (!session) return;
    else if (message.kind === 'openMessage') await openMessage(sessions, session, message.id, message.side);
    else await session.customRequest(message.kind, { threadId: message.image, singleThread: true });
  }
}

async function readTables(sessions: DebugSessions): Promise<ToView> {
  try {
    const [images, messages, references] = await Promise.all([
      sessions.ask('archipelago/images'),
      sessions.ask('archipelago/messages', { limit: shownMessages }),
      sessions.ask('archipelago/farReferences', {}),
    ]);
    if (images && messages && references)
      return {
        kind: 'tables',
        images: images.images,
        messages: messages.messages,
        references: references.references,
      };
  } catch {
    // The session ended between the question and its answer.
  }
  return { kind: 'ended' };
}

/** Opens where a message was sent or received; tries the other side where one can't be told any more. */
async function openMessage(
  sessions: DebugSessions,
  session: vscode.DebugSession,
  id: string,
  side: 'sender' | 'receiver',
): Promise<void> {
  const other = side === 'sender' ? 'receiver' : 'sender';
  for (const each of [side, other] as const) {
    const answer = await sessions.ask('archipelago/messagePlace', { id, side: each });
    if (!answer?.place) continue;
    await openPlace(session, answer.place);
    return;
  }
  void vscode.window.showInformationMessage(
    'The message has ended, and its places are gone with its Processes.',
  );
}

async function openPlace(session: vscode.DebugSession, place: SourcePlace): Promise<void> {
  const uri = vscode.debug.asDebugSourceUri(place.source, session);
  // The adapter counts lines and columns from 1 for VS Code.
  const range = new vscode.Range(place.line - 1, place.column - 1, place.endLine - 1, place.endColumn - 1);
  await vscode.window.showTextDocument(uri, { selection: range, viewColumn: vscode.ViewColumn.One });
}
