import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Archipelago } from '../archipelago';
import { ConfigurationProvider } from './configurationProvider';
import { debugType } from './debugSessions';
import { registerExecutionCommands } from './executionCommands';
import { registerExampleCommands } from './exampleCommands';
import { pickImage, pickImageFile } from './imagePicker';

/** Registers what makes F5 work. */
export function registerDebugging(archipelago: Archipelago): void {
  const provider = new ConfigurationProvider();
  const { Dynamic } = vscode.DebugConfigurationProviderTriggerKind;
  archipelago.own(
    vscode.debug.registerDebugConfigurationProvider(debugType, provider),
    vscode.debug.registerDebugConfigurationProvider(debugType, provider, Dynamic),
    vscode.debug.registerDebugAdapterDescriptorFactory(debugType, new AdapterFactory(archipelago)),
    vscode.commands.registerCommand('archipelago.pickImage', pickImage),
    vscode.commands.registerCommand('archipelago.pickImageFile', pickImageFile),
  );
  registerExecutionCommands(archipelago);
  registerExampleCommands(archipelago);
}

/** A launch has an adapter process of its own; an attach goes to one that listens. */
class AdapterFactory implements vscode.DebugAdapterDescriptorFactory {
  constructor(private readonly archipelago: Archipelago) {}

  createDebugAdapterDescriptor({ configuration }: vscode.DebugSession): vscode.DebugAdapterDescriptor {
    if (configuration.request === 'attach') {
      return new vscode.DebugAdapterServer(
        configuration.port as number,
        configuration.host as string | undefined,
      );
    }
    const program = path.join(this.archipelago.extensionUri.fsPath, 'dist', 'debugAdapter.js');
    // The editor's own runtime may be Electron: it is told to be Node.
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' } as Record<string, string>;
    return new vscode.DebugAdapterExecutable(process.execPath, [program], { env });
  }
}
