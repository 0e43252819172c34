import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The real VS Code server that stands in for the desktop one, and the Node that it needs. */
export const standInVersions = { node: '24.21.0', codeServer: '4.139.1' };

/** A part-made installation older than this was left behind by a run that died. */
const abandonedAfterMs = 30 * 60_000;

/** Where the stand-in's files are once installed. All paths are absolute. */
export interface StandInFiles {
  /** A Node that can run the server. */
  node: string;
  /** The server's entry script, run by that Node. */
  serverMain: string;
}

/** Says what is being waited for, a line each time. */
export type Progress = (line: string) => void;

/**
 * The folder that keeps the stand-in between clones: `ARCHIPELAGO_CACHE`, or the user's cache folder.
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env, home: string = os.homedir()): string {
  if (env.ARCHIPELAGO_CACHE) return path.resolve(env.ARCHIPELAGO_CACHE);
  const base =
    env.XDG_CACHE_HOME ||
    (process.platform === 'darwin' ? path.join(home, 'Library', 'Caches') : path.join(home, '.cache'));
  return path.join(base, 'archipelago');
}

/**
 * Answers the stand-in's files, installing them from npm packages the first time (about a minute, 800 MB).
 * Fails with the tail of npm's output where the registry can't be reached or the platform has no such packages.
 */
export async function installStandIn(progress: Progress): Promise<StandInFiles> {
  const nodePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const folder = path.join(
    cacheFolder(),
    `vscode-${standInVersions.codeServer}-node-${standInVersions.node}-${process.platform}-${process.arch}`,
  );
  const files = filesUnder(folder, nodePackage);
  if (existsSync(files.serverMain) && existsSync(files.node)) return files;

  progress(`Installing a VS Code server (code-server ${standInVersions.codeServer}) into ${folder}, once…`);
  const parent = path.dirname(folder);
  await mkdir(parent, { recursive: true });
  await removeAbandoned(parent);
  const partial = await mkdtemp(`${folder}.partial-`);
  try {
    await npmInstall(path.join(partial, 'node'), [`${nodePackage}@${standInVersions.node}`]);
    await npmInstall(path.join(partial, 'server'), [`code-server@${standInVersions.codeServer}`]);
    await installServerModules(partial, nodePackage);
    await rename(partial, folder).catch((error: NodeJS.ErrnoException) => {
      // Another run finished the same installation first: theirs is as good.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return files;
}

function filesUnder(folder: string, nodePackage: string): StandInFiles {
  return {
    node: path.join(nodeFolder(folder, nodePackage), 'bin', 'node'),
    serverMain: path.join(vscodeFolder(folder), 'out', 'server-main.js'),
  };
}

const nodeFolder = (folder: string, nodePackage: string): string =>
  path.join(folder, 'node', 'node_modules', nodePackage);

const vscodeFolder = (folder: string): string =>
  path.join(folder, 'server', 'node_modules', 'code-server', 'lib', 'vscode');

/** code-server leaves VS Code's own dependencies to an install script that also compiles what we don't use. */
async function installServerModules(folder: string, nodePackage: string): Promise<void> {
  const cwd = vscodeFolder(folder);
  const node = nodeFolder(folder, nodePackage);
  const env = {
    ...process.env,
    PATH: `${path.join(node, 'bin')}${path.delimiter}${process.env.PATH ?? ''}`,
    npm_config_nodedir: node,
  };
  await npm(['install', '--omit=dev', '--ignore-scripts'], cwd, env);
  await npm(['rebuild', '--ignore-scripts=false', '@vscode/spdlog', '@vscode/native-watchdog'], cwd, env);
}

async function npmInstall(cwd: string, packages: string[]): Promise<void> {
  await mkdir(cwd, { recursive: true });
  await writeFile(path.join(cwd, 'package.json'), '{"private":true}\n');
  // The server's packages ask for the Node that is installed beside them, not for the one running npm.
  await npm(['install', '--ignore-scripts', '--engine-strict=false', ...packages], cwd, process.env);
}

async function npm(args: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  const clean = Object.fromEntries(Object.entries(env).filter(([name]) => !isOuterNpmSetting(name)));
  try {
    await run('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd,
      env: clean,
      maxBuffer: 64 * 1024 * 1024,
      shell: process.platform === 'win32',
    });
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new Error(
      `npm ${args.join(' ')} failed in ${cwd}:\n${(stderr || String(error)).slice(-2000)}\n` +
        'The VS Code suites need the npm registry (or the desktop VS Code download) the first time.',
      { cause: error },
    );
  }
}

/** Settings of the `npm test` that runs us, which a nested npm must not take for its own. */
function isOuterNpmSetting(name: string): boolean {
  return /^npm_(config_(ignore_scripts|engine_strict|local_prefix|prefix|user_agent)|package_|lifecycle_|command)/.test(
    name,
  );
}

async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.includes('.partial-')) continue;
    const folder = path.join(parent, name);
    const made = await stat(folder).catch(() => undefined);
    if (made && Date.now() - made.mtimeMs > abandonedAfterMs)
      await rm(folder, { recursive: true, force: true });
  }
}
