// Two hundred images that send to each other all the time, with breakpoints in ten of them, over the adapter's own
// process: every request is answered soon, and each event agrees with what can be asked for right after it.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import * as path from 'node:path';
import { test } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { RecordingClient, type Command } from '../support/dap/recordingClient';

const imageCount = 200;
const lettersAtOnce = 100;
const limitMs = 200;
/** One request in so many may meet a slow moment of the machine: other tests run at the same time. */
const forgiven = 50;

const isWatched = (index: number): boolean => (index % imageCount) % 20 === 10;
const classOf = (index: number): string => (isWatched(index) ? 'WatchedNode' : 'Node');
const name = (index: number): string => `node${index % imageCount}`;
const node = (className: string): string => `
Class { #name : #${className}, #superclass : #Object, #instVars : [ 'seen' ], #category : #Tests }
{ #category : #all }
${className} >> pass: n [
	seen := (seen ifNil: [ 0 ]) + 1.
	self later: n.
	^n
]
{ #category : #all }
${className} >> later: n [
	Next future pass: n + 1
]
`;
/** Of `seen := …`, in base 1. */
const firstLine = 5;

const topology = {
  images: Array.from({ length: imageCount }, (_, index) => ({
    name: name(index),
    sources: [`${classOf(index)}.st`],
    ...(index < lettersAtOnce ? { entry: 'Next future pass: 1' } : {}),
  })),
  wiring: Array.from({ length: imageCount }, (_, index) => ({
    to: name(index),
    as: 'Next',
    from: name(index + 1),
    expression: `Smalltalk at: #Mine ifAbsentPut: [ ${classOf(index + 1)} new ]`,
  })),
};

type Stopped = DebugProtocol.StoppedEvent['body'];

test('200 images pass messages, ten stop, and every request is answered soon', async (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'many-'));
  for (const one of ['Node', 'WatchedNode']) writeFileSync(path.join(folder, `${one}.st`), node(one));
  const client = await RecordingClient.overProcess(path.resolve('dist', 'debugAdapter.js'));
  t.after(async () => {
    await client.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const slow: string[] = [];
  let asked = 0;
  const timed = async <C extends Command>(
    ...[command, args]: Parameters<typeof client.ask<C>>
  ): ReturnType<typeof client.ask<C>> => {
    const began = performance.now();
    const body = await client.ask(command, args);
    const tookMs = Math.round(performance.now() - began);
    asked++;
    if (tookMs >= limitMs) slow.push(`${command}: ${tookMs} ms`);
    return body as Awaited<ReturnType<typeof client.ask<C>>>;
  };
  const isStopped = async (threadId: number): Promise<boolean> => {
    const { threads } = await timed('threads');
    assert.equal(threads.length, imageCount);
    return threads.find(({ id }) => id === threadId)!.name.endsWith('· stopped');
  };
  const source = { path: path.join(folder, 'WatchedNode.st') };

  await client.ask('initialize', { adapterID: 'archipelago', supportsInvalidatedEvent: true });
  await client.ask('launch', { topology, cwd: folder });
  const { breakpoints } = await timed('setBreakpoints', { source, breakpoints: [{ line: firstLine }] });
  assert.deepEqual(
    breakpoints.map(({ verified, line }) => [verified, line]),
    [[true, firstLine]],
  );
  await timed('setFunctionBreakpoints', { breakpoints: [] });
  await timed('setExceptionBreakpoints', { filters: ['unhandled', 'halt'] });
  await timed('configurationDone');

  const images = new Set<number>();
  for (let stop = 0; stop < 40; stop++) {
    const { reason, threadId, allThreadsStopped } = await client.event<Stopped>('stopped');
    assert.deepEqual([reason, allThreadsStopped], ['breakpoint', false]);
    images.add(threadId!);
    assert.ok(await isStopped(threadId!));
    const { stackFrames } = await timed('stackTrace', { threadId: threadId!, levels: 20 });
    assert.equal(stackFrames[0].name, 'WatchedNode>>pass:');
    const frameId = stackFrames[0].id;
    const { scopes } = await timed('scopes', { frameId });
    for (const { variablesReference } of scopes) await timed('variables', { variablesReference });
    await timed('evaluate', { expression: 'seen', frameId, context: 'watch' });
    await timed('evaluate', { expression: 'n', frameId, context: 'hover' });
    await timed('evaluate', { expression: 'n printString', frameId, context: 'repl' });
    await timed('completions', { text: 'self pa', column: 8, frameId });
    await timed('stepInTargets', { frameId });
    for (const view of ['messages', 'farReferences', 'paging', 'images'] as const)
      await timed(`archipelago/${view}`, {});
    await timed('archipelago/processes', { threadId: threadId! });
    await timed('modules', {});
    await timed('loadedSources');
    await timed('source', { source, sourceReference: 0 });
    await timed('breakpointLocations', { source, line: firstLine });
    for (const step of ['next', 'stepIn', 'stepOut'] as const) {
      if (stop % 4 === 0 || (step === 'next' && stop % 4 === 1)) {
        await timed(step, { threadId: threadId! });
        for (;;) {
          const stepped = await client.event<Stopped>('stopped');
          if (stepped.threadId === threadId) break;
          await timed('continue', { threadId: stepped.threadId! });
        }
        if (step === 'stepIn') await timed('stackTrace', { threadId: threadId!, levels: 1 });
      }
    }
    const { allThreadsContinued } = await timed('continue', { threadId: threadId! });
    assert.equal(allThreadsContinued, false);
  }
  assert.ok(images.size >= 5, `${images.size} images stopped`);
  await timed('setBreakpoints', { source, breakpoints: [] });
  await timed('archipelago/pauseAll');
  const { threads } = await timed('threads');
  assert.ok(threads.every((thread) => thread.name.endsWith('· stopped')));
  await timed('archipelago/continueAll');
  await timed('disconnect', { terminateDebuggee: true });
  assert.ok(slow.length * forgiven <= asked, slow.join('\n'));
});
