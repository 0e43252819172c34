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
    vscode.debug.registerDebugAdapterDescriptorFactory(debugType, archipelago.adapters),
    vscode.commands.registerCommand('archipelago.pickImage', pickImage),
    vscode.commands.registerCommand('archipelago.pickImageFile', pickImageFile),
  );
  registerExecutionCommands(archipelago);
  registerExampleCommands(archipelago);
}
