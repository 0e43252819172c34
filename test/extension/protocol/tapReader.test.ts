import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TapReader, type TestResult } from '../../../extension/protocol/tapReader';

const tap = `TAP version 13
# FooTest
not ok 1 - FooTest>>testBad
  ---
  outcome: failure
  message: "TestFailure: Got \\"7\\"\\ninstead of 8."
  duration_ms: 71
  stack: |
    FooTest(TestAsserter)>>assert:equals:
    FooTest>>testBad
  ...
ok 2 - FooTest>>testGood
ok 3 - FooTest>>testLater # SKIP not now
not ok 4 - FooTest>>testWorse
  ---
  outcome: error
  message: "nil"
  duration_ms: 0
  ...
1..4
# 1 passed, 2 failed, 1 skipped
`;

const expected: TestResult[] = [
  {
    className: 'FooTest',
    selector: 'testBad',
    outcome: 'failure',
    message: 'TestFailure: Got "7"\ninstead of 8.',
    stack: 'FooTest(TestAsserter)>>assert:equals:\nFooTest>>testBad',
    durationMs: 71,
  },
  {
    className: 'FooTest',
    selector: 'testGood',
    outcome: 'passed',
    message: '',
    stack: '',
    durationMs: undefined,
  },
  {
    className: 'FooTest',
    selector: 'testLater',
    outcome: 'skipped',
    message: '',
    stack: '',
    durationMs: undefined,
  },
  {
    className: 'FooTest',
    selector: 'testWorse',
    outcome: 'error',
    message: 'nil',
    stack: '',
    durationMs: undefined,
  },
];

describe('The results of tests', () => {
  for (const size of [1, 7, 1_000]) {
    it(`are read from TAP in pieces of ${size} characters`, () => {
      const results: TestResult[] = [];
      const reader = new TapReader((result) => results.push(result));
      for (let at = 0; at < tap.length; at += size) reader.write(tap.slice(at, at + size));
      assert.deepEqual(results, expected);
    });
  }
});
