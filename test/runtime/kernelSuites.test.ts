// The kernel's own SUnit suites, run on the embedded image: one test a package.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { loadBuiltKernel } from '../../runtime/node/evaluate';
import { readSourceFiles, sourceFilesIn } from '../../runtime/node/sourceFiles';
import { runTests, type TestReport } from '../../runtime/node/testRun';

const packages = path.resolve('test', 'kernel');
const kernel = loadBuiltKernel();

for (const name of readdirSync(packages)) {
  test(`the suites of ${name}`, async () => {
    const complaints: string[] = [];
    const complain = ({ className, testName, outcome, text, stack }: TestReport): void => {
      if (outcome === 'passed' || outcome === 'expected failure' || outcome === 'skipped') return;
      complaints.push(`${className}>>${testName}: ${outcome}: ${text}\n${stack}`);
    };
    const summary = await runTests(kernel, readSourceFiles(sourceFilesIn([path.join(packages, name)])), {
      problem: ({ file, line, message }) => complaints.push(`${file}:${line}: ${message}`),
      stepFailed: (step, file, error) => complaints.push(`${file}: ${step}: ${error}`),
      suiteStarted: () => undefined,
      tested: complain,
      output: () => undefined,
    });
    assert.deepEqual(complaints, []);
    assert.ok(summary.passed > 0, 'no test ran');
  });
}
