import * as path from 'node:path';
import { AdapterServer, serveStreams } from '../debug-adapter/adapterServer';
import { SharedRuntimeHost } from '../debug-adapter/runtimeHost';
import { readTopologyFile } from '../runtime/node/topologyFile';
import { forUser } from './commandError';

/** `archipelago debug TOPOLOGY`: DAP over standard streams, or on a port until interrupted. */
export async function debugCommand(topology: string, { port }: { port?: number }): Promise<void> {
  const program = path.resolve(topology);
  // What is wrong with it is better said now than to the first client.
  await forUser(() => readTopologyFile(program));
  const host = new SharedRuntimeHost(program);
  if (port === undefined) {
    await serveStreams(host, process.stdin, process.stdout);
    process.exit(0);
  }
  const server = await forUser(() => AdapterServer.listen(host, port));
  process.stdout.write(`Debug adapter on 127.0.0.1:${server.port}. Press Ctrl+C to end.\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await server.close();
  process.exit(0);
}
