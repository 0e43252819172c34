import type { DebugProtocol } from '@vscode/debugprotocol';
import type { StepKind } from '../runtime/debugger/runtimeDebugger';
import type { AdapterState } from './adapterState';
import type { RequestTable } from './requestTable';
import type { StopScopeSetting } from './stopScopeSetting';

/**
 * Continue, pause and steps. The client takes a thread to run once its request is answered, so what the
 * runtime tells meanwhile is held back until then (see `RuntimeEvents.after`).
 */
export function executionRequests(state: AdapterState, scope: StopScopeSetting): RequestTable {
  const step = async (
    kind: StepKind,
    args: { threadId: number; granularity?: DebugProtocol.SteppingGranularity; singleThread?: boolean },
    targetId?: number,
  ): Promise<undefined> => {
    const { threadId, granularity, singleThread } = args;
    const runtime = state.runtime('step');
    state.noteRunning(scope.isAll && !singleThread ? undefined : threadId);
    await runtime.step(threadId, kind, { granularity, targetId, singleThread });
    return undefined;
  };

  return {
    async continue({ threadId, singleThread }) {
      const all = scope.isAll && !singleThread;
      const runtime = state.runtime('continue');
      state.noteRunning(all ? undefined : threadId);
      await runtime.continue(all ? undefined : threadId);
      return { allThreadsContinued: all };
    },
    async pause({ threadId }) {
      await state.runtime('pause').pause(scope.isAll || threadId === 0 ? undefined : threadId);
      return undefined;
    },
    next: (args) => step('over', args),
    stepIn: (args) => step('in', args, args.targetId),
    stepOut: (args) => step('out', args),
    'archipelago/stepToNextMessage': (args) => step('nextMessage', args),
    async 'archipelago/pauseAll'() {
      await state.runtime('pause').pause();
      return undefined;
    },
    async 'archipelago/continueAll'() {
      const runtime = state.runtime('continue');
      state.noteRunning(undefined);
      await runtime.continue();
      state.send('continued', { threadId: 0, allThreadsContinued: true });
      return undefined;
    },
    async 'archipelago/setStopScope'({ stopScope }) {
      scope.isAll = stopScope === 'all';
      await state.runtime('setStopScope').setStopScope(stopScope);
      return undefined;
    },
    async stepInTargets({ frameId }) {
      const targets = await state.runtime('stepInTargets').stepInTargets(frameId);
      const frame = state.frames.get(frameId);
      const lines = frame?.method && (await state.texts.linesOf(frame.method, frame.image));
      return {
        targets: targets.map(({ id, label, range }) => ({
          id,
          label,
          ...(lines && range ? state.client.positions.toClientRange(lines, range) : {}),
        })),
      };
    },
    async restartFrame({ frameId }) {
      const frame = state.frames.get(frameId);
      await state.runtime('restartFrame').restartFrame(frameId);
      if (frame) state.noteRunning(frame.image);
      return undefined;
    },
  };
}
