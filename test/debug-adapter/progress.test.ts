import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AdapterState } from '../../debug-adapter/adapterState';
import { withProgress } from '../../debug-adapter/progress';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function stateThatSends(sent: unknown[], reportsProgress = true): AdapterState {
  const send = (event: string, body: { progressId: string }): void => {
    const { progressId, ...rest } = body;
    assert.match(progressId, /^archipelago-\d+$/);
    sent.push([event, rest]);
  };
  return { client: { reportsProgress }, send } as unknown as AdapterState;
}

test('what takes long says so, how far it is, and that it is done', async () => {
  const sent: unknown[] = [];
  const answer = await withProgress(stateThatSends(sent), 'Starting', async (report) => {
    report('too early to be seen', 0.1);
    await pause(600);
    report('reading image cuis', 0.456);
    return 7;
  });
  assert.equal(answer, 7);
  assert.deepEqual(sent, [
    ['progressStart', { title: 'Starting' }],
    ['progressUpdate', { message: 'reading image cuis', percentage: 46 }],
    ['progressEnd', {}],
  ]);
});

test('what fails is over as well', async () => {
  const sent: unknown[] = [];
  const failing = withProgress(stateThatSends(sent), 'Starting', async () => {
    await pause(600);
    throw new Error('torn');
  });
  await assert.rejects(failing, /torn/);
  assert.deepEqual(sent.at(-1), ['progressEnd', {}]);
});

test('a client that shows no progress is told of none', async () => {
  const sent: unknown[] = [];
  await withProgress(stateThatSends(sent, false), 'Starting', () => pause(600));
  assert.deepEqual(sent, []);
});
