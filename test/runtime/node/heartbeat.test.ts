// A thread beats: what runs long without a loop gives others their turn nevertheless.
import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { compiledTier } from '../../../runtime/compiled/compiledTier';
import { counting, listening } from '../../../runtime/compiled/safepoints';
import { LocalImage, loadBuiltKernel } from '../../../runtime/node/evaluate';
import { beatForThisThread } from '../../../runtime/node/heartbeat';

test('a heartbeat interrupts recursions that count nothing', async () => {
  assert.equal(compiledTier.safepoints, counting);
  beatForThisThread();
  const untilMs = performance.now() + 10_000;
  while (!compiledTier.machine.hasHeart && performance.now() < untilMs) await pause(5);
  assert.equal(compiledTier.safepoints, listening);
  const image = new LocalImage(loadBuiltKernel(), 'beaten', () => undefined);
  const answer = await image.printEvaluated(`
    | fib ticks isOver |
    fib := nil.
    fib := [ :n | n < 2 ifTrue: [ 1 ] ifFalse: [ (fib value: n - 1) + (fib value: n - 2) ] ].
    fib value: 22.
    ticks := 0.
    isOver := false.
    [ [ isOver ] whileFalse: [ ticks := ticks + 1. (Delay forMilliseconds: 1) wait ] ]
      forkAt: Processor userInterruptPriority.
    5 timesRepeat: [ fib value: 29 ].
    isOver := true.
    ticks > 5`);
  assert.deepEqual(answer, { result: 'true' });
});

test('it goes on beating for what is let go on at every beat', async () => {
  const image = new LocalImage(loadBuiltKernel(), 'undisturbed', () => undefined);
  const { vm } = image.host;
  const askedAtMs: number[] = [];
  vm.refuel = () => askedAtMs.push(performance.now());
  const answer = await image.printEvaluated(`
    | untilMs n |
    untilMs := Time millisecondClockValue + 500.
    n := 0.
    [ Time millisecondClockValue < untilMs ] whileTrue: [ 1 to: 1000 do: [ :i | n := n + i \\\\ 3 ] ].
    n >= 0`);
  assert.deepEqual(answer, { result: 'true' });
  assert.ok(askedAtMs[askedAtMs.length - 1] - askedAtMs[0] > 250);
});
