import type { DebugProtocol } from '@vscode/debugprotocol';
import type { AdapterState } from './adapterState';
import { badMemoryReference } from './errors';
import type { RequestTable } from './requestTable';
import { fromReference, shownValue, toVariable } from './variableReferences';

/** Values: what is inside them, changing them, and the bytes of those that have some. */
export function variableRequests(state: AdapterState): RequestTable {
  return {
    async variables({ variablesReference, filter, start, count }) {
      const runtime = state.runtime('variables');
      const { handle, isLazy } = fromReference(variablesReference);
      if (isLazy) return { variables: [toVariable(await runtime.load(handle))] };
      const page = { filter, start, count: count || undefined };
      return { variables: (await runtime.variables(handle, page)).map(toVariable) };
    },

    async setVariable({ variablesReference, name, value }) {
      const { handle } = fromReference(variablesReference);
      const changed = await state.runtime('setVariable').setVariable(handle, name, value);
      return { value: changed.value, ...shownValue(changed) };
    },

    async setExpression({ expression, value, frameId }) {
      const where = frameId === undefined ? { image: await state.focusedImage() } : { frame: frameId };
      const assignment = `${expression} := ${value}`;
      const changed = await state.runtime('setExpression').evaluate(assignment, where, 'repl');
      invalidateVariables(state);
      return { value: changed.value.value, ...shownValue(changed.value) };
    },

    async readMemory({ memoryReference, offset = 0, count }) {
      if (!memoryReference) throw badMemoryReference();
      const bytes = await state.runtime('readMemory').readBytes(memoryReference, offset, count);
      return {
        address: `0x${offset.toString(16)}`,
        data: Buffer.from(bytes).toString('base64'),
        unreadableBytes: count - bytes.length,
      };
    },
  };
}

/** An expression may have changed anything: tells the client to ask for variables again. */
export function invalidateVariables(state: AdapterState): void {
  if (!state.client.takesInvalidated) return;
  const areas: DebugProtocol.InvalidatedAreas[] = ['variables'];
  state.send('invalidated', { areas });
}
