import { InlayHintKind, type InlayHint, type Range } from 'vscode-languageserver';
import type { SourceDocument } from '../index/sourceDocument';
import type { SourceIndex } from '../index/sourceIndex';
import { meaningOf } from '../meaning/codeMeaning';
import { TypeInference } from '../meaning/typeInference';

/** After each temporary's declaration its class, where the source tells it. */
export function inlayHints(index: SourceIndex, document: SourceDocument, { start, end }: Range): InlayHint[] {
  const from = document.text.offsetAt(start);
  const to = document.text.offsetAt(end);
  const hints: InlayHint[] = [];
  for (const code of document.code) {
    const { item } = code;
    if (item.stop < from || item.start > to) continue;
    const inference = new TypeInference(index, code);
    for (const [range, variable] of meaningOf(index, code).analysis.declarations) {
      const type = inference.variableType(variable);
      if (!type) continue;
      hints.push({
        position: document.rangeIn(item, range).end,
        label: `: ${type.className}${type.isMeta ? ' class' : ''}`,
        kind: InlayHintKind.Type,
        paddingRight: true,
      });
    }
  }
  return hints;
}
