import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { chromium, type BrowserContext } from 'playwright-core';
import type { Progress } from './standInFiles';

const run = promisify(execFile);

const commandNames = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
];

/**
 * Answers a Chromium executable: `ARCHIPELAGO_CHROMIUM`, one on the PATH, or, for root on Debian and its kin,
 * one installed now. Fails with what to install by hand.
 */
export async function findChromium(progress: Progress): Promise<string> {
  const named = process.env.ARCHIPELAGO_CHROMIUM || chromiumOnPath();
  if (named) return named;
  if (process.platform === 'linux' && process.getuid?.() === 0 && onPath('apt-get')) {
    progress('Installing chromium with apt-get, once…');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    try {
      await run('apt-get', ['update', '-qq'], { env });
      await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], {
        env,
        maxBuffer: 64 * 1024 * 1024,
      });
    } catch (error) {
      const { stderr } = error as { stderr?: string };
      throw new Error(`apt-get can't install chromium: ${stderr ?? String(error)}`, { cause: error });
    }
    const installed = chromiumOnPath();
    if (installed) return installed;
  }
  throw new Error(
    'The VS Code suites need Chromium or Chrome. Install one (on Debian: apt-get install chromium), ' +
      'or name one in ARCHIPELAGO_CHROMIUM.',
  );
}

const chromiumOnPath = (): string | undefined =>
  commandNames.map(onPath).find((found) => found !== undefined);

/** The absolute path of a command, as the shell would find it. */
export function onPath(command: string): string | undefined {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter).filter(Boolean)) {
    const file = path.join(folder, command);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

export interface ChromiumOptions {
  executable: string;
  /** A folder that is this run's alone. */
  profile: string;
  remoteDebuggingPort?: number;
  width?: number;
  height?: number;
}

/** Starts a headless Chromium that reaches loopback addresses only. Closing the context ends it. */
export async function launchChromium(options: ChromiumOptions): Promise<BrowserContext> {
  const { width = 1400, height = 900, remoteDebuggingPort } = options;
  const context = await chromium.launchPersistentContext(options.profile, {
    executablePath: options.executable,
    headless: true,
    viewport: { width, height },
    // The stand-in has its own, which stops the server too.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
      ...['--disable-background-networking', '--disable-component-update'],
      ...(remoteDebuggingPort === undefined ? [] : [`--remote-debugging-port=${remoteDebuggingPort}`]),
    ],
  });
  await context.route(
    (url) => /^(https?|wss?):$/.test(url.protocol) && !isLoopback(url.hostname),
    (route) => route.abort(),
  );
  return context;
}

const isLoopback = (host: string): boolean => host === '127.0.0.1' || host === 'localhost';
