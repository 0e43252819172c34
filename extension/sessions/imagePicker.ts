import { parse } from 'jsonc-parser';
import * as vscode from 'vscode';
import { pickTopology } from '../topologies/topologyFinder';

/** The variable `pickImage` of launch configurations: the name of an image of the configuration's topology. */
export async function pickImage(configuration?: vscode.DebugConfiguration): Promise<string | undefined> {
  const names = configuration?.topology
    ? imageNames(configuration.topology)
    : await namesInFile(configuration?.program as string | undefined);
  return vscode.window.showQuickPick(names, { title: 'Which image?' });
}

/** The variable `pickImageFile`: the path of an image file of Squeak, Pharo or Cuis. Undefined ends the launch. */
export async function pickImageFile(): Promise<string | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: 'An image file of Squeak, Pharo or Cuis',
      openLabel: 'Start',
      filters: { Images: ['image', 'im'], 'All files': ['*'] },
    })) ?? [];
  return file?.fsPath;
}

async function namesInFile(program: string | undefined): Promise<string[]> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  const file = program?.replaceAll('${workspaceFolder}', folder?.uri.fsPath ?? '.');
  const uri = file ? vscode.Uri.file(file) : await pickTopology();
  if (!uri) return [];
  const document = await vscode.workspace.openTextDocument(uri);
  return imageNames(parse(document.getText()));
}

function imageNames(topology: unknown): string[] {
  const { images } = (topology ?? {}) as { images?: { name?: unknown }[] };
  return (Array.isArray(images) ? images : []).flatMap(({ name }) => (typeof name === 'string' ? name : []));
}
