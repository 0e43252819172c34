import type { SignatureHelp, SignatureInformation } from 'vscode-languageserver';
import { DiagnosticList } from '../../../runtime/compiler/diagnostics';
import { Scanner, type Token } from '../../../runtime/compiler/scanner';
import { parsed } from '../index/codeSummary';
import type { MethodCode, SourceDocument } from '../index/sourceDocument';
import type { SourceIndex } from '../index/sourceIndex';
import { methodComment, methodTree, patternText } from '../meaning/methodText';
import { markdown, plainText } from './markdown';

const mostSignatures = 20;

/** The keyword messages that the one around the offset may become, with the argument that is being written. */
export function signatureHelp(
  index: SourceIndex,
  document: SourceDocument,
  offset: number,
): SignatureHelp | null {
  const code = document.codeAt(offset);
  if (!code) return null;
  const at = code.item.offsets.toText(offset);
  const { selectorParts, parameters, pragmas } = parsed(code.item, code.summary).method;
  const bodyStart = Math.max(0, ...[...selectorParts, ...parameters, ...pragmas].map(({ stop }) => stop));
  const keywords = keywordsBefore(code.item.source.slice(bodyStart, at));
  if (keywords.length === 0) return null;
  const typed = keywords.join('');
  const selectors = [...index.selectors].filter((each) => each.startsWith(typed));
  // The shortest first: what was typed may be all of it.
  selectors.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  const signatures = selectors.slice(0, mostSignatures).flatMap((selector) => signature(index, selector));
  if (signatures.length === 0) return null;
  return { signatures, activeSignature: 0, activeParameter: keywords.length - 1 };
}

function signature(index: SourceIndex, selector: string): SignatureInformation[] {
  const methods = index.implementors(selector);
  const method = methods.find((each) => methodComment(each) !== '') ?? methods[0];
  if (!method) return [];
  const label = patternText(methodTree(method));
  return [
    { label, parameters: parameterRanges(method), documentation: documentation(method, methods.length) },
  ];
}

function documentation(method: MethodCode, count: number): SignatureInformation['documentation'] {
  const others = count > 1 ? ` and ${count - 1} more` : '';
  return markdown([plainText(methodComment(method)), `*${plainText(method.item.className)}${others}*`]);
}

/** By offsets into the label: names may occur twice in it. */
function parameterRanges(method: MethodCode): SignatureInformation['parameters'] {
  const { selectorParts, parameters } = methodTree(method);
  let at = 0;
  return selectorParts.flatMap(({ name }, index) => {
    const parameter = parameters[index];
    if (!parameter) return [];
    const start = at;
    const stop = start + name.length + 1 + parameter.name.length;
    at = stop + 1;
    return [{ label: [start, stop] as [number, number] }];
  });
}

/** The keywords of the innermost unfinished keyword message at the end of a text. */
function keywordsBefore(text: string): string[] {
  const diagnostics = new DiagnosticList();
  const scanner = new Scanner(text, diagnostics);
  const tokens: Token[] = [];
  for (let token = scanner.tokenAt(0); token.kind !== 'end'; token = scanner.tokenAt(token.stop))
    tokens.push(token);
  if (diagnostics.items.some(({ code }) => code === 'unterminated-comment')) return [];
  const keywords: string[] = [];
  let depth = 0;
  for (const { kind, text: word } of [...tokens].reverse()) {
    if (['rightParen', 'rightBracket', 'rightBrace'].includes(kind)) depth++;
    else if (['leftParen', 'leftBracket', 'leftBrace', 'literalArray', 'byteArray'].includes(kind)) {
      // Inside a parenthesis or a block without a message of its own, the one around it counts.
      if (depth === 0 && keywords.length > 0) return keywords;
      if (depth > 0) depth--;
    } else if (depth === 0 && ['period', 'caret', 'assign', 'semicolon'].includes(kind)) return keywords;
    else if (depth === 0 && kind === 'keyword') keywords.unshift(word);
  }
  return keywords;
}
