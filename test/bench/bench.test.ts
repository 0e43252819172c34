// The harness measures and reports; what the figures are is for `npm run bench` to say, never for a test.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  compare,
  geometricMean,
  lowerQuartile,
  measureByTurns,
  median,
  type Effort,
  type Figure,
} from '../../bench/measurement';
import { PortableProgram } from '../../bench/programs/portable/portableProgram';
import { jsonOf, meets, tableOf } from '../../bench/report';
import { suites } from '../../bench/suites';

const leastEffort: Effort = { rounds: 2, scale: 0.001 };

for (const [name, suite] of Object.entries(suites))
  test(`the benchmark ${name} gives figures that can be read and parsed`, async () => {
    const figures = await suite(leastEffort);
    assert.ok(figures.length > 0);
    const { results } = JSON.parse(JSON.stringify(jsonOf(figures))) as ReturnType<typeof jsonOf>;
    assert.equal(results.length, figures.length);
    for (const result of results) {
      assert.deepEqual(Object.keys(result), ['name', 'value', 'unit', 'ratio', 'against']);
      for (const text of [result.name, result.unit, result.against]) assert.match(text, /\S/);
      for (const number of [result.value, result.ratio]) assert.ok(Number.isFinite(number), result.name);
    }
    assert.equal(new Set(results.map((result) => result.name)).size, results.length);
    const table = tableOf(figures);
    for (const figure of figures) assert.ok(table.includes(figure.name));
  });

test('medians, means and comparisons are what they say', async () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.equal(lowerQuartile([9, 2, 8, 1, 3]), 2);
  assert.ok(Math.abs(geometricMean([2, 8]) - 4) < 1e-9);
  const order: string[] = [];
  const sample = (name: string, ms: number) => () => {
    order.push(name);
    return ms;
  };
  const compared = await compare(sample('a', 6), sample('b', 2), leastEffort);
  assert.deepEqual(compared, { value: 6, counterpart: 2, ratio: 3 });
  // One warm-up each, then by turns, each first every other time.
  assert.deepEqual(order, ['a', 'b', 'a', 'b', 'b', 'a']);
});

test('things measured by turns are repeated until a sample is long enough, and divided by that', async () => {
  const order: string[] = [];
  const sample = (name: string, ms: number) => (times: number) => {
    order.push(`${name} ${times}`);
    return ms * times;
  };
  // A sample of this effort takes 0.02 ms.
  const measured = await measureByTurns([sample('a', 0.03), sample('b', 0.005)], leastEffort);
  assert.deepEqual(measured, [Array(6).fill(0.03), Array(6).fill(0.005)]);
  const [last] = order.slice(-4).filter((each) => each.startsWith('b'));
  assert.equal(Number(last.split(' ')[1]) >= 4, true, last);
  assert.deepEqual(
    order.slice(-4).map((each) => each[0]),
    ['a', 'b', 'b', 'a'],
  );
});

test('a program that answers wrongly fails', () => {
  class Wrong extends PortableProgram<number> {
    protected once(): number {
      return 1;
    }

    protected isRight(answer: number): boolean {
      return answer === 2;
    }
  }
  assert.throws(() => new Wrong().run(1), /A wrong answer: 1/);
});

test('a target is met or missed', () => {
  const figure: Figure = { name: 'x', value: 10, unit: 'ms', ratio: 2, against: 'times y' };
  assert.equal(meets(figure, { of: 'ratio', bound: 'at most', limit: 2 }), true);
  assert.equal(meets(figure, { of: 'ratio', bound: 'at least', limit: 3 }), false);
  assert.equal(meets(figure, { of: 'value', bound: 'at most', limit: 9 }), false);
  assert.match(tableOf([{ ...figure, target: { of: 'value', bound: 'at most', limit: 9 } }]), /MISSED/);
});
