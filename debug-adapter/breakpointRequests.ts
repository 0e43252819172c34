import type { DebugProtocol } from '@vscode/debugprotocol';
import type { BreakpointMode, BreakpointSpec } from '../runtime/debugger/runtimeDebugger';
import type { AdapterState } from './adapterState';
import type { BreakpointWishes, KnownBreakpoint } from './breakpointWishes';
import { AdapterError } from './errors';
import { base1, type ClientPositions, type TextLines } from './positions';
import type { RequestTable } from './requestTable';
import { fromReference } from './variableReferences';

const one = base1(1);
const notDebugging = 'Nothing stops in a run without debugging';

/** Breakpoints in texts and methods, and where one can stand. */
export function breakpointRequests(state: AdapterState, wishes: BreakpointWishes): RequestTable {
  return {
    async setBreakpoints({ source, breakpoints = [] }) {
      if (state.runsFreely) return { breakpoints: breakpoints.map(() => unverified(notDebugging)) };
      const runtime = state.runtime('setBreakpoints');
      try {
        const { key, lines } = await state.texts.resolve(source);
        const specs = breakpoints.map((wish) => toSpec(wish, lines, state.client.positions));
        const known = await wishes.setText(runtime, key, { source, lines, specs });
        return { breakpoints: known.map((one) => toBreakpoint(one, state.client.positions)) };
      } catch (error) {
        if (!(error instanceof AdapterError)) throw error;
        return { breakpoints: breakpoints.map(() => unverified(error.message)) };
      }
    },

    async setFunctionBreakpoints({ breakpoints }) {
      if (state.runsFreely) return { breakpoints: breakpoints.map(() => unverified(notDebugging)) };
      const specs = breakpoints.map(({ name, condition, hitCondition }) => ({
        name: name.trim(),
        condition: condition || undefined,
        hitCondition: hitCondition || undefined,
      }));
      const known = await wishes.setFunctions(state.runtime('setFunctionBreakpoints'), specs);
      return { breakpoints: known.map((one) => toBreakpoint(one, state.client.positions)) };
    },

    async dataBreakpointInfo({ variablesReference, name, frameId }) {
      const handle = variablesReference ? fromReference(variablesReference).handle : undefined;
      const target = await state.runtime('dataBreakpointInfo').dataTarget(name, { handle, frame: frameId });
      return target
        ? {
            dataId: target.dataId,
            description: target.description,
            accessTypes: ['write', 'read', 'readWrite'],
            canPersist: target.outlivesSession,
          }
        : { dataId: null, description: `${name} is no instance variable: only those stop when they change` };
    },

    async setDataBreakpoints({ breakpoints }) {
      if (state.runsFreely) return { breakpoints: breakpoints.map(() => unverified(notDebugging)) };
      const specs = breakpoints.map(({ dataId, accessType, condition, hitCondition }) => ({
        dataId,
        access: accessType ?? 'write',
        condition: condition || undefined,
        hitCondition: hitCondition || undefined,
      }));
      const known = await wishes.setData(state.runtime('setDataBreakpoints'), specs);
      return { breakpoints: known.map((one) => toBreakpoint(one, state.client.positions)) };
    },

    async breakpointLocations({ source, line, column, endLine = line, endColumn }) {
      const { positions } = state.client;
      const { key, lines } = await state.texts.resolve(source);
      const first = positions.fromClientLine(line);
      const last = positions.fromClientLine(endLine);
      const start = lines.offsetOf(
        first,
        positions.fromClientColumn(column ?? positions.toClientColumn(one)),
      );
      const stop =
        endColumn === undefined
          ? lines.endOf(last)
          : lines.offsetOf(last, positions.fromClientColumn(endColumn));
      const ranges = await state.runtime('breakpointLocations').breakpointLocations(key, start, stop);
      return { breakpoints: ranges.map((range) => positions.toClientRange(lines, range)) };
    },
  };
}

function toSpec(
  wish: DebugProtocol.SourceBreakpoint,
  lines: TextLines,
  positions: ClientPositions,
): BreakpointSpec {
  const line = positions.fromClientLine(wish.line);
  const column = wish.column === undefined ? one : positions.fromClientColumn(wish.column);
  return {
    start: lines.offsetOf(line, column),
    stop: lines.endOf(line),
    condition: wish.condition || undefined,
    hitCondition: wish.hitCondition || undefined,
    logMessage: wish.logMessage || undefined,
    mode: wish.mode as BreakpointMode | undefined,
  };
}

/** A breakpoint as the client shows it: where it was bound, or why it wasn't. */
export function toBreakpoint(known: KnownBreakpoint, positions: ClientPositions): DebugProtocol.Breakpoint {
  const { id, verified, message, wishes, start, stop } = known;
  const place =
    wishes && start !== undefined
      ? positions.toClientRange(wishes.lines, { start, stop: stop ?? start })
      : undefined;
  return { id, verified, message, ...(wishes ? { source: wishes.source } : {}), ...place };
}

const unverified = (message: string): DebugProtocol.Breakpoint => ({ verified: false, message });
