import type { DebugEvent, RuntimeDebugger } from '../runtime/debugger/runtimeDebugger';
import { startSystem } from '../runtime/node/system';
import { checkInlineTopology, readTopologyFile, type LocatedTopology } from '../runtime/node/topologyFile';
import type { SystemHost, SystemRequest } from './systemHost';

/** Starts real systems, one for each launch. */
export class RuntimeHost implements SystemHost {
  constructor(readonly defaultProgram?: string) {}

  async launch(request: SystemRequest, onEvent: (event: DebugEvent) => void): Promise<RuntimeDebugger> {
    const { stopOnEntry, stopScope } = request;
    const located = await locate(request);
    const system =
      typeof stopOnEntry === 'string'
        ? await startSystem(stoppingAt(stopOnEntry, located), { stopScope, onEvent })
        : await startSystem(located, { stopOnEntry, stopScope, onEvent });
    return system.debugger;
  }
}

/** Also has one system, of `defaultProgram`, that any client may attach to; started for the first who does. */
export class SharedRuntimeHost extends RuntimeHost {
  private shared: Promise<RuntimeDebugger> | undefined;

  attach(): Promise<RuntimeDebugger> {
    this.shared ??= this.startShared();
    return this.shared;
  }

  private async startShared(): Promise<RuntimeDebugger> {
    try {
      const system = await startSystem(await readTopologyFile(this.defaultProgram!));
      void system.ended.then(() => (this.shared = undefined));
      return system.debugger;
    } catch (error) {
      this.shared = undefined;
      throw error;
    }
  }
}

/** The same topology, in which the one image of that name stops at its entry. */
function stoppingAt(name: string, { topology, folder }: LocatedTopology): LocatedTopology {
  const names = topology.images.map((image) => image.name);
  if (!names.includes(name))
    throw new Error(`"stopOnEntry" names ${name}, but there are ${names.join(', ')}.`);
  const images = topology.images.map((image) => ({ ...image, stopOnEntry: image.name === name }));
  return { topology: { ...topology, images }, folder };
}

async function locate({ program, topology, folder }: SystemRequest): Promise<LocatedTopology> {
  return program === undefined ? checkInlineTopology(topology, folder) : readTopologyFile(program);
}
