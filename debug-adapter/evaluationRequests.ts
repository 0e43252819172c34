import type { DebugProtocol } from '@vscode/debugprotocol';
import type { CompletionInfo, EvaluationPurpose } from '../runtime/debugger/runtimeDebugger';
import type { AdapterState } from './adapterState';
import { TextLines } from './positions';
import type { RequestTable } from './requestTable';
import { shownValue } from './variableReferences';
import { invalidateVariables } from './variableRequests';

const purposes: readonly string[] = ['watch', 'repl', 'hover', 'clipboard', 'variables'];

/** Expressions in a frame of any image, or in the image that stopped last. */
export function evaluationRequests(state: AdapterState): RequestTable {
  const where = async (frameId: number | undefined): Promise<{ frame: number } | { image: number }> =>
    frameId === undefined ? { image: await state.focusedImage() } : { frame: frameId };

  return {
    async evaluate({ expression, frameId, context = 'repl' }) {
      const purpose = (purposes.includes(context) ? context : 'repl') as EvaluationPurpose;
      const runtime = state.runtime('evaluate');
      const { value } = await runtime.evaluate(expression, await where(frameId), purpose);
      if (purpose === 'repl') invalidateVariables(state);
      return { result: value.value, ...shownValue(value) };
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
