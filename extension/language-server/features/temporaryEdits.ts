import type { Range, TextEdit } from 'vscode-languageserver';
import type { MethodNode, NamedRange } from '../../../runtime/compiler/ast';
import { parsed } from '../index/codeSummary';
import type { Code, SourceDocument } from '../index/sourceDocument';
import { walkMethod } from '../index/syntaxWalk';

/** Adds a temporary to a method's own. */
export function declareTemporary(
  document: SourceDocument,
  { item }: Code,
  method: MethodNode,
  name: string,
): TextEdit {
  const last = method.body.temporaries.at(-1);
  if (last) return insertion(document, item.offsets.toFile(last.stop), ` ${name}`);
  const first = method.body.statements[0]?.start ?? method.body.stop;
  return insertion(document, item.offsets.toFile(first), `| ${name} |\n${method.isDoIt ? '' : '\t'}`);
}

/** Takes out a temporary's declaration, with the bars if it is the only one; undefined if it isn't one. */
export function removeTemporary(
  document: SourceDocument,
  { item, summary }: Code,
  { start }: Range,
): TextEdit | undefined {
  const offset = item.offsets.toText(document.text.offsetAt(start));
  let temporaries: readonly NamedRange[] = [];
  walkMethod(parsed(item, summary).method, (node) => {
    if (node.kind === 'sequence' && node.temporaries.some((each) => each.start === offset)) {
      temporaries = node.temporaries;
    }
  });
  const found = temporaries.find((each) => each.start === offset);
  if (!found) return undefined;
  const { source } = item;
  const around = temporaries.length === 1 ? /\|\s*$/.exec(source.slice(0, found.start)) : null;
  const after = around
    ? /^\s*\|[ \t]*(?:\r?\n[ \t]*)?/.exec(source.slice(found.stop))
    : /^[ \t]*/.exec(source.slice(found.stop));
  if (!after) return undefined;
  const from = around ? around.index : found.start;
  const to = found.stop + after[0].length;
  return { range: document.rangeIn(item, { start: from, stop: to }), newText: '' };
}

function insertion(document: SourceDocument, offset: number, newText: string): TextEdit {
  const position = document.text.positionAt(offset);
  return { range: { start: position, end: position }, newText };
}
