import assert from 'node:assert/strict';
import * as path from 'node:path';
import { test } from 'node:test';
import { DebugClient } from '@vscode/debugadapter-testsupport';
import { AdapterServer } from '../../debug-adapter/adapterServer';
import { SharedRuntimeHost } from '../../debug-adapter/runtimeHost';

const program = path.resolve('examples/driver/driver.topology.json');

async function connect(port: number): Promise<DebugClient> {
  const client = new DebugClient('node', '', 'archipelago');
  await client.start(port);
  await client.initializeRequest();
  return client;
}

test('a client attaches, leaves, and another finds the system running', async () => {
  const server = await AdapterServer.listen(new SharedRuntimeHost(program), 0);
  try {
    const first = await connect(server.port);
    await first.attachRequest({});
    assert.equal((await first.threadsRequest()).body.threads.length, 2);
    await first.stop();
    const second = await connect(server.port);
    await second.attachRequest({});
    const { threads } = (await second.threadsRequest()).body;
    assert.deepEqual(threads.map(({ name }) => name.split(' ')[0]).sort(), ['driver', 'guest']);
    const ended = second.waitForEvent('terminated');
    await second.configurationDoneRequest();
    await ended;
    await second.stop();
  } finally {
    await server.close();
  }
});

test('a launch through a server that names no topology means its own', async () => {
  const server = await AdapterServer.listen(new SharedRuntimeHost(program), 0);
  try {
    const client = await connect(server.port);
    await client.launchRequest({});
    const output = client.waitForEvent('terminated');
    await client.configurationDoneRequest();
    await output;
    await client.stop();
  } finally {
    await server.close();
  }
});
