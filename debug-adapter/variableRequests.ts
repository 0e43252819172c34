import type { DebugProtocol } from '@vscode/debugprotocol';
import type { AdapterState } from './adapterState';
import { badMemoryReference } from './errors';
import type { RequestTable } from './requestTable';
import { formatted, fromReference, shownValue, toVariable } from './variableReferences';

/** Values: what is inside them, changing them, and the bytes of those that have some. */
export function variableRequests(state: AdapterState): RequestTable {
  return {
    async variables({ variablesReference, filter, start, count, format }) {
      const runtime = state.runtime('variables');
      const { handle, isLazy } = fromReference(variablesReference);
      if (isLazy) return { variables: [toVariable(await runtime.load(handle), format)] };
      const page = { filter, start, count: count || undefined };
      const found = await runtime.variables(handle, page);
      return { variables: found.map((variable) => toVariable(variable, format)) };
    },

    async setVariable({ variablesReference, name, value, format }) {
      const { handle } = fromReference(variablesReference);
      const changed = await state.runtime('setVariable').setVariable(handle, name, value);
      return { value: formatted(changed, format), ...shownValue(changed) };
    },

    async setExpression({ expression, value, frameId, format }) {
      const where = frameId === undefined ? { image: await state.focusedImage() } : { frame: frameId };
      const assignment = `${expression} := ${value}`;
      const changed = await state.runtime('setExpression').evaluate(assignment, where, 'repl');
      invalidateVariables(state);
      return { value: formatted(changed.value, format), ...shownValue(changed.value) };
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
