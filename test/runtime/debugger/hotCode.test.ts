// The debugger over code that has been compiled: breakpoints come into it and leave it, and it can be paused.
import test from 'node:test';
import assert from 'node:assert/strict';
import { bank, type Bank } from './debuggedBank';

/** Enough for all of it to be compiled, and short in compiled code. */
const rounds = 300_000;
/** Code that has become slow for good takes several times as long. */
const slowness = 5;

async function outcome({ s }: Bank): Promise<string> {
  const { text } = await s.next('output', (event) => event.text.startsWith('outcome '));
  return text.trim().slice('outcome '.length);
}

async function run(b: Bank, expression: string): Promise<string> {
  await b.start(expression);
  return outcome(b);
}

test('a breakpoint comes into a method that was put in place of its sends, and leaves it again', async (t) => {
  const b = await bank(t, 1);
  const serve = `Mine serveMany: ${rounds}`;
  const ms = async (): Promise<number> => {
    const startMs = performance.now();
    assert.equal(await run(b, serve), String(rounds));
    return performance.now() - startMs;
  };
  await ms();
  const beforeMs = Math.max(await ms(), await ms());
  const at = 1000;
  await b.breakAt('Teller.st', 'i * 2', { hitCondition: String(at) });
  await b.start(serve);
  await b.s.next('stopped');
  const frames = await b.stack(b.teller);
  assert.deepEqual(
    frames.slice(0, 2).map(({ name }) => name),
    ['Teller>>note:', 'Teller>>serveMany:'],
  );
  assert.equal(b.textOf(frames[1]), 'self note: i');
  const value = async (name: string, n: number): Promise<string> =>
    (await b.s.debugger.evaluate(name, { frame: frames[n].frame }, 'watch')).value.value;
  assert.deepEqual(
    [await value('i', 0), await value('i', 1), await value('count', 1)],
    [at, at, at].map(String),
  );
  await b.s.debugger.setBreakpoints(b.s.file('Teller.st'), []);
  await b.s.debugger.continue(b.teller);
  assert.equal(await outcome(b), String(rounds));
  await ms();
  const afterMs = Math.min(await ms(), await ms());
  assert.ok(afterMs < beforeMs * slowness, `${afterMs} ms, ${beforeMs} ms before`);
});

test('a breakpoint in an accessor or a block of a hot loop stops there', async (t) => {
  const b = await bank(t, 1);
  const loop = `| sum | sum := 0. 1 to: ${rounds} do: [ :i | sum := sum + (Mine count ifNil: [ 1 ]) ]. sum`;
  assert.equal(await run(b, loop), String(rounds));
  await b.s.debugger.setFunctionBreakpoints([{ name: 'Teller>>count', hitCondition: '1000' }]);
  await b.start(loop);
  const stop = await b.s.next('stopped');
  assert.equal(stop.reason, 'function breakpoint');
  assert.equal((await b.stack(b.teller))[0].name, 'Teller>>count');
  await b.s.debugger.setFunctionBreakpoints([]);
  await b.s.debugger.continue(b.teller);
  assert.equal(await outcome(b), String(rounds));
});

test('a breakpoint in code that images share stops each that is meant', async (t) => {
  const b = await bank(t, 1);
  const divide = `(1 to: ${rounds}) inject: 0 into: [ :sum :i | sum + (i gcd: 6) ]`;
  const forked = (image: string): Promise<string> =>
    b.s.evaluate(image, `[ Transcript show: 'outcome ' , (${divide}) printString; cr ] fork`);
  const sum = await run(b, divide);
  await forked('ledger');
  assert.equal(await outcome(b), sum);
  await b.s.debugger.setFunctionBreakpoints([{ name: 'Integer>>gcd:', hitCondition: '1000' }]);
  for (const [name, image] of [
    ['teller', b.teller],
    ['ledger', b.ledger],
  ] as const) {
    await b.s.debugger.setFunctionBreakpoints([{ name: 'Integer>>gcd:', hitCondition: '1000' }]);
    await forked(name);
    const stop = await b.s.next('stopped');
    assert.equal(stop.image, image);
    await b.s.debugger.setFunctionBreakpoints([]);
    await b.s.debugger.continue(image);
    assert.equal(await outcome(b), sum);
  }
});

test('a variable that a hot loop changes is watched', async (t) => {
  const b = await bank(t, 1);
  await run(b, `Mine serveMany: ${rounds}`);
  await b.s.debugger.setDataBreakpoints([{ dataId: 'Teller.count', access: 'write', hitCondition: '1000' }]);
  await b.start(`Mine serveMany: ${rounds}`);
  const stop = await b.s.next('stopped');
  assert.equal(stop.reason, 'data breakpoint');
  const [top] = await b.stack(b.teller);
  assert.equal((await b.s.debugger.evaluate('i', { frame: top.frame }, 'watch')).value.value, '1000');
  await b.s.debugger.setDataBreakpoints([]);
  await b.s.debugger.continue(b.teller);
  assert.equal(await outcome(b), String(rounds));
});
