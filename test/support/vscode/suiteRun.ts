import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { installExtension, obtainVSCode } from './vscodeExecutable';
import { WorkbenchDriver } from './workbenchDriver';
import { suiteFilesVariable, workbenchAddressVariable, type SuiteResult } from './workbenchRequests';

/** Longer than a test may take, and than VS Code takes to start on a slow machine. */
const longestSilenceMs = 180_000;

/** One start of VS Code and the suites that run in it. All paths are absolute. */
export interface SuiteRun {
  /** Names the run's log and its line in the report. */
  name: string;
  /** The project's root. */
  root: string;
  /** Folder to open; suites get a copy of it, which they may change. */
  workspace: string;
  /** Compiled suites, each registering its tests with mocha's globals. */
  suites: string[];
  /** The extension under test: the project's folder, or a packed extension. */
  extension: { folder: string } | { vsix: string };
  /** Further variables for the extension host. */
  env?: Record<string, string>;
}

/**
 * Runs suites in a real VS Code and answers what each test came to.
 * A run that ends before its suites do, or that has no test, is itself answered as a failed test.
 */
export async function runSuites(run: SuiteRun): Promise<SuiteResult[]> {
  const out = path.join(run.root, 'out');
  const vscode = await obtainVSCode(path.join(out, 'vscode', 'code'), run.root, console.log);
  const resultFolder = path.join(run.root, 'test-results');
  await mkdir(resultFolder, { recursive: true });
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'archipelago-suites-'));
  const debuggingPort = await freePort();
  const driver = await WorkbenchDriver.start({
    debuggingPort,
    screenshots: resultFolder,
    onResult: (result) => console.log(`${result.error === undefined ? 'ok' : 'not ok'} ${result.title}`),
  });
  try {
    const workspace = path.join(scratch, path.basename(run.workspace));
    await cp(run.workspace, workspace, { recursive: true });
    const folders = [
      `--user-data-dir=${path.join(scratch, 'user')}`,
      `--extensions-dir=${path.join(scratch, 'extensions')}`,
    ];
    if ('vsix' in run.extension) installExtension(vscode, run.extension.vsix, folders);
    let ending: string | undefined;
    const watch = setInterval(() => {
      if (driver.silentForMs < longestSilenceMs) return;
      clearInterval(watch);
      console.error(`Nothing was heard of the suites for ${longestSilenceMs / 1000} s: closing VS Code.`);
      driver.closeWindow().catch((error: Error) => console.error(error.message));
    }, 1_000);
    try {
      await runTests({
        vscodeExecutablePath: vscode.path,
        extensionDevelopmentPath:
          'folder' in run.extension ? run.extension.folder : await emptyExtension(scratch),
        extensionTestsPath: path.join(out, 'vscode', 'suiteRunner.js'),
        extensionTestsEnv: {
          ...run.env,
          ARCHIPELAGO_STAND_IN_LOG: path.join(resultFolder, `vscode-${run.name}.log`),
          [workbenchAddressVariable]: driver.address,
          [suiteFilesVariable]: run.suites.join('\n'),
        },
        launchArgs: [workspace, ...folders, `--remote-debugging-port=${debuggingPort}`],
      });
    } catch (error) {
      ending = (error as Error).message;
    } finally {
      clearInterval(watch);
    }
    return verdict(run.name, driver.results, driver.finished, ending);
  } finally {
    await driver.stop();
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The results, and a failed one beside them where the run as a whole can't be believed. */
export function verdict(
  name: string,
  results: readonly SuiteResult[],
  finished: boolean,
  ending: string | undefined,
): SuiteResult[] {
  const fault = ((): string | undefined => {
    if (!finished) return `VS Code ended before the suites did${ending ? `: ${ending}` : ''}`;
    if (results.length === 0) return 'No test ran';
    const anyFailed = results.some((result) => result.error !== undefined);
    return ending !== undefined && !anyFailed ? `VS Code failed after the suites: ${ending}` : undefined;
  })();
  return fault === undefined
    ? [...results]
    : [...results, { title: `${name}: the run as a whole`, durationMs: 0, error: fault }];
}

/** `runTests` wants an extension in development; beside a packed one it is one that does nothing. */
async function emptyExtension(scratch: string): Promise<string> {
  const folder = path.join(scratch, 'empty-extension');
  await mkdir(folder);
  const manifest = { name: 'empty', publisher: 'archipelago', version: '0.0.1', engines: { vscode: '*' } };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
  return folder;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
