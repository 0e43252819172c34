// The album over the real runtime: its blobs' bytes, its restart, and what a client is told while it starts.
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { test } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { RuntimeHost } from '../../debug-adapter/runtimeHost';
import type { SystemHost } from '../../debug-adapter/systemHost';
import type { PagingRow } from '../../extension/protocol/customRequests';
import { RecordingClient } from '../support/dap/recordingClient';

type Stopped = DebugProtocol.StoppedEvent['body'];

const program = 'examples/album/album.topology.json';
const file = path.resolve('examples/album/src/Viewer.class.st');

async function withAlbum(
  host: SystemHost,
  talk: (client: RecordingClient) => Promise<void>,
  initialize: Partial<DebugProtocol.InitializeRequestArguments> = {},
): Promise<void> {
  const client = await RecordingClient.connect(host);
  try {
    await client.ask('initialize', { adapterID: 'archipelago', ...initialize });
    await client.ask('launch', { program, stopOnEntry: true });
    await talk(client);
  } finally {
    await client.ask('disconnect', { terminateDebuggee: true });
    await client.close();
  }
}

test('the bytes of a blob are read where it is: resident or paged out', async () => {
  await withAlbum(new RuntimeHost(), async (client) => {
    await client.ask('configurationDone');
    await client.event<Stopped>('stopped');
    const states = new Set<string>();
    // The machine finds blobs in its own time, and tells when it has.
    await client.event('archipelago/tablesChanged');
    let images: PagingRow[] = [];
    while (!images.some(({ blobs }) => blobs.length > 0)) {
      ({ images } = await client.ask('archipelago/paging'));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const { blobs } = images.find(({ imageName }) => imageName === 'album')!;
    assert.equal(blobs.length, 12);
    for (const { memoryReference, state, sizeBytes } of blobs) {
      states.add(state);
      const whole = await client.ask('readMemory', { memoryReference, count: sizeBytes });
      const bytes = Buffer.from(whole.data!, 'base64');
      assert.deepEqual([bytes.length, whole.unreadableBytes], [sizeBytes, 0]);
      const part = await client.ask('readMemory', { memoryReference, offset: sizeBytes - 2, count: 8 });
      assert.deepEqual(Buffer.from(part.data!, 'base64'), bytes.subarray(-2));
      assert.deepEqual([part.address, part.unreadableBytes], [`0x${(sizeBytes - 2).toString(16)}`, 6]);
    }
    assert.deepEqual([...states].sort(), ['paged out', 'resident']);
    const after = await client.ask('archipelago/paging');
    assert.deepEqual(
      after.images.flatMap((row) => row.blobs.map(({ state }) => state)),
      images.flatMap((row) => row.blobs.map(({ state }) => state)),
      'reading loads nothing',
    );
    assert.match(
      await client.askInVain('readMemory', { memoryReference: '', count: 1 }),
      /Nothing with bytes is meant/,
    );
  });
});

test('a restart starts the images anew, with the breakpoints that were set', async () => {
  await withAlbum(new RuntimeHost(), async (client) => {
    const set = { source: { path: file }, breakpoints: [{ line: 17 }] };
    const { breakpoints } = await client.ask('setBreakpoints', set);
    assert.equal(breakpoints[0].verified, true);
    await client.ask('configurationDone');
    assert.equal((await client.event<Stopped>('stopped')).reason, 'entry');
    for (let round = 0; round < 2; round++) {
      const { threads } = await client.ask('threads');
      assert.equal(threads.length, 2);
      const viewer = threads.find(({ name }) => name.startsWith('viewer'))!.id;
      await client.ask('continue', { threadId: viewer });
      const stop = await client.event<Stopped>('stopped');
      assert.deepEqual([stop.reason, stop.threadId], ['breakpoint', viewer]);
      const { stackFrames } = await client.ask('stackTrace', { threadId: viewer, levels: 1 });
      assert.equal(stackFrames[0].line, breakpoints[0].line);
      await client.ask('restart');
      assert.equal((await client.event<Stopped>('stopped')).reason, 'entry');
    }
    assert.deepEqual(client.untaken('terminated'), []);
  });
});

test('a start that takes long tells a client who can show it, and no other', async () => {
  const slow = new RuntimeHost();
  const host: SystemHost = {
    launch: async (...args) => {
      await new Promise((resolve) => setTimeout(resolve, 700));
      return slow.launch(...args);
    },
  };
  for (const supportsProgressReporting of [true, false])
    await withAlbum(
      host,
      async (client) => {
        const told = ['progressStart', 'progressEnd'].map((event) => client.untaken(event));
        assert.deepEqual(
          told.map((events) => events.length),
          supportsProgressReporting ? [1, 1] : [0, 0],
        );
        if (!supportsProgressReporting) return;
        const [[start], [end]] = told as DebugProtocol.ProgressStartEvent['body'][][];
        assert.equal(start.title, 'Starting the images');
        assert.equal(end.progressId, start.progressId);
      },
      { supportsProgressReporting },
    );
});
