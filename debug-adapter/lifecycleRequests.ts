import * as path from 'node:path';
import type { DebugEvent, RuntimeDebugger, StopScope } from '../runtime/debugger/runtimeDebugger';
import type { AdapterState } from './adapterState';
import { toBreakpoint } from './breakpointRequests';
import type { BreakpointWishes } from './breakpointWishes';
import { capabilities } from './capabilities';
import { alreadyStarted, cannotStart, noTopology, nothingToAttachTo } from './errors';
import { ClientPositions } from './positions';
import { withProgress } from './progress';
import type { RequestTable } from './requestTable';
import type { RuntimeEvents } from './runtimeEvents';
import type { StopScopeSetting } from './stopScopeSetting';
import type { SystemHost, SystemRequest } from './systemHost';
import type { LaunchArguments } from '../extension/protocol/launchArguments';

export interface LifecycleParts {
  readonly state: AdapterState;
  readonly wishes: BreakpointWishes;
  readonly events: RuntimeEvents;
  readonly scope: StopScopeSetting;
  readonly host: SystemHost;
}

/** From `initialize` to `disconnect`: what a session starts, leaves running or ends. */
export function lifecycleRequests({ state, wishes, events, scope, host }: LifecycleParts): RequestTable {
  let launched: SystemRequest | undefined;

  const begin = async (runtime: RuntimeDebugger, stopScope: StopScope | undefined): Promise<void> => {
    state.attachTo(runtime);
    if (stopScope) await runtime.setStopScope(stopScope);
    scope.isAll = (stopScope ?? (await runtime.stopScope())) === 'all';
  };

  const start = (request: SystemRequest): Promise<RuntimeDebugger> =>
    withProgress(state, 'Starting the images', (report) => {
      const listen = events.listener();
      const take = (event: DebugEvent): void => {
        if (event.kind === 'loading') report(`reading image ${event.name}`, event.share);
        else listen(event);
      };
      return host.launch(request, take).catch((error: Error) => {
        throw cannotStart(error.message);
      });
    });

  return {
    async initialize(args) {
      state.client = {
        positions: new ClientPositions(args.linesStartAt1 ?? true, args.columnsStartAt1 ?? true),
        opensUris: args.clientID === 'vscode',
        reportsProgress: args.supportsProgressReporting ?? false,
        takesInvalidated: args.supportsInvalidatedEvent ?? false,
        takesMemoryEvents: args.supportsMemoryEvent ?? false,
      };
      return capabilities;
    },

    async launch(args) {
      if (state.isStarted) throw alreadyStarted();
      launched = toSystemRequest(args, host.defaultProgram);
      state.runsFreely = args.noDebug ?? false;
      await begin(await start(launched), launched.stopScope);
      state.send('initialized', {});
      return undefined;
    },

    async attach({ stopScope }) {
      if (state.isStarted) throw alreadyStarted();
      if (!host.attach) throw nothingToAttachTo();
      const runtime = await host.attach();
      runtime.onEvent(events.listener());
      await begin(runtime, stopScope);
      state.send('initialized', {});
      return undefined;
    },

    async configurationDone() {
      await state.runtime('configurationDone').configurationDone();
      return undefined;
    },

    async restart(args) {
      const newArguments = (args as { arguments?: LaunchArguments } | undefined)?.arguments;
      const old = state.runtime('restart');
      if (!launched) throw nothingToAttachTo();
      if (newArguments) launched = toSystemRequest(newArguments, host.defaultProgram);
      const images = await old.images();
      events.stopListening();
      for (const { image } of images) state.send('thread', { reason: 'exited', threadId: image });
      await old.terminate();
      const runtime = await start(launched);
      await begin(runtime, launched.stopScope);
      const breakpoints = state.runsFreely ? [] : await wishes.reapply(runtime);
      for (const known of breakpoints) {
        const breakpoint = toBreakpoint(known, state.client.positions);
        state.send('breakpoint', { reason: 'changed', breakpoint });
      }
      for (const { image } of await runtime.images()) {
        state.send('thread', { reason: 'started', threadId: image });
      }
      await runtime.configurationDone();
      return undefined;
    },

    async terminate() {
      await state.runtime('terminate').terminate();
      return undefined;
    },

    async disconnect(args) {
      if (!state.isStarted) return undefined;
      const runtime = state.runtime('disconnect');
      events.stopListening();
      if (args?.terminateDebuggee ?? launched !== undefined) await runtime.terminate();
      else {
        await wishes.withdraw(runtime);
        if (!args?.suspendDebuggee) await runtime.continue();
      }
      state.detach();
      return undefined;
    },
  };
}

function toSystemRequest(args: LaunchArguments, defaultProgram: string | undefined): SystemRequest {
  const folder = path.resolve(args.cwd ?? '.');
  const { topology, stopOnEntry, stopScope } = args;
  const program = args.program ?? (topology === undefined ? defaultProgram : undefined);
  if (program === undefined && topology === undefined) throw noTopology();
  return {
    program: program === undefined ? undefined : path.resolve(folder, program),
    topology,
    folder,
    stopOnEntry,
    stopScope,
  };
}
