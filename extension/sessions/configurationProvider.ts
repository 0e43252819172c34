import * as path from 'node:path';
import * as vscode from 'vscode';
import { pickTopology, topologiesIn } from '../topologies/topologyFinder';
import { debugType } from './debugSessions';

/** Makes configurations: for F5 without a launch.json, for the list of dynamic ones, and complete for launching. */
export class ConfigurationProvider implements vscode.DebugConfigurationProvider {
  async provideDebugConfigurations(
    folder: vscode.WorkspaceFolder | undefined,
  ): Promise<vscode.DebugConfiguration[]> {
    const topologies = await topologiesIn(folder);
    return topologies.map((uri) => ({
      type: debugType,
      request: 'launch',
      name: `Topology ${path.basename(uri.fsPath, '.topology.json')}`,
      program: folder ? `\${workspaceFolder}/${vscode.workspace.asRelativePath(uri, false)}` : uri.fsPath,
      stopOnEntry: true,
    }));
  }

  async resolveDebugConfiguration(
    folder: vscode.WorkspaceFolder | undefined,
    configuration: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration | undefined> {
    // Without a launch.json all of it is empty.
    const isEmpty = !configuration.type && !configuration.request && !configuration.name;
    if (!isEmpty && (configuration.request === 'attach' || configuration.program || configuration.topology)) {
      return configuration;
    }
    const topology = await pickTopology(folder);
    if (!topology) return undefined;
    return {
      stopOnEntry: true,
      ...configuration,
      type: debugType,
      request: 'launch',
      name: configuration.name || path.basename(topology.fsPath, '.topology.json'),
      program: topology.fsPath,
    };
  }

  async resolveDebugConfigurationWithSubstitutedVariables(
    folder: vscode.WorkspaceFolder | undefined,
    configuration: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration | undefined> {
    if (configuration.request !== 'attach') {
      return { ...configuration, cwd: configuration.cwd ?? folder?.uri.fsPath };
    }
    const { port } = configuration as { port?: unknown };
    if (typeof port === 'number' && port > 0 && port < 65536) return configuration;
    const choice = await vscode.window.showErrorMessage(
      'This configuration attaches, but names no port. Start `archipelago debug TOPOLOGY --port 4711` and give "port": 4711.',
      { modal: true },
      'Open launch.json',
    );
    return choice === undefined ? undefined : (null as unknown as undefined);
  }
}
