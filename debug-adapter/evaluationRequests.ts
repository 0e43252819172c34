import type { DebugProtocol } from '@vscode/debugprotocol';
import type { CompletionInfo, EvaluationPurpose } from '../runtime/debugger/runtimeDebugger';
import type { AdapterState } from './adapterState';
import { wasCancelled } from './errors';
import { TextLines } from './positions';
import type { RequestTable } from './requestTable';
import { formatted, shownValue } from './variableReferences';
import { invalidateVariables } from './variableRequests';

const purposes: readonly string[] = ['watch', 'repl', 'hover', 'clipboard', 'variables'];

let sessionCount = 0;

/** Expressions in a frame of any image, or in the image that stopped last. */
export function evaluationRequests(state: AdapterState): RequestTable {
  const where = async (frameId: number | undefined): Promise<{ frame: number } | { image: number }> =>
    frameId === undefined ? { image: await state.focusedImage() } : { frame: frameId };

  /** Requests are numbered in each session alone, and a system may have several. */
  const session = ++sessionCount;
  const ticket = (seq: number): number => session * 2 ** 32 + seq;
  const cancelled = new Set<number>();

  return {
    async evaluate({ expression, frameId, context = 'repl', format }, seq) {
      const purpose = (purposes.includes(context) ? context : 'repl') as EvaluationPurpose;
      const runtime = state.runtime('evaluate');
      const { value } = await runtime
        .evaluate(expression, await where(frameId), purpose, ticket(seq))
        .catch((error: Error) => {
          throw cancelled.delete(seq) ? wasCancelled() : error;
        });
      if (purpose === 'repl') invalidateVariables(state);
      return { result: formatted(value, format), ...shownValue(value) };
    },

    async cancel({ requestId }) {
      if (requestId === undefined) return undefined;
      cancelled.add(requestId);
      const isCancelled = await state.runtime('cancel').cancelEvaluation(ticket(requestId));
      if (!isCancelled) cancelled.delete(requestId);
      return undefined;
    },

    async completions({ text, line, column, frameId }) {
      const { positions } = state.client;
      const lines = new TextLines(text);
      const firstLine = positions.fromClientLine(line ?? positions.toClientLine(lines.positionOf(0).line));
      const offset = lines.offsetOf(firstLine, positions.fromClientColumn(column));
      const found = await state.runtime('completions').completions(text, offset, await where(frameId));
      return { targets: found.map(toCompletionItem) };
    },
  };
}

const completionTypes: Record<CompletionInfo['kind'], DebugProtocol.CompletionItemType> = {
  variable: 'variable',
  selector: 'method',
  class: 'class',
  global: 'value',
  keyword: 'keyword',
};

const toCompletionItem = ({ label, kind, detail }: CompletionInfo): DebugProtocol.CompletionItem => ({
  label,
  type: completionTypes[kind],
  detail,
});
