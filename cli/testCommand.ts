import { loadBuiltKernel } from '../runtime/node/evaluate';
import { beatForThisThread } from '../runtime/node/heartbeat';
import { readSourceFiles, sourceFilesIn } from '../runtime/node/sourceFiles';
import { runTests } from '../runtime/node/testRun';
import { testReporter, type ReporterKind } from '../runtime/node/testReporter';
import { CommandError, forUser } from './commandError';

/** `archipelago test PATH…`: loads packages and runs their suites; the exit status tells the outcome. */
export async function testCommand(
  paths: string[],
  { reporter: kind, filter }: { reporter: ReporterKind; filter?: string },
): Promise<void> {
  const files = await forUser(() => readSourceFiles(sourceFilesIn(paths)));
  const reporter = testReporter(
    kind,
    (text) => process.stdout.write(text),
    (text) => process.stderr.write(text),
  );
  beatForThisThread();
  const summary = await runTests(loadBuiltKernel(), files, reporter, filter);
  reporter.finish(summary);
  if (filter !== undefined && summary.passed + summary.failed === 0)
    throw new CommandError(`No test has ${filter} in its name, which is as in IntegerTest>>testFactorial`);
  const { passed, failed, problems } = summary;
  process.exitCode = failed === 0 && problems === 0 && passed > 0 ? 0 : 1;
}
