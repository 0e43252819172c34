import type { DebugEvent } from '../runtime/debugger/runtimeDebugger';
import { startSystem } from '../runtime/node/system';
import { readTopologyFile } from '../runtime/node/topologyFile';
import { forUser } from './commandError';

/** `archipelago run TOPOLOGY`: output as it comes; the exit status is the system's. */
export async function runCommand(topology: string): Promise<void> {
  const show = (event: DebugEvent): void => {
    if (event.kind === 'output')
      (event.category === 'stdout' ? process.stdout : process.stderr).write(event.text);
    if (event.kind === 'imageDied') process.stderr.write(`An image has ended: ${event.reason}\n`);
  };
  const system = await forUser(async () =>
    startSystem(await readTopologyFile(topology), { stopOnEntry: false, onEvent: show }),
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void system.debugger.terminate());
  }
  await system.debugger.configurationDone();
  process.exitCode = await system.ended;
}
