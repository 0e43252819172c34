// Runs inside the extension host: VS Code calls `run` and ends with its outcome.
import Mocha from 'mocha';
import { askWorkbench } from './workbench';
import { suiteFilesVariable } from './workbenchRequests';

const testTimeoutMs = 60_000;

/** Runs the suites that the driver listed and tells it of each test; rejects when any failed. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: testTimeoutMs, reporter: SilentReporter });
  for (const file of (process.env[suiteFilesVariable] ?? '').split('\n').filter(Boolean)) mocha.addFile(file);
  const reports: Promise<unknown>[] = [];
  const failures = await new Promise<number>((done) => {
    const runner = mocha.run(done);
    const report = (test: Mocha.Runnable, error?: Error): void => {
      const result = {
        title: test.fullTitle(),
        durationMs: test.duration ?? 0,
        error: error && describe(error),
      };
      reports.push(askWorkbench({ ask: 'report', result }));
    };
    runner.on(Mocha.Runner.constants.EVENT_TEST_PASS, (test) => report(test));
    // Hooks that fail come here too.
    runner.on(Mocha.Runner.constants.EVENT_TEST_FAIL, (test, error: Error) => report(test, error));
    runner.on(Mocha.Runner.constants.EVENT_TEST_PENDING, (test) =>
      report(test, new Error('Skipped: no suite may be')),
    );
  });
  await Promise.all(reports);
  await askWorkbench({ ask: 'finish' });
  if (failures > 0) throw new Error(`${failures} failed`);
}

/** The driver prints results; the extension host's console belongs to the extension. */
class SilentReporter extends Mocha.reporters.Base {}

const describe = (error: Error): string => error.stack ?? error.message;
