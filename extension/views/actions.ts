import * as vscode from 'vscode';
import type { Archipelago } from '../archipelago';

/** Registers a command whose failure is shown in the adapter's own words. */
export function registerAction<T>(
  { own }: Archipelago,
  command: string,
  run: (node: T) => Promise<unknown>,
): void {
  own(
    vscode.commands.registerCommand(command, async (node: T) => {
      try {
        await run(node);
      } catch (error) {
        void vscode.window.showErrorMessage((error as Error).message);
      }
    }),
  );
}
