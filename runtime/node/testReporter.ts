// Writes a test run for people (a line a suite, then what failed) or as TAP version 13.
import type { LoadProblem } from '../loader/packageLoader';
import type { TestListener, TestReport, TestSummary } from './testRun';

export type ReporterKind = 'progress' | 'tap';

/** A listener that can close its report. */
export interface TestReporter extends TestListener {
  /** Writes the closing line, `N passed, N failed`. */
  finish(summary: TestSummary): void;
}

type Write = (text: string) => void;

export function testReporter(kind: ReporterKind, out: Write, err: Write): TestReporter {
  return kind === 'tap' ? new TapReporter(out, err) : new ProgressReporter(out, err);
}

const passes = (report: TestReport): boolean =>
  report.outcome === 'passed' || report.outcome === 'expected failure';
const indented = (text: string, by: string): string =>
  text.replace(/\r\n?/g, '\n').trimEnd().replace(/^/gm, by);
const nameOf = ({ className, testName }: TestReport): string => `${className}>>${testName}`;

function closingLine({ passed, failed, skipped }: TestSummary): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

abstract class PlainReporter {
  constructor(
    protected readonly out: Write,
    protected readonly err: Write,
  ) {}

  problem({ file, line, column, message }: LoadProblem): void {
    this.err(`${file}:${line}:${column}: ${message}\n`);
  }

  stepFailed(step: string, file: string, error: string): void {
    this.err(`${file}: ${step}: ${error}\n`);
  }

  output(_category: 'stdout' | 'stderr', text: string): void {
    this.err(text);
  }
}

class ProgressReporter extends PlainReporter implements TestReporter {
  private suite = '';
  private expected = 0;
  private readonly reports: TestReport[] = [];

  suiteStarted(className: string, testCount: number): void {
    this.closeSuite();
    this.suite = className;
    this.expected = testCount;
  }

  tested(report: TestReport): void {
    this.reports.push(report);
    if (passes(report) || report.outcome === 'skipped') return;
    this.out(`  ${report.outcome} ${nameOf(report)}: ${report.text}\n`);
    if (report.outcome === 'error' && report.stack) this.out(`${indented(report.stack, '      ')}\n`);
  }

  private closeSuite(): void {
    if (this.suite === '') return;
    const done = this.reports.filter((report) => passes(report)).length;
    const mark = done === this.reports.length ? 'ok' : 'FAILED';
    this.out(`${mark} ${this.suite}: ${done} of ${Math.max(this.reports.length, this.expected)}\n`);
    this.reports.length = 0;
    this.suite = '';
  }

  finish(summary: TestSummary): void {
    this.closeSuite();
    if (summary.problems > 0)
      this.err(
        `${summary.problems} ${summary.problems === 1 ? 'problem' : 'problems'} while loading, see above\n`,
      );
    this.out(`${closingLine(summary)}\n`);
  }
}

class TapReporter extends PlainReporter implements TestReporter {
  private count = 0;

  constructor(out: Write, err: Write) {
    super(out, err);
    out('TAP version 13\n');
  }

  suiteStarted(className: string): void {
    this.out(`# ${className}\n`);
  }

  tested(report: TestReport): void {
    const passed = passes(report) || report.outcome === 'skipped';
    const directive = report.outcome === 'skipped' ? ` # SKIP ${report.text.split('\n')[0]}` : '';
    this.out(`${passed ? 'ok' : 'not ok'} ${++this.count} - ${nameOf(report)}${directive}\n`);
    if (passed) return;
    this.out('  ---\n');
    this.out(
      `  outcome: ${report.outcome}\n  message: ${JSON.stringify(report.text)}\n  duration_ms: ${report.durationMs}\n`,
    );
    if (report.stack) this.out(`  stack: |\n${indented(report.stack, '    ')}\n`);
    this.out('  ...\n');
  }

  finish(summary: TestSummary): void {
    this.out(`1..${this.count}\n# ${closingLine(summary)}\n${closingLine(summary)}\n`);
  }
}
