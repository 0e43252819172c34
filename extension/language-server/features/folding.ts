import { FoldingRangeKind, type FoldingRange } from 'vscode-languageserver';
import type { SourceRange } from '../../../runtime/compiler/sourceRange';
import { parsed } from '../index/codeSummary';
import { fileRange, type SourceDocument } from '../index/sourceDocument';
import { walkMethod } from '../index/syntaxWalk';

/** Definitions, methods, and what takes several lines in them: blocks, braces, literal arrays, comments. */
export function foldingRanges(document: SourceDocument): FoldingRange[] {
  const byLine = new Map<number, FoldingRange>();
  const add = (range: SourceRange, kind?: FoldingRangeKind): void => {
    const { start, end } = document.range(range);
    // The line of the closing bracket stays in sight.
    const endLine = kind === FoldingRangeKind.Comment ? end.line : end.line - 1;
    const known = byLine.get(start.line);
    if (endLine <= start.line || (known && known.endLine >= endLine)) return;
    byLine.set(start.line, { startLine: start.line, endLine, ...(kind ? { kind } : {}) });
  };
  const text = document.text.getText();
  for (const item of document.file.items) {
    if (item.kind === 'class') {
      const comment = /"(?:[^"]|"")*"\s*/y;
      comment.lastIndex = item.start;
      const found = document.file.format === 'tonel' ? comment.exec(text)?.[0] : undefined;
      if (found)
        add({ start: item.start, stop: item.start + found.trimEnd().length }, FoldingRangeKind.Comment);
      // A SOM class holds its methods.
      add({ start: found ? item.start + found.length : item.start, stop: item.stop });
    } else if (item.kind === 'comment') add(item, FoldingRangeKind.Comment);
  }
  for (const { item, summary } of document.code) {
    const { method } = parsed(item, summary);
    if (item.kind === 'method') {
      // From the pattern's line: the category above it stays too.
      const stop = document.file.format === 'chunk' ? lineAfter(text, item.stop) : item.stop;
      add({ start: item.offsets.toFile(method.selectorParts[0]?.start ?? 0), stop });
    }
    for (const each of method.comments) add(fileRange(item.offsets, each), FoldingRangeKind.Comment);
    walkMethod(method, (node) => {
      const isFolded = node.kind === 'block' || node.kind === 'brace' || node.kind === 'literal';
      if (isFolded) add(fileRange(item.offsets, node));
    });
  }
  return [...byLine.values()].sort((a, b) => a.startLine - b.startLine);
}

/** A chunk has no closing line of its own to keep in sight. */
function lineAfter(text: string, offset: number): number {
  const next = /[\r\n]/g;
  next.lastIndex = offset;
  const found = next.exec(text);
  return found ? Math.min(text.length, found.index + (text.startsWith('\r\n', found.index) ? 2 : 1)) : offset;
}
