import type { MethodNode, NamedRange } from '../../../runtime/compiler/ast';
import { parseDoIt, parseMethod, type ParseResult } from '../../../runtime/compiler/parser';
import type { DoItDefinition, MethodDefinition } from '../../../runtime/sources/sourceModel';
import { walkMethod } from './syntaxWalk';

/** A method or an expression: an item of a file that has code. */
export type CodeItem = MethodDefinition | DoItDefinition;

/** A message in the source, by the ranges of its selector's parts. */
export interface Send {
  readonly selector: string;
  readonly parts: readonly NamedRange[];
}

/** What other code may want to find in a method. All ranges are offsets into the item's `source`. */
export interface CodeSummary {
  readonly sends: readonly Send[];
  /** Variables that begin with a capital: classes and globals, nearly always. */
  readonly names: readonly NamedRange[];
  /** Symbols, those in literal arrays too. */
  readonly symbols: readonly NamedRange[];
  /** Names that `Smalltalk at: #Name put: …` defines. */
  readonly definedGlobals: readonly string[];
}

const trees = new WeakMap<CodeSummary, ParseResult>();

export function summarize(item: CodeItem): CodeSummary {
  return summaryOf(parse(item).method);
}

/** The tree and the syntax errors behind a summary; parsed when first asked for. */
export function parsed(item: CodeItem, summary: CodeSummary): ParseResult {
  const known = trees.get(summary);
  if (known) return known;
  const result = parse(item);
  trees.set(summary, result);
  return result;
}

function parse(item: CodeItem): ParseResult {
  return item.kind === 'method' ? parseMethod(item.source) : parseDoIt(item.source);
}

function summaryOf(method: MethodNode): CodeSummary {
  const sends: Send[] = [];
  const names: NamedRange[] = [];
  const symbols: NamedRange[] = [];
  const definedGlobals: string[] = [];
  walkMethod(method, (node) => {
    switch (node.kind) {
      case 'message':
        sends.push({ selector: node.selector, parts: node.selectorParts });
        if (node.selector === 'at:put:' && node.receiver.kind === 'variable') {
          const key = node.args[0];
          const { name } = node.receiver;
          if (name === 'Smalltalk' && key?.kind === 'literal' && typeof key.value === 'object') {
            if (key.value.kind === 'symbol') definedGlobals.push(key.value.value);
          }
        }
        return;
      case 'cascade':
        for (const { selector, selectorParts } of node.messages)
          sends.push({ selector, parts: selectorParts });
        return;
      case 'variable':
        if (/^\p{Lu}/u.test(node.name)) names.push(node);
        return;
      case 'literal':
        if (typeof node.value === 'object' && node.value.kind === 'symbol') {
          symbols.push({ name: node.value.value, start: node.start, stop: node.stop });
        }
    }
  });
  return { sends, names, symbols, definedGlobals };
}
