// Loads packages into a new image and runs their SUnit suites: what `archipelago test` does.
import { installSources, type LoadProblem, type LoadedFile } from '../loader/packageLoader';
import type { Behavior } from '../object-memory/behavior';
import { elementsOf, textIfString } from '../object-memory/literals';
import type { Value } from '../object-memory/objects';
import type { WorkerKernel } from '../topology/workerKernel';
import { errorText, LocalImage } from './evaluate';

export type TestOutcome = 'passed' | 'failure' | 'error' | 'skipped' | 'expected failure' | 'unexpected pass';

export interface TestReport {
  readonly className: string;
  readonly testName: string;
  readonly outcome: TestOutcome;
  /** What the exception says that ended the test; empty if none did. */
  readonly text: string;
  /** A line for each activation from where it was signalled to the test. */
  readonly stack: string;
  readonly durationMs: number;
}

/** Told what happens while it happens. */
export interface TestListener {
  problem(problem: LoadProblem): void;
  /** A step of loading (a do-it, an initializer) ended in an error. */
  stepFailed(step: string, file: string, error: string): void;
  suiteStarted(className: string, testCount: number): void;
  tested(report: TestReport): void;
  output(category: 'stdout' | 'stderr', text: string): void;
}

export interface TestSummary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Files, steps and suites that couldn't be loaded or made. */
  readonly problems: number;
}

/**
 * Runs all suites that the files define, in one new image; with a filter only the tests whose `Class>>selector` has
 * that text.
 */
export async function runTests(
  kernel: WorkerKernel,
  files: readonly LoadedFile[],
  listener: TestListener,
  filter = '',
): Promise<TestSummary> {
  const image = new LocalImage(kernel, 'test', (category, text) => listener.output(category, text));
  const run = new TestRun(image, listener, filter);
  await run.load(files);
  return run.runSuites();
}

class TestRun {
  private readonly counts = { passed: 0, failed: 0, skipped: 0, problems: 0 };
  private classes: readonly Behavior[] = [];

  constructor(
    private readonly image: LocalImage,
    private readonly listener: TestListener,
    private readonly filter: string,
  ) {}

  private get memory() {
    return this.image.vat.memory;
  }

  async load(files: readonly LoadedFile[]): Promise<void> {
    const { classes, steps, problems } = installSources(this.memory, files);
    for (const problem of problems) {
      this.counts.problems++;
      this.listener.problem(problem);
    }
    for (const { text, file, receiver, selector, args } of steps) {
      const outcome = await this.image.perform(receiver, selector, args);
      if (!('error' in outcome)) continue;
      this.counts.problems++;
      this.listener.stepFailed(text, file, errorText(outcome.error));
    }
    this.classes = classes;
  }

  async runSuites(): Promise<TestSummary> {
    const testCase = this.memory.classNamed('TestCase')?.behavior;
    for (const each of this.classes) if (testCase && each.inheritsFrom(testCase)) await this.runSuite(each);
    return this.counts;
  }

  private async runSuite({ name }: Behavior): Promise<void> {
    const { kernel } = this.memory;
    const runners = this.memory.classNamed('TestSuiteRunner')!;
    const made = await this.image.perform(runners, 'onClassNamed:matching:', [
      kernel.symbol(name),
      kernel.string(this.filter),
    ]);
    if ('error' in made) {
      this.report({
        className: name,
        testName: 'suite',
        outcome: 'error',
        text: errorText(made.error),
        stack: made.error.stack,
        durationMs: 0,
      });
      return;
    }
    const count = await this.image.perform(made.value, 'size');
    if ('value' in count && count.value === 0) return;
    this.listener.suiteStarted(name, 'value' in count ? Number(count.value) : 0);
    for (;;) {
      const next = await this.image.perform(made.value, 'next');
      if ('error' in next) {
        this.report({
          className: name,
          testName: '?',
          outcome: 'error',
          text: errorText(next.error),
          stack: next.error.stack,
          durationMs: 0,
        });
        if (next.error.cls === 'Waiting') continue;
        return;
      }
      const report = reportFrom(next.value);
      if (!report) return;
      this.report(report);
    }
  }

  private report(report: TestReport): void {
    const { outcome } = report;
    if (outcome === 'passed' || outcome === 'expected failure') this.counts.passed++;
    else if (outcome === 'skipped') this.counts.skipped++;
    else this.counts.failed++;
    this.listener.tested(report);
  }
}

function reportFrom(value: Value): TestReport | undefined {
  const fields = elementsOf(value);
  if (fields?.length !== 6) return undefined;
  const [className, testName, outcome, text, stack] = fields
    .slice(0, 5)
    .map((each) => textIfString(each) ?? '');
  return { className, testName, outcome: outcome as TestOutcome, text, stack, durationMs: Number(fields[5]) };
}
