// `npm start`: the example workspace in VS Code with the extension, its debug session stopped at the first step.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { findChromium, launchChromium, onPath } from './chromium';
import { windowAddress } from './codeArguments';
import { CodeServer } from './codeServer';
import { installStandIn } from './standInFiles';

const settleMs = 3_000;
const readyTimeoutMs = 60_000;

interface StartOptions {
  root: string;
  workspace: string;
  /** The packed extension, for a server; a desktop window takes the folder. */
  vsix: string;
  /** Tells the extension what to start. */
  env: NodeJS.ProcessEnv;
  /** Look at the window without showing it, and write what is seen here. */
  screenshot: string | undefined;
  port: number;
}

async function main(): Promise<void> {
  const root = process.cwd();
  const { values } = parseArgs({
    options: {
      topology: { type: 'string', default: 'bank/bank.topology.json' },
      screenshot: { type: 'string' },
      port: { type: 'string', default: '0' },
      browser: { type: 'boolean', default: false },
    },
  });
  const workspace = path.join(root, 'examples');
  const options: StartOptions = {
    root,
    workspace,
    vsix: path.join(root, 'out', 'archipelago.vsix'),
    env: { ARCHIPELAGO_START: path.resolve(workspace, values.topology) },
    screenshot: values.screenshot,
    port: Number(values.port),
  };
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'archipelago-start-'));
  try {
    const desktop = values.browser || values.screenshot ? undefined : onPath('code');
    if (desktop) await openDesktop(desktop, options, scratch);
    else await openServer(options, scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A window of its own, with a profile of its own: one that is already open wouldn't see what to start. */
async function openDesktop(code: string, options: StartOptions, scratch: string): Promise<void> {
  console.log('Opening the examples in VS Code. Close its window, or press Ctrl+C here, to end.');
  const child = spawn(
    code,
    [
      '--wait',
      '--new-window',
      '--disable-workspace-trust',
      '--skip-welcome',
      `--user-data-dir=${path.join(scratch, 'user')}`,
      `--extensions-dir=${path.join(scratch, 'extensions')}`,
      `--extensionDevelopmentPath=${options.root}`,
      options.workspace,
    ],
    { env: { ...process.env, ...options.env }, stdio: 'inherit' },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await Promise.race([ended, interruption()]);
  child.kill();
}

async function openServer(options: StartOptions, scratch: string): Promise<void> {
  const files = await installStandIn(console.log);
  const folders = {
    userData: path.join(scratch, 'user'),
    extensions: path.join(scratch, 'extensions'),
    serverData: path.join(scratch, 'server'),
  };
  CodeServer.installExtension(files, folders, options.vsix);
  const server = await CodeServer.start(files, { folders, env: options.env, port: options.port });
  try {
    const address = windowAddress(server.port, {
      workspace: options.workspace,
      extensionDevelopmentPaths: [],
      extensionTestsPath: undefined,
      installExtensions: [],
      userDataDir: undefined,
      extensionsDir: undefined,
      remoteDebuggingPort: undefined,
    });
    if (options.screenshot) return await takeScreenshot(address, options.screenshot, scratch);
    console.log(`\nVS Code is at  ${address}\nPress Ctrl+C here to end.`);
    openBrowser(address);
    await Promise.race([server.ended, interruption()]);
  } finally {
    await server.stop();
  }
}

async function takeScreenshot(address: string, file: string, scratch: string): Promise<void> {
  const profile = path.join(scratch, 'chromium');
  const browser = await launchChromium({ executable: await findChromium(console.log), profile });
  try {
    const page = browser.pages()[0] ?? (await browser.newPage());
    await page.goto(address);
    const stopped = page.locator('.debug-top-stack-frame-line').first();
    await stopped.waitFor({ timeout: readyTimeoutMs }).catch(() => {
      console.error(`No session was stopped within ${readyTimeoutMs / 1000} s.`);
      process.exitCode = 1;
    });
    await page.waitForTimeout(settleMs);
    await page.screenshot({ path: file });
    console.log(`Wrote ${file}`);
  } finally {
    await browser.close();
  }
}

function openBrowser(address: string): void {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const hasScreen = process.platform === 'darwin' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!hasScreen || !onPath(opener)) return;
  spawn(opener, [address], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}

function interruption(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
