import type { Range, TextEdit } from 'vscode-languageserver';
import { parseDoIt, parseMethod } from '../../../runtime/compiler/parser';
import { printMethod } from '../../../runtime/compiler/printer';
import type { SourceRange } from '../../../runtime/compiler/sourceRange';
import { parsed } from '../index/codeSummary';
import type { Code, SourceDocument } from '../index/sourceDocument';
import { walkMethod } from '../index/syntaxWalk';

/** Lays out the methods of a document, or those that a range touches. Code with errors stays as it is. */
export function formatting(document: SourceDocument, within?: Range): TextEdit[] {
  const start = within ? document.text.offsetAt(within.start) : 0;
  const stop = within ? document.text.offsetAt(within.end) : Infinity;
  const text = document.text.getText();
  const lineEnd = text.includes('\r\n') ? '\r\n' : text.includes('\n') || !text.includes('\r') ? '\n' : '\r';
  return document.code.flatMap((code) => {
    const { item } = code;
    if (item.start > stop || item.stop < start) return [];
    const printed = printCode(code);
    if (printed === undefined) return [];
    const from = item.offsets.toFile(0);
    const old = text.slice(from, item.stop);
    const laidOut = layOut(document, code, printed)?.replace(/\r\n?|\n/g, lineEnd);
    if (laidOut === undefined || laidOut === old) return [];
    return [{ range: document.range({ start: from, stop: item.stop }), newText: laidOut }];
  });
}

/** The code as the compiler prints it; undefined if it has errors or the print would not mean the same. */
function printCode({ item, summary }: Code): string | undefined {
  const { method, diagnostics } = parsed(item, summary);
  if (diagnostics.length > 0 || (item.kind === 'method' && method.selector === '')) return undefined;
  const source = item.source.replace(/\r\n?/g, '\n');
  const parse = item.kind === 'method' ? parseMethod : parseDoIt;
  const before = parse(source).method;
  const printed = printMethod(before, source);
  const after = parse(printed);
  const isSame =
    after.diagnostics.length === 0 &&
    printMethod(after.method) === printMethod(before) &&
    after.method.comments.length === before.comments.length &&
    printMethod(after.method, printed) === printed;
  return isSame ? printed : undefined;
}

/** Puts printed code back into the form of its file. */
function layOut(document: SourceDocument, { item }: Code, printed: string): string | undefined {
  const lines = printed.split('\n');
  switch (document.file.format) {
    case 'chunk':
      return printed.replaceAll('!', '!!');
    case 'tonel':
      return lines.length === 1 ? `${lines[0]} [\n]` : `${lines[0]} [\n${lines.slice(1).join('\n')}\n]`;
    case 'som': {
      // Escapes are resolved in the source, and lines inside strings can't be indented.
      const text = document.text.getText().slice(item.start, item.stop);
      if (text.includes('\\') || /<primitive/.test(item.source) || /'[^']*\n[^']*'/.test(printed))
        return undefined;
      const body = indentedForSom(printed).slice(1);
      return lines.length === 1 ? `${lines[0]} = ()` : `${lines[0]} = (\n${body.join('\n')}\n    )`;
    }
  }
}

/**
 * The lines of a printed method one step further in, by spaces; those inside comments and literal arrays, which are
 * printed as they stand, stay where they are.
 */
function indentedForSom(printed: string): string[] {
  const { method } = parseMethod(printed);
  const kept: SourceRange[] = [...method.comments];
  walkMethod(method, (node) => {
    if (node.kind === 'literal' && node.elements) kept.push(node);
  });
  let offset = 0;
  return printed.split('\n').map((line) => {
    const start = offset;
    offset += line.length + 1;
    if (kept.some((each) => each.start < start && start < each.stop)) return line;
    return `    ${line.replace(/^\t+/, (tabs) => '    '.repeat(tabs.length))}`.trimEnd();
  });
}
