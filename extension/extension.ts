import type * as vscode from 'vscode';
import { registerDebugging } from './sessions/debugging';
import { AdapterConnections } from './sessions/adapterConnections';
import { DebugSessions } from './sessions/debugSessions';
import { registerMethodFiles } from './documents/methodFiles';
import { ByteDocuments } from './documents/byteDocuments';
import { registerTopologyDiagnostics } from './topologies/topologyDiagnostics';
import { registerProfileCommand } from './sessions/profileCommand';
import { registerSnapshotCommand } from './sessions/snapshotCommand';
import { startFromEnvironment } from './sessions/startFromEnvironment';
import { registerViews } from './views/views';
import { registerDesktops } from './panels/desktopPanels';
import { registerPanels } from './panels/panels';
import { registerStatusItem } from './views/statusItem';
import { startLanguageClient } from './languageClient';
import type { Archipelago } from './archipelago';

/** Called by VS Code when something of Archipelago is first used. */
export function activate(context: vscode.ExtensionContext): void {
  const archipelago: Archipelago = {
    extensionUri: context.extensionUri,
    sessions: new DebugSessions(),
    adapters: new AdapterConnections(context.extensionUri),
    bytes: new ByteDocuments(),
    own: (...disposables) => void context.subscriptions.push(...disposables),
  };
  archipelago.own(archipelago.sessions, archipelago.adapters, archipelago.bytes);
  registerDebugging(archipelago);
  registerViews(archipelago);
  registerPanels(archipelago);
  registerDesktops(archipelago);
  registerSnapshotCommand(archipelago);
  registerProfileCommand(archipelago);
  registerStatusItem(archipelago);
  registerMethodFiles(archipelago);
  registerTopologyDiagnostics(archipelago);
  void startLanguageClient(context);
  void startFromEnvironment();
}
