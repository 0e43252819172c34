import * as vscode from 'vscode';
import { tablesChangedEvent, type CustomRequests, type TablesChangedBody } from '../protocol/customRequests';

export const debugType = 'archipelago';

export type Table = TablesChangedBody['what'][number];

/** The Archipelago session that the views look at, and what it tells. */
export class DebugSessions implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<readonly Table[]>();
  private readonly switched = new vscode.EventEmitter<vscode.DebugSession | undefined>();
  private readonly disposables: vscode.Disposable[];
  private session: vscode.DebugSession | undefined;
  private readonly live = new Set<vscode.DebugSession>();

  /** Tables of the session changed: at most ten times a second. */
  readonly onDidChangeTables = this.changed.event;
  /** Another session is looked at, or none. */
  readonly onDidSwitch = this.switched.event;

  constructor() {
    this.disposables = [
      this.changed,
      this.switched,
      vscode.debug.onDidStartDebugSession((session) => {
        if (session.type !== debugType) return;
        this.live.add(session);
        this.lookAt(session);
      }),
      vscode.debug.onDidTerminateDebugSession((session) => {
        if (this.live.delete(session) && session === this.session) this.lookAt([...this.live].at(-1));
      }),
      vscode.debug.onDidChangeActiveDebugSession((session) => {
        if (session && this.live.has(session)) this.lookAt(session);
      }),
      vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
        if (session !== this.session || event !== tablesChangedEvent) return;
        this.changed.fire((body as TablesChangedBody).what);
      }),
    ];
  }

  get current(): vscode.DebugSession | undefined {
    return this.session;
  }

  /** Asks the adapter of the session looked at; undefined where there is none. Rejects with the adapter's words. */
  async ask<C extends keyof CustomRequests>(
    command: C,
    args?: CustomRequests[C]['arguments'],
  ): Promise<CustomRequests[C]['body'] | undefined> {
    const { session } = this;
    if (!session) return undefined;
    return (await session.customRequest(command, args)) as CustomRequests[C]['body'];
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }

  private lookAt(session: vscode.DebugSession | undefined): void {
    if (session === this.session) return;
    this.session = session;
    this.switched.fire(session);
  }
}
