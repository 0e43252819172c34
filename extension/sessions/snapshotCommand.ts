import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Archipelago } from '../archipelago';
import { registerAction } from '../views/actions';

interface ImageChoice {
  readonly image: number;
  readonly imageName: string;
}

/** Saves an image as a file that can be started again: one of a row, or one that the user picks. */
export function registerSnapshotCommand(archipelago: Archipelago): void {
  registerAction(archipelago, 'archipelago.saveSnapshot', async (row: ImageChoice | undefined) => {
    const choice = row ?? (await pickRunningImage(archipelago));
    if (!choice) return;
    const { image, imageName } = choice;
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
    const target = await vscode.window.showSaveDialog({
      defaultUri: vscode.Uri.joinPath(folder, `${imageName}.image`),
      filters: { 'Smalltalk images': ['image'] },
      title: `Save Snapshot of ${imageName}`,
    });
    if (!target) return;
    await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: `Saving image ${imageName}` },
      async () => archipelago.sessions.ask('archipelago/snapshot', { image, file: target.fsPath }),
    );
    void vscode.window.showInformationMessage(
      `Image ${imageName} was saved as ${path.basename(target.fsPath)}. A topology starts it with "image".`,
    );
  });
}

async function pickRunningImage({ sessions }: Archipelago): Promise<ImageChoice | undefined> {
  const body = await sessions.ask('archipelago/images');
  if (!body) throw new Error('No images run: start a topology first, then save one of its images');
  const items = body.images
    .filter(({ state }) => state !== 'dead')
    .map(({ image, name, role }) => ({ label: name, description: role, image, imageName: name }));
  return vscode.window.showQuickPick(items, { title: 'Save Which Image?' });
}
