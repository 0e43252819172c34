import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CodeFacts, ProfileNode, SampledTier, ThreadProfile } from '../../../runtime/profiler/profile';
import { summarize } from '../../../runtime/profiler/summary';
import { summaryText } from '../../../runtime/profiler/words';

const plain: CodeFacts = { isCompiled: true, discards: [], megamorphicSends: [] };

/** A thread in which `Shapes>>sum` takes the time, a tenth of a second a sample; callees are called from it once. */
function thread(
  facts: CodeFacts,
  tiers: readonly SampledTier[],
  callees: readonly string[] = [],
): ThreadProfile {
  const codes = ['Shapes>>sum', ...callees].map((name, i) => ({
    name,
    methodName: name,
    selector: name.replace(/^.*>>/, ''),
    isBlock: false,
    start: 0,
    facts: i === 0 ? facts : plain,
  }));
  const nodes: ProfileNode[] = [
    { parent: -1, kind: 'image', name: 'drawing', code: -1 },
    { parent: 0, kind: 'code', name: 'Shapes>>sum', code: 0 },
    ...callees.map((name, i): ProfileNode => ({ parent: 1, kind: 'code', name, code: i + 1 })),
  ];
  return {
    startUs: 0,
    codes,
    nodes,
    samples: tiers.map(() => 1),
    durationsUs: tiers.map(() => 100_000),
    tiers,
  };
}

function says(name: string, profile: ThreadProfile, ...expected: RegExp[]): void {
  test(`the summary of ${name}`, () => {
    const text = summaryText('shapes', summarize([profile]));
    for (const pattern of expected) assert.match(text, pattern);
  });
}

says(
  'compiled code',
  thread(plain, ['compiled', 'compiled']),
  /^# Profile of shapes\n\n0\.2 s, 2 samples\./,
  /\| drawing \| 100\.0 % \|/,
  /### 100\.0 % in Shapes>>sum\n\n- 100\.0 % together with what it called\.\n- Compiled: all its time/,
);
says(
  'code that was compiled on the way',
  thread(plain, ['interpreted', 'compiled', 'compiled', 'compiled']),
  /Compiled by now: 75\.0 % of its time/,
  /Compiled code ran 75\.0 % of the time, the interpreter 25\.0 %/,
);
says(
  'code that has never been compiled',
  thread({ ...plain, isCompiled: false }, ['interpreted']),
  /Interpreted: it was not called, .* often enough/,
);
says(
  'code that can not be compiled',
  thread({ ...plain, isCompiled: false, whyInterpreted: 'it has breakpoints' }, ['interpreted']),
  /Interpreted, and never compiled: it has breakpoints\./,
);
says(
  'code whose compiled form is gone',
  thread({ ...plain, isCompiled: false }, ['interpreted', 'compiled']),
  /Interpreted again: its compiled code, which took 50\.0 % of its time, is gone/,
);
says(
  'code that was thrown away',
  thread({ ...plain, discards: [{ why: 'it expected Integers in "a + b"', count: 2 }] }, ['compiled']),
  /thrown away twice, and made again/,
  /\n {2}- twice: it expected Integers in "a \+ b"\.\n/,
);
says(
  'code that was thrown away again and again',
  thread({ ...plain, discards: [{ why: 'a method at: was changed', count: 7 }] }, ['compiled']),
  /thrown away 7 times/,
  /What helps: values of one kind in one place/,
);
says(
  'a send that the interpreter saw with too many classes',
  thread({ ...plain, megamorphicSends: [{ selector: 'area', classes: ['A', 'B', 'C', 'D'] }] }, ['compiled']),
  /It sends area to objects of more than four classes \(A, B, C, D, …\)/,
  /about 9 ns/,
  /What helps, where it is hot/,
);
says(
  'a send that called methods of too many classes',
  thread(plain, ['compiled'], ['A>>area', 'B>>area', 'C>>area', 'D>>area', 'E>>area']),
  /It sends area to objects of more than four classes \(A, B, C, D, E\)/,
);

test('Four classes are not too many', () => {
  const four = thread(plain, ['compiled'], ['A>>area', 'B>>area', 'C>>area', 'D>>area']);
  assert.doesNotMatch(summaryText('shapes', summarize([four])), /more than four/);
});

test('Shares are of the time in which something was done', () => {
  const profile = thread(plain, ['compiled', 'none']);
  const { idleShare, methods, images } = summarize([
    {
      ...profile,
      nodes: [...profile.nodes, { parent: -1, kind: 'idle', name: '(idle)', code: -1 }],
      samples: [1, profile.nodes.length],
    },
  ]);
  assert.deepEqual([idleShare, methods[0].ownShare, images[0].share], [0.5, 1, 1]);
});
