import * as vscode from 'vscode';

const pattern = '**/*.topology.json';

/** Topology files of a folder, or of the whole workspace, by path. */
export async function topologiesIn(folder?: vscode.WorkspaceFolder): Promise<vscode.Uri[]> {
  const include = folder ? new vscode.RelativePattern(folder, pattern) : pattern;
  const found = await vscode.workspace.findFiles(include, '**/{node_modules,.git}/**');
  return found.sort((a, b) => a.fsPath.localeCompare(b.fsPath));
}

/**
 * The topology that is meant: the one in the editor, the only one, or the one that the user picks. Undefined if
 * there is none, which is said, or none was picked.
 */
export async function pickTopology(folder?: vscode.WorkspaceFolder): Promise<vscode.Uri | undefined> {
  const edited = vscode.window.activeTextEditor?.document.uri;
  if (edited?.path.endsWith('.topology.json')) return edited;
  const inFolder = await topologiesIn(folder);
  const topologies = inFolder.length > 0 ? inFolder : await topologiesIn();
  const near = edited && nearest(edited, topologies);
  if (near) return near;
  if (topologies.length === 0) {
    await vscode.window.showErrorMessage(
      'There is no *.topology.json here: a topology names the images to start. Make one, or open an example.',
    );
    return undefined;
  }
  if (topologies.length === 1) return topologies[0];
  const items = topologies.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  return (await vscode.window.showQuickPick(items, { title: 'Which topology should be started?' }))?.uri;
}

/** The topology whose folder holds the edited file, where there is exactly one. */
function nearest(edited: vscode.Uri, topologies: readonly vscode.Uri[]): vscode.Uri | undefined {
  const holds = (uri: vscode.Uri): boolean =>
    edited.path.startsWith(uri.path.slice(0, uri.path.lastIndexOf('/') + 1));
  const holding = topologies.filter(holds);
  return holding.length === 1 ? holding[0] : undefined;
}
