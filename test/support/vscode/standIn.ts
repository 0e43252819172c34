// A stand-in for the desktop VS Code executable: takes its flags, and runs the same workbench and extension
// host out of a VS Code server and a headless Chromium. `@vscode/test-electron` runs suites on either.
import { mkdtemp, rm } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { format } from 'node:util';
import type { BrowserContext } from 'playwright-core';
import { findChromium, launchChromium } from './chromium';
import { parseCodeArguments, windowAddress } from './codeArguments';
import { CodeServer } from './codeServer';
import { installStandIn } from './standInFiles';

const interrupted = 130;

interface Ending {
  code: number;
  why?: string;
}

async function main(): Promise<number> {
  const wanted = parseCodeArguments(process.argv.slice(2));
  const files = await installStandIn(console.error);
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'archipelago-vscode-'));
  const log = createWriteStream(process.env.ARCHIPELAGO_STAND_IN_LOG || path.join(scratch, 'log.txt'));
  const folders = {
    userData: wanted.userDataDir ?? path.join(scratch, 'user'),
    extensions: wanted.extensionsDir ?? path.join(scratch, 'extensions'),
    serverData: path.join(scratch, 'server'),
  };
  let server: CodeServer | undefined;
  let browser: BrowserContext | undefined;
  try {
    for (const vsix of wanted.installExtensions) CodeServer.installExtension(files, folders, vsix);
    if (wanted.installExtensions.length > 0) return 0;
    server = await CodeServer.start(files, {
      folders,
      forTests: true,
      settings: { 'debug.toolBarLocation': 'docked', 'editor.minimap.enabled': false },
      onOutput: (text) => log.write(text),
    });
    browser = await launchChromium({
      executable: await findChromium(console.error),
      profile: path.join(scratch, 'chromium'),
      remoteDebuggingPort: wanted.remoteDebuggingPort,
    });
    const { code, why } = await Promise.race([
      runWindow(browser, windowAddress(server.port, wanted), (line) => log.write(`${line}\n`)),
      new Promise<Ending>((closed) =>
        browser?.once('close', () => closed({ code: 1, why: 'the window closed' })),
      ),
      server.ended.then(() => ({ code: 1, why: 'the VS Code server ended before the window did' })),
      interruption(),
    ]);
    if (why) console.error(`VS Code stand-in: ${why}`);
    return code;
  } finally {
    await browser?.close().catch(() => undefined);
    await server?.stop();
    await new Promise((done) => log.end(done));
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Opens a window and answers the exit code that the workbench gives when its tests end. */
async function runWindow(
  browser: BrowserContext,
  address: string,
  print: (line: string) => void,
): Promise<Ending> {
  const page = browser.pages()[0] ?? (await browser.newPage());
  await browser.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(address).origin });
  let exit: (ending: Ending) => void = () => undefined;
  const exited = new Promise<Ending>((resolve) => (exit = resolve));
  // The workbench calls these two where desktop VS Code would write to its console and quit.
  await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) =>
    print(`[${type}] ${format(...args)}`),
  );
  await page.exposeFunction('codeAutomationExit', (code: number) => exit({ code }));
  page.on('pageerror', (error) => print(`[page] ${error.stack ?? error.message}`));
  page.on('crash', () => exit({ code: 1, why: 'the window crashed' }));
  await page.goto(address, { waitUntil: 'domcontentloaded' });
  return exited;
}

function interruption(): Promise<Ending> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => resolve({ code: interrupted, why: `interrupted by ${signal}` }));
    }
  });
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
