import { spawn } from 'node:child_process';
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { languageCommands, sourcesChanged, testsRequest, type TestClass } from '../protocol/languageRequests';
import { TapReader, type TestResult } from '../protocol/tapReader';

/** Shows the workspace's SUnit tests in the Testing view, and runs them in a new image by the command line's program. */
export class TestExplorer implements vscode.Disposable {
  private readonly controller = vscode.tests.createTestController('archipelago.tests', 'SUnit');
  private readonly classes = new Map<string, TestClass>();
  private readonly subscriptions: vscode.Disposable[] = [this.controller];

  /** `program` is the path of the command line's bundle. */
  constructor(
    private readonly client: LanguageClient,
    private readonly program: string,
  ) {
    const profile = this.controller.createRunProfile(
      'Run',
      vscode.TestRunProfileKind.Run,
      (request, token) => this.run(request, token),
      true,
    );
    this.controller.refreshHandler = () => this.refresh();
    this.subscriptions.push(
      profile,
      client.onNotification(sourcesChanged, () => void this.refresh()),
      vscode.commands.registerCommand(languageCommands.runTest, (className: string, selector?: string) =>
        this.runNamed(className, selector),
      ),
    );
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
  }

  private async refresh(): Promise<void> {
    const classes = await this.client.sendRequest<TestClass[]>(testsRequest);
    this.classes.clear();
    const items = classes.map((each) => {
      this.classes.set(each.name, each);
      const item = this.item(each.name, each.name, each);
      item.description = each.category;
      item.children.replace(
        each.methods.map((method) => this.item(`${each.name}>>${method.selector}`, method.selector, method)),
      );
      return item;
    });
    this.controller.items.replace(items);
  }

  private item(id: string, label: string, { uri, range }: Pick<TestClass, 'uri' | 'range'>): vscode.TestItem {
    const item = this.controller.createTestItem(id, label, vscode.Uri.parse(uri));
    item.range = this.client.protocol2CodeConverter.asRange(range);
    return item;
  }

  /** What a code lens asks for. */
  private async runNamed(className: string, selector: string | undefined): Promise<void> {
    await this.refresh();
    const suite = this.controller.items.get(className);
    const item = selector === undefined ? suite : suite?.children.get(`${className}>>${selector}`);
    if (!item) {
      void vscode.window.showWarningMessage(`${className} has no such test: save its file and try again.`);
      return;
    }
    await this.run(new vscode.TestRunRequest([item]), new vscode.CancellationTokenSource().token);
  }

  private async run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    // The program reads files: what is on the screen should be what runs.
    await vscode.workspace.saveAll(false);
    const run = this.controller.createTestRun(request);
    const wanted = this.wantedTests(request);
    const suites = new Set([...wanted.values()].map((item) => item.parent!.id));
    for (const item of wanted.values()) run.enqueued(item);
    for (const suite of suites) {
      if (token.isCancellationRequested) break;
      await this.runSuite(run, this.classes.get(suite)!, wanted, token);
    }
    for (const item of wanted.values()) {
      if (!token.isCancellationRequested)
        run.errored(item, new vscode.TestMessage('The test never ran: see the output'));
    }
    run.end();
  }

  /** Test items by their ids. */
  private wantedTests({ include, exclude }: vscode.TestRunRequest): Map<string, vscode.TestItem> {
    const found = new Map<string, vscode.TestItem>();
    const add = (item: vscode.TestItem): void => {
      if (exclude?.includes(item)) return;
      if (item.parent) found.set(item.id, item);
      else item.children.forEach(add);
    };
    if (include) include.forEach(add);
    else this.controller.items.forEach(add);
    return found;
  }

  /** Runs a class's tests in a process of its own; what it tells of is taken out of `wanted`. */
  private runSuite(
    run: vscode.TestRun,
    { files }: TestClass,
    wanted: Map<string, vscode.TestItem>,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const paths = files.map((uri) => vscode.Uri.parse(uri).fsPath);
    const child = spawn(process.execPath, [this.program, 'test', '--reporter', 'tap', ...paths], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const cancellation = token.onCancellationRequested(() => child.kill());
    const reader = new TapReader((result) => {
      const id = `${result.className}>>${result.selector}`;
      const item = wanted.get(id);
      if (!item) return;
      wanted.delete(id);
      tell(run, item, result);
    });
    const write = (text: string): void => run.appendOutput(text.replace(/\r?\n/g, '\r\n'));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      write(text);
      reader.write(text);
    });
    child.stderr.setEncoding('utf8').on('data', write);
    return new Promise((resolve) => {
      const finish = (): void => {
        cancellation.dispose();
        resolve();
      };
      child.on('close', finish).on('error', (error) => {
        write(`${error.message}\n`);
        finish();
      });
    });
  }
}

function tell(run: vscode.TestRun, item: vscode.TestItem, result: TestResult): void {
  const { outcome, message, stack, durationMs } = result;
  if (outcome === 'passed') return run.passed(item, durationMs);
  if (outcome === 'skipped') return run.skipped(item);
  const text = outcome === 'unexpected pass' ? 'The test was expected to fail, and passed' : message;
  const shown = new vscode.TestMessage(stack === '' ? text : `${text}\n\n${stack}`);
  if (item.uri && item.range) shown.location = new vscode.Location(item.uri, item.range);
  if (outcome === 'error') run.errored(item, shown, durationMs);
  else run.failed(item, shown, durationMs);
}
