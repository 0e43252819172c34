import * as path from 'node:path';
import * as vscode from 'vscode';
import { debugType } from './debugSessions';

/** Starts the session that `npm start` asks for by a variable that names a topology, stopped at its entry. */
export async function startFromEnvironment(): Promise<void> {
  const program = process.env.ARCHIPELAGO_START;
  if (!program) return;
  // Only the first window is meant, and only once.
  delete process.env.ARCHIPELAGO_START;
  const isStarted = await vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], {
    type: debugType,
    request: 'launch',
    name: path.basename(program, '.topology.json'),
    program,
    stopOnEntry: true,
  });
  // The images and the views are what a newcomer should see first.
  if (isStarted) await vscode.commands.executeCommand('workbench.view.debug');
}
