import { spawnSync } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { downloadAndUnzipVSCode, resolveCliPathFromVSCodeExecutablePath } from '@vscode/test-electron';
import { findChromium, onPath } from './chromium';
import { installStandIn, type Progress } from './standInFiles';

const downloadTimeoutMs = 20_000;

/** Something that `runTests` can start in place of VS Code. */
export interface VSCodeExecutable {
  kind: 'desktop' | 'stand-in';
  path: string;
}

/**
 * Answers a VS Code that can run suites here, getting it first where need be: the desktop one where it can be
 * downloaded and shown, else the stand-in at `standInPath`. `ARCHIPELAGO_VSCODE` set to `desktop` or `stand-in`
 * leaves no choice. Fails where neither can be had: suites are never passed over.
 */
export async function obtainVSCode(
  standInPath: string,
  root: string,
  progress: Progress,
): Promise<VSCodeExecutable> {
  const wanted = process.env.ARCHIPELAGO_VSCODE;
  if (wanted !== 'stand-in' && (wanted === 'desktop' || hasDisplay())) {
    try {
      return { kind: 'desktop', path: await desktopVSCode(root) };
    } catch (error) {
      if (wanted === 'desktop') throw error;
      progress(`Desktop VS Code can't be downloaded (${(error as Error).message}): using the stand-in.`);
    }
  }
  await installStandIn(progress);
  await findChromium(progress);
  return { kind: 'stand-in', path: standInPath };
}

/** Installs a packed extension for the windows that are started with the same folder flags. */
export function installExtension(vscode: VSCodeExecutable, vsix: string, folderFlags: string[]): void {
  const command =
    vscode.kind === 'desktop' ? resolveCliPathFromVSCodeExecutablePath(vscode.path) : vscode.path;
  const done = spawnSync(command, ['--install-extension', vsix, ...folderFlags], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`Can't install ${vsix}:\n${done.stdout}${done.stderr}`);
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY || onPath('xvfb-run'));
}

async function desktopVSCode(root: string): Promise<string> {
  const cachePath = path.join(root, '.vscode-test');
  const executable = await downloadAndUnzipVSCode({
    version: 'stable',
    cachePath,
    timeout: downloadTimeoutMs,
  });
  if (process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return executable;
  const wrapper = path.join(cachePath, 'code-under-xvfb.sh');
  await writeFile(wrapper, `#!/bin/sh\nexec xvfb-run -a -s '-screen 0 1400x900x24' '${executable}' "$@"\n`);
  await chmod(wrapper, 0o755);
  return wrapper;
}
