/** How one test ended, as `archipelago test --reporter tap` tells it. */
export interface TestResult {
  readonly className: string;
  readonly selector: string;
  readonly outcome: 'passed' | 'skipped' | 'failure' | 'error' | 'unexpected pass';
  /** What the exception said; empty if none ended the test. */
  readonly message: string;
  /** One activation a line, innermost first. */
  readonly stack: string;
  readonly durationMs: number | undefined;
}

/** Reads TAP as it arrives, in pieces of any size. */
export class TapReader {
  private rest = '';
  private failed: { className: string; selector: string; details: string[] } | undefined;

  constructor(private readonly onResult: (result: TestResult) => void) {}

  write(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.line(line.trimEnd());
  }

  private line(line: string): void {
    const head = /^(not )?ok \d+ - (\w+)>>(\S+)( # SKIP.*)?/.exec(line);
    if (head) {
      const className = head[2]!;
      const selector = head[3]!;
      if (head[1] !== undefined) this.failed = { className, selector, details: [] };
      else {
        const outcome = head[4] === undefined ? 'passed' : 'skipped';
        this.onResult({ className, selector, outcome, message: '', stack: '', durationMs: undefined });
      }
    } else if (this.failed && line === '  ...') {
      this.onResult(failure(this.failed));
      this.failed = undefined;
    } else this.failed?.details.push(line);
  }
}

function failure(failed: { className: string; selector: string; details: readonly string[] }): TestResult {
  const { className, selector, details } = failed;
  const value = (key: string): string =>
    details.find((each) => each.startsWith(`  ${key}: `))?.slice(key.length + 4) ?? '';
  const outcome = value('outcome');
  const isKnown = outcome === 'error' || outcome === 'unexpected pass';
  const stack = details.filter((each) => each.startsWith('    ')).map((each) => each.trim());
  return {
    className,
    selector,
    outcome: isKnown ? outcome : 'failure',
    message: JSON.parse(value('message') || '""') as string,
    stack: stack.join('\n'),
    durationMs: Number(value('duration_ms')) || undefined,
  };
}
