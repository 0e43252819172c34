import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verdict } from './suiteRun';
import type { SuiteResult } from './workbenchRequests';

const passed: SuiteResult = { title: 'adds', durationMs: 1 };
const failed: SuiteResult = { title: 'divides', durationMs: 1, error: 'Error: by zero' };

/** What a run is found guilty of as a whole, beside its failed tests. */
function check(
  name: string,
  run: { results: SuiteResult[]; finished: boolean; ending?: string },
  fault: RegExp | undefined,
): void {
  test(`a run of suites: ${name}`, () => {
    const added = verdict('folder', run.results, run.finished, run.ending).slice(run.results.length);
    assert.equal(added.length, fault ? 1 : 0);
    if (fault) assert.match(added[0].error ?? '', fault);
  });
}

check('all passed', { results: [passed], finished: true }, undefined);
check('a failed test is fault enough', { results: [failed], finished: true, ending: 'code 1' }, undefined);
check('no test ran', { results: [], finished: true }, /No test ran/);
check(
  'the extension host died, and VS Code still ended with 0',
  { results: [passed], finished: false },
  /before/,
);
check('VS Code never started', { results: [], finished: false, ending: 'ENOENT' }, /before.*: ENOENT/);
check(
  'VS Code failed at its end',
  { results: [passed], finished: true, ending: 'code 1' },
  /after.*: code 1/,
);
