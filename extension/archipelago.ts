import type * as vscode from 'vscode';
import type { ByteDocuments } from './documents/byteDocuments';
import type { AdapterConnections } from './sessions/adapterConnections';
import type { DebugSessions } from './sessions/debugSessions';

/** What the parts of the extension share while it is active. */
export interface Archipelago {
  readonly extensionUri: vscode.Uri;
  readonly sessions: DebugSessions;
  readonly adapters: AdapterConnections;
  readonly bytes: ByteDocuments;
  /** Disposes of things when the extension is deactivated. */
  own(...disposables: vscode.Disposable[]): void;
}
