import type { DebugProtocol } from '@vscode/debugprotocol';
import type { FrameInfo, ScopeInfo } from '../runtime/debugger/runtimeDebugger';
import type { AdapterState } from './adapterState';
import { toReference } from './variableReferences';
import type { RequestTable } from './requestTable';

/** Frames asked for at once where the client names no number. */
const defaultFrameCount = 100;

/** Call stacks, which go on below a label into the image that sent the message, and the scopes of a frame. */
export function frameRequests(state: AdapterState): RequestTable {
  return {
    async stackTrace({ threadId, startFrame = 0, levels }) {
      const { frames, total } = await state
        .runtime('stackTrace')
        .stack(threadId, startFrame, levels || defaultFrameCount, state.shownProcesses.get(threadId));
      const stackFrames: DebugProtocol.StackFrame[] = [];
      for (const [index, frame] of frames.entries()) {
        state.frames.set(frame.frame, frame);
        stackFrames.push(await toStackFrame(state, frame, startFrame + index === 0));
      }
      return { stackFrames, totalFrames: total };
    },

    async scopes({ frameId }) {
      const scopes = await state.runtime('scopes').scopes(frameId);
      return {
        // The first is the one that clients open by themselves.
        scopes: [...scopes].sort(localsFirst).map(({ name, hint, handle, expensive }) => ({
          name,
          ...(hint === 'self' || hint === 'other' ? {} : { presentationHint: hint }),
          variablesReference: toReference(handle, false),
          expensive,
        })),
      };
    },
  };
}

const localsFirst = (a: ScopeInfo, b: ScopeInfo): number =>
  Number(b.hint === 'locals') - Number(a.hint === 'locals');

async function toStackFrame(
  state: AdapterState,
  frame: FrameInfo,
  isTop: boolean,
): Promise<DebugProtocol.StackFrame> {
  const common = { id: frame.frame, name: frame.name, moduleId: frame.image };
  if (frame.kind === 'boundary') return { ...common, line: 0, column: 0, presentationHint: 'label' };
  const { source, range, image, canRestart } = frame;
  const method = source === undefined ? frame.method : state.texts.expressionMethod(source, image);
  if (!method) return { ...common, line: 0, column: 0, canRestart, presentationHint: 'subtle' };
  const place = await state.sourcePlace({ image, method, range });
  // Methods of the kernel are shown less strongly than the user's own, except where a step ended in one.
  const isWhereStopped = isTop && !state.stoppedInSignalling(image);
  const isSubtle = method.file === undefined && !isWhereStopped;
  return { ...common, ...place, canRestart, ...(isSubtle ? { presentationHint: 'subtle' } : {}) };
}
