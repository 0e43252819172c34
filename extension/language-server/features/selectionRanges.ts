import type { Position, SelectionRange } from 'vscode-languageserver';
import type { SourceRange } from '../../../runtime/compiler/sourceRange';
import { parsed } from '../index/codeSummary';
import { fileRange, type SourceDocument } from '../index/sourceDocument';
import { walkMethod } from '../index/syntaxWalk';

/** Ever wider ranges around each position: expression, statement, block, method, file. */
export function selectionRanges(document: SourceDocument, positions: readonly Position[]): SelectionRange[] {
  return positions.map((position) => {
    const offset = document.text.offsetAt(position);
    const all: SourceRange[] = [{ start: 0, stop: document.text.getText().length }];
    const code = document.codeAt(offset);
    if (code) {
      const { item, summary } = code;
      all.push(item);
      walkMethod(parsed(item, summary).method, (node) => {
        const outer = 'outer' in node ? node.outer : undefined;
        for (const each of outer ? [outer, node] : [node]) all.push(fileRange(item.offsets, each));
      });
    }
    let selection: SelectionRange = { range: document.range(all[0]!) };
    let last = all[0]!;
    for (const each of all.slice(1)) {
      const isInside = each.start >= last.start && each.stop <= last.stop;
      const isNarrower = each.start > last.start || each.stop < last.stop;
      if (!isInside || !isNarrower || each.start > offset || offset > each.stop) continue;
      selection = { range: document.range(each), parent: selection };
      last = each;
    }
    return selection;
  });
}
