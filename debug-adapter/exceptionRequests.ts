import type { ExceptionFilterSpec } from '../runtime/debugger/runtimeDebugger';
import type { AdapterState } from './adapterState';
import type { BreakpointWishes } from './breakpointWishes';
import { AdapterError } from './errors';
import type { RequestTable } from './requestTable';

const noException = (): AdapterError =>
  new AdapterError(1101, 'This image did not stop at an exception, so there is nothing to tell of one.');

/** Which exceptions stop, and what is known of one that did. */
export function exceptionRequests(state: AdapterState, wishes: BreakpointWishes): RequestTable {
  return {
    async setExceptionBreakpoints({ filters, filterOptions = [] }) {
      const specs: ExceptionFilterSpec[] = [
        ...filters.map((filter) => ({ filter })),
        ...filterOptions.map(({ filterId, condition }) => ({
          filter: filterId,
          condition: condition || undefined,
        })),
      ];
      const runtime = state.runtime('setExceptionBreakpoints');
      await wishes.setFilters(runtime, state.runsFreely ? [] : specs);
      return { breakpoints: specs.map(() => ({ verified: !state.runsFreely })) };
    },

    async exceptionInfo({ threadId }) {
      const details = await state.runtime('exceptionInfo').exceptionDetails(threadId);
      if (!details) throw noException();
      const remote = details.remoteStackTrace;
      return {
        exceptionId: details.exceptionClass,
        description: details.description,
        breakMode: 'unhandled',
        details: {
          message: details.description,
          typeName: details.exceptionClass,
          fullTypeName: details.classChain.join(' < '),
          stackTrace: remote
            ? `${details.stackTrace}\n\nin the image that it came from:\n${remote}`
            : details.stackTrace,
        },
      };
    },
  };
}
