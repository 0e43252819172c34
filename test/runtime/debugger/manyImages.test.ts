// Two hundred images that send to each other all the time, with breakpoints in ten of them: the debugger stays quick,
// and each event agrees with the state that can be asked for right after it.
import test from 'node:test';
import assert from 'node:assert/strict';
import { RunningSystem } from '../../support/images/runningSystem';

const count = 200;
const limitMs = 200;

const node = (name: string): string => `
Class { #name : #${name}, #superclass : #Object, #instVars : [ 'next', 'seen' ], #category : #Tests }
{ #category : #all }
${name} >> next: aNode [ next := aNode ]
{ #category : #all }
${name} >> seen [ ^seen ]
{ #category : #all }
${name} >> pass: n [
	seen := (seen ifNil: [ 0 ]) + 1.
	n > 0 ifTrue: [ next future pass: n - 1 ].
	^n
]
`;

test('two hundred busy images with breakpoints in ten of them', { timeout: 60_000 }, async (t) => {
  const names = Array.from({ length: count }, (_, i) => `n${i}`);
  // Every twentieth image has its node from another file, in which the breakpoint is.
  const isBroken = (i: number): boolean => i % 20 === 10;
  const s = await RunningSystem.start(
    {
      workers: 2,
      images: names.map((name, i) => ({ name, sources: [isBroken(i) ? 'Broken.st' : 'Node.st'] })),
      wiring: names.map((name, i) => ({
        to: name,
        as: 'Next',
        from: names[(i + 1) % count],
        expression: `Smalltalk at: #Mine ifAbsentPut: [ ${isBroken((i + 1) % count) ? 'BrokenNode' : 'Node'} new ]`,
      })),
    },
    { 'Node.st': node('Node'), 'Broken.st': node('BrokenNode') },
  );
  t.after(() => s.end());
  const slow: string[] = [];
  async function timed<T>(what: string, request: Promise<T>): Promise<T> {
    const startedAtMs = performance.now();
    const answer = await request;
    const tookMs = performance.now() - startedAtMs;
    if (tookMs > limitMs) slow.push(`${what}: ${tookMs.toFixed(0)} ms`);
    return answer;
  }
  await s.begin();
  for (const name of names) await s.evaluate(name, 'Mine next: Next');
  // One hundred letters that go round for ever.
  for (let i = 0; i < count; i += 2) await s.evaluate(names[i], 'Mine pass: 1000000000. nil');

  const start = node('BrokenNode').indexOf('seen := ');
  await timed(
    'setBreakpoints',
    s.debugger.setBreakpoints(s.file('Broken.st'), [{ start, stop: start + 10 }]),
  );
  const stopped = new Set<number>();
  for (let n = 0; n < 40; n++) {
    const stop = await s.next('stopped');
    assert.ok(isBroken(names.findIndex((name) => s.image(name) === stop.image)));
    assert.equal(stop.all, false);
    stopped.add(stop.image);
    const images = await timed('images', s.debugger.images());
    assert.equal(images.length, count);
    assert.equal(images.find(({ image }) => image === stop.image)?.state, 'stopped');
    const { frames } = await timed('stack', s.debugger.stack(stop.image, 0, 20));
    assert.equal(frames[0].name, 'BrokenNode>>pass:');
    const scopes = await timed('scopes', s.debugger.scopes(frames[0].frame));
    for (const { handle } of scopes.slice(0, 2)) await timed('variables', s.debugger.variables(handle));
    const { value } = await timed('evaluate', s.debugger.evaluate('n', { frame: frames[0].frame }, 'watch'));
    assert.match(value.value, /^\d+$/);
    if (n % 5 === 0) {
      await timed('messages', s.debugger.messages(100));
      await timed('farReferences', s.debugger.farReferences(stop.image));
      await timed('processes', s.debugger.processes(stop.image));
    }
    if (n % 7 === 3) {
      await timed('step', s.debugger.step(stop.image, 'over'));
      const stepped = await s.next(
        'stopped',
        ({ image, reason }) => image === stop.image && reason === 'step',
      );
      assert.equal(stepped.reason, 'step');
    }
    await timed('continue', s.debugger.continue(stop.image));
    const continued = await s.next('continued', ({ image }) => image === stop.image);
    assert.equal(continued.all, false);
  }
  assert.ok(stopped.size >= 5, `${stopped.size} images stopped`);
  await timed('setBreakpoints', s.debugger.setBreakpoints(s.file('Broken.st'), []));
  await timed('pause', s.debugger.pause());
  const states = new Set((await s.debugger.images()).map(({ state }) => state));
  assert.deepEqual([...states], ['stopped']);
  await timed('continue', s.debugger.continue());
  // A slow moment of the machine is forgiven, a slow debugger is not.
  assert.ok(slow.length <= 3, slow.join('\n'));
});
