import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import type { StandInFiles } from './standInFiles';

const startTimeoutMs = 90_000;
const stopTimeoutMs = 5_000;

/** Where one run of the server keeps its state; nothing of the user's own VS Code is read or written. */
export interface ServerFolders {
  userData: string;
  extensions: string;
  /** The server's own state. */
  serverData: string;
}

export interface ServerOptions {
  folders: ServerFolders;
  /** 0 takes a free port. */
  port?: number;
  /** Let a page run extension tests and read their outcome. */
  forTests?: boolean;
  /** Settings for every window; those already in the user's settings file win. */
  settings?: Record<string, unknown>;
  /** Variables for the server, and so for its extension hosts. */
  env?: NodeJS.ProcessEnv;
  /** Receives what the server prints. */
  onOutput?: (text: string) => void;
}

/** Settings without which the workbench calls out to the network, or covers what is to be seen. */
export const quietSettings: Record<string, unknown> = {
  'telemetry.telemetryLevel': 'off',
  'telemetry.feedback.enabled': false,
  'chat.disableAIFeatures': true,
  'chat.agentHost.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'extensions.ignoreRecommendations': true,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.gallery.enabled': false,
  'update.mode': 'none',
  'git.enabled': false,
  'github.gitAuthentication': false,
  'security.workspace.trust.enabled': false,
  'npm.fetchOnlinePackageInfo': false,
  'json.schemaDownload.enable': false,
};

/** A running VS Code server on a loopback port. Whoever starts it stops it. */
export class CodeServer {
  private constructor(
    private readonly process: ChildProcess,
    readonly port: number,
  ) {}

  /** Starts the server and waits until it listens; fails with its output when it ends first. */
  static async start(files: StandInFiles, options: ServerOptions): Promise<CodeServer> {
    const { folders, settings = {}, onOutput = () => undefined } = options;
    await writeSettings(folders.userData, settings);
    await mkdir(folders.extensions, { recursive: true });
    const child = spawn(
      files.node,
      [
        files.serverMain,
        ...folderArguments(folders),
        ...['--host', '127.0.0.1', '--port', String(options.port ?? 0)],
        ...['--without-connection-token', '--disable-workspace-trust'],
        ...(options.forTests ? ['--enable-smoke-test-driver'] : []),
      ],
      // A group of its own, so that stopping it also ends its extension hosts and what they started.
      { env: serverEnvironment(options.env), detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    try {
      return new CodeServer(child, await listeningPort(child, onOutput));
    } catch (error) {
      await endGroup(child);
      throw error;
    }
  }

  /** Installs a packed extension (`.vsix`) for servers that use the same folders. */
  static installExtension(files: StandInFiles, folders: ServerFolders, vsix: string): void {
    const done = spawnSync(
      files.node,
      [files.serverMain, ...folderArguments(folders), '--install-extension', vsix, '--force'],
      { env: serverEnvironment(), encoding: 'utf8' },
    );
    if (done.status !== 0) throw new Error(`Can't install ${vsix}:\n${done.stdout}${done.stderr}`);
  }

  /** Settles once the server has ended, by itself or by `stop`. */
  get ended(): Promise<void> {
    return hasEnded(this.process)
      ? Promise.resolve()
      : new Promise((done) => this.process.once('exit', () => done()));
  }

  async stop(): Promise<void> {
    await endGroup(this.process);
  }
}

function folderArguments(folders: ServerFolders): string[] {
  return [
    ...['--user-data-dir', folders.userData],
    ...['--extensions-dir', folders.extensions],
    ...['--server-data-dir', folders.serverData],
    ...['--accept-server-license-terms', '--telemetry-level', 'off'],
  ];
}

/** No extension gallery; and nothing of a VS Code that we may ourselves have been started from. */
function serverEnvironment(added: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_)/.test(name));
  return { ...Object.fromEntries(inherited), EXTENSIONS_GALLERY: '{}', ...added };
}

async function writeSettings(userData: string, settings: Record<string, unknown>): Promise<void> {
  const file = path.join(userData, 'User', 'settings.json');
  const present: unknown = await readFile(file, 'utf8').then(JSON.parse, () => ({}));
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(
    file,
    JSON.stringify({ ...quietSettings, ...settings, ...(present as object) }, undefined, 2),
  );
}

function listeningPort(child: ChildProcess, onOutput: (text: string) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (why: string): void =>
      reject(new Error(`The VS Code server ${why}\n${output.slice(-4000)}`));
    const timer = setTimeout(() => fail(`didn't listen within ${startTimeoutMs} ms`), startTimeoutMs);
    const read = (data: Buffer): void => {
      onOutput(data.toString());
      output += data.toString();
      const port = /Web UI available at \S*?:(\d+)/.exec(output)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
      output = '';
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', (error) => fail(`can't be started: ${error.message}`));
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      fail(`ended with ${signal ?? code}`);
    });
  });
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  const ended = hasEnded(child) ? Promise.resolve() : new Promise((done) => child.once('exit', done));
  signalGroup(child.pid, 'SIGTERM');
  await Promise.race([ended, new Promise((done) => setTimeout(done, stopTimeoutMs).unref())]);
  signalGroup(child.pid, 'SIGKILL');
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already, which is what was wanted.
  }
}
