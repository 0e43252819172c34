import assert from 'node:assert/strict';
import * as path from 'node:path';
import { test } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { RuntimeHost } from '../../debug-adapter/runtimeHost';
import { RecordingClient, type Command } from '../support/dap/recordingClient';

const imageCount = 200;
const stopCount = 10;
/** Of the usual answer. One may meet a moment in which other tests have all cores. */
const usualAnswerMs = 200;
const longestAnswerMs = 2000;
const source = path.resolve('examples/ring/src/RingNode.class.st');

const name = (index: number): string => `node${index % imageCount}`;
const topology = {
  images: Array.from({ length: imageCount }, (_, index) => ({
    name: name(index),
    sources: [source],
    ...(index === 0 ? { entry: 'RingNode current takeToken: 100000' } : {}),
  })),
  wiring: Array.from({ length: imageCount }, (_, index) => ({
    to: name(index),
    as: 'Next',
    from: name(index + 1),
    expression: 'RingNode current',
  })),
};

test('200 images pass messages, ten stop, and requests are answered at once', async () => {
  const client = await RecordingClient.connect(new RuntimeHost());
  const times: { command: Command; tookMs: number }[] = [];
  const timed = async <T>(command: Command, work: Promise<T>): Promise<T> => {
    const began = performance.now();
    const answer = await work;
    times.push({ command, tookMs: Math.round(performance.now() - began) });
    return answer;
  };
  try {
    await client.ask('initialize', { adapterID: 'archipelago' });
    await client.ask('launch', { topology, cwd: process.cwd() });
    await timed(
      'setBreakpoints',
      client.ask('setBreakpoints', {
        source: { path: source },
        breakpoints: [{ line: 32, hitCondition: '% 1000' }],
      }),
    );
    await client.ask('configurationDone');
    const { threads } = await timed('threads', client.ask('threads'));
    assert.equal(threads.length, imageCount);
    for (let stop = 0; stop < stopCount; stop++) {
      const body = await client.event<DebugProtocol.StoppedEvent['body']>('stopped');
      assert.equal(body.allThreadsStopped, false);
      const threadId = body.threadId!;
      const { stackFrames } = await timed('stackTrace', client.ask('stackTrace', { threadId, levels: 20 }));
      const frameId = stackFrames[0]!.id;
      const { scopes } = await timed('scopes', client.ask('scopes', { frameId }));
      const { variablesReference } = scopes[0]!;
      await timed('variables', client.ask('variables', { variablesReference }));
      await timed('evaluate', client.ask('evaluate', { expression: 'seen', frameId, context: 'watch' }));
      await timed('threads', client.ask('threads'));
      await timed('archipelago/messages', client.ask('archipelago/messages', {}));
      const { allThreadsContinued } = await timed('continue', client.ask('continue', { threadId }));
      assert.equal(allThreadsContinued, false);
    }
    const sorted = times.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
    const told = JSON.stringify(times.filter(({ tookMs }) => tookMs > usualAnswerMs));
    assert.ok(sorted[Math.floor(sorted.length * 0.9)]! < usualAnswerMs, told);
    assert.ok(sorted.at(-1)! < longestAnswerMs, told);
    await client.ask('disconnect', { terminateDebuggee: true });
  } finally {
    await client.close();
  }
});
