import { CompletionItemKind, type CompletionItem, type CompletionList } from 'vscode-languageserver';
import type { Expression } from '../../../runtime/compiler/ast';
import { outerRange } from '../../../runtime/compiler/ast';
import { lookupVariable, type Scope } from '../../../runtime/compiler/scopes';
import type { Code, SourceDocument } from '../index/sourceDocument';
import type { SourceIndex } from '../index/sourceIndex';
import { walkMethod } from '../index/syntaxWalk';
import { variablesOf } from '../meaning/classScope';
import { meaningOf, type CodeMeaning } from '../meaning/codeMeaning';
import { TypeInference } from '../meaning/typeInference';
import { completionContext } from './completionContext';
import { headerCompletions } from './headerCompletion';
import { messageCompletions } from './messageCompletion';

/** What may be written at an offset of the file. */
export function completions(
  index: SourceIndex,
  document: SourceDocument,
  offset: number,
  useSnippets: boolean,
): CompletionList {
  const code = document.codeAt(offset);
  if (!code || offset < code.item.offsets.toFile(0)) {
    return { isIncomplete: false, items: headerCompletions(index, document, offset) };
  }
  const meaning = meaningOf(index, code);
  const at = code.item.offsets.toText(offset);
  const parts = [...meaning.method.selectorParts, ...meaning.method.parameters];
  const patternStop = Math.max(0, ...parts.map(({ stop }) => stop)) + (parts.length > 0 ? 1 : 0);
  const context = completionContext(code.item.source.padEnd(at), at, patternStop);
  const word = context.kind === 'none' ? '' : code.item.source.slice(context.start, at);
  switch (context.kind) {
    case 'none':
      return { isIncomplete: false, items: [] };
    case 'symbol':
      return { isIncomplete: true, items: symbolItems(index, document, code, context.start, at) };
    case 'operand':
      return { isIncomplete: false, items: operandItems(index, code, meaning, at, word) };
    case 'message': {
      const receiver = receiverEndingAt(meaning, context.operandStop, context.keywords !== '');
      const type = receiver && new TypeInference(index, code).typeOf(receiver);
      return messageCompletions(index, { word, type, keywords: context.keywords, useSnippets });
    }
  }
}

function operandItems(
  index: SourceIndex,
  code: Code,
  { analysis }: CodeMeaning,
  at: number,
  word: string,
): CompletionItem[] {
  const items: CompletionItem[] = [];
  const seen = new Set<string>();
  const add = (label: string, kind: CompletionItemKind, detail: string, rank: number): void => {
    if (seen.has(label)) return;
    seen.add(label);
    items.push({ label, kind, detail, sortText: `${rank}${label}`, data: { className: label } });
  };
  let scope: Scope | undefined;
  for (const each of analysis.scopes.values()) {
    const isInner = !scope || each.start >= scope.start;
    if (each.start <= at && at <= each.stop && isInner) scope = each;
  }
  for (let each = scope; each; each = each.outer) {
    for (const { name, kind } of each.variables) {
      if (kind !== 'hidden' && lookupVariable(scope!, name)) {
        const isArgument = kind === 'argument' || kind === 'blockArgument';
        add(name, CompletionItemKind.Variable, isArgument ? 'argument' : 'temporary', 0);
      }
    }
  }
  const { item } = code;
  if (item.kind === 'method') {
    for (const { name, owner, kind } of variablesOf(index.classes, item.className, item.isMeta)) {
      const isShared = kind === 'class' || kind === 'pool';
      add(name, CompletionItemKind.Field, `${isShared ? 'class' : 'instance'} variable of ${owner.name}`, 1);
    }
  }
  for (const each of ['self', 'super', 'nil', 'true', 'false', 'thisContext', 'thisProcess']) {
    add(each, CompletionItemKind.Keyword, '', 2);
  }
  // Classes are many: those that begin like the word, in its case or not.
  const prefix = word.toLowerCase();
  for (const { name, superclassName, definition } of index.classes.all) {
    if (!name.toLowerCase().startsWith(prefix)) continue;
    const kind = definition.isTrait ? CompletionItemKind.Interface : CompletionItemKind.Class;
    add(name, kind, superclassName === undefined ? '' : `< ${superclassName}`, 3);
  }
  for (const each of index.classes.globals) add(each, CompletionItemKind.Variable, 'global', 3);
  return items;
}

function symbolItems(
  index: SourceIndex,
  document: SourceDocument,
  { item }: Code,
  start: number,
  stop: number,
): CompletionItem[] {
  const word = item.source.slice(start + 1, stop).toLowerCase();
  const range = document.rangeIn(item, { start, stop });
  const found: CompletionItem[] = [];
  const add = (name: string, kind: CompletionItemKind): void => {
    if (found.length >= 300 || !name.toLowerCase().startsWith(word)) return;
    const label = `#${name}`;
    found.push({ label, kind, filterText: label, textEdit: { range, newText: label } });
  };
  for (const { name } of index.classes.all) add(name, CompletionItemKind.Class);
  for (const each of index.selectors) add(each, CompletionItemKind.Method);
  return found;
}

/**
 * The operand before a message. Of `a b: c `, with a keyword message begun, it is `c` for unary and binary messages and
 * `a` for a further keyword; the narrower one tells the class.
 */
function receiverEndingAt({ method }: CodeMeaning, stop: number, isNarrow: boolean): Expression | undefined {
  let found: Expression | undefined;
  walkMethod(method, (node) => {
    if (node.kind === 'sequence' || node.kind === 'return' || node.kind === 'pragma') return;
    if (node.kind === 'cascade' && node.receiver.stop <= stop && stop <= node.stop) found = node.receiver;
    // Outer nodes come first: the first one that ends here is the widest, the last the narrowest.
    else if (
      outerRange(node).stop === stop &&
      (found === undefined || isNarrow || found.kind === 'assignment')
    ) {
      found = node;
    }
  });
  return found;
}
