import { loadBuiltKernel } from '../runtime/node/evaluate';
import { readSourceFiles, runTests, sourceFilesIn } from '../runtime/node/testRun';
import { testReporter, type ReporterKind } from '../runtime/node/testReporter';
import { CommandError, forUser } from './commandError';

/** `archipelago test PATH…`: loads packages and runs their suites; the exit status tells the outcome. */
export async function testCommand(
  paths: string[],
  { reporter: kind }: { reporter: ReporterKind },
): Promise<void> {
  const files = await forUser(() => readSourceFiles(sourceFilesIn(paths)));
  if (files.length === 0) throw new CommandError(`No Smalltalk source files are in ${paths.join(', ')}`);
  const reporter = testReporter(
    kind,
    (text) => process.stdout.write(text),
    (text) => process.stderr.write(text),
  );
  const summary = await runTests(loadBuiltKernel(), files, reporter);
  reporter.finish(summary);
  const { passed, failed, problems } = summary;
  process.exitCode = failed === 0 && problems === 0 && passed > 0 ? 0 : 1;
}
