import { SemanticTokensBuilder, type Range, type SemanticTokens } from 'vscode-languageserver';
import type { NamedRange } from '../../../runtime/compiler/ast';
import type { Resolution, Variable } from '../../../runtime/compiler/scopes';
import type { SourceRange } from '../../../runtime/compiler/sourceRange';
import { fileRange, type Code, type SourceDocument } from '../index/sourceDocument';
import type { SourceIndex } from '../index/sourceIndex';
import { walkMethod } from '../index/syntaxWalk';
import { classMentions } from '../meaning/classMentions';
import { variablesOf } from '../meaning/classScope';
import { meaningOf } from '../meaning/codeMeaning';

const tokenTypes = ['class', 'parameter', 'variable', 'property', 'method', 'keyword'] as const;
const tokenModifiers = ['declaration', 'static', 'defaultLibrary', 'modification'] as const;

/** The legend; the numbers in the tokens are places in it. */
export const semanticTokensLegend = { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] };

type TokenType = (typeof tokenTypes)[number];
type TokenModifier = (typeof tokenModifiers)[number];

interface NameToken extends SourceRange {
  readonly type: TokenType;
  readonly modifiers: readonly TokenModifier[];
}

/** What each name in a document, or in a range of it, is: what a grammar can't see. */
export function semanticTokens(index: SourceIndex, document: SourceDocument, within?: Range): SemanticTokens {
  const start = within ? document.text.offsetAt(within.start) : 0;
  const stop = within ? document.text.offsetAt(within.end) : document.text.getText().length;
  const isWanted = (range: SourceRange): boolean => range.start < stop && range.stop > start;
  const tokens: NameToken[] = [];
  for (const mention of classMentions(document)) {
    if (isWanted(mention))
      tokens.push({ ...mention, type: 'class', modifiers: library(index, mention.name) });
  }
  for (const code of document.code) {
    if (!isWanted(code.item)) continue;
    for (const token of codeTokens(index, code)) {
      tokens.push({ ...token, ...fileRange(code.item.offsets, token) });
    }
  }
  tokens.sort((a, b) => a.start - b.start);
  const builder = new SemanticTokensBuilder();
  for (const { start: from, stop: to, type, modifiers } of tokens) {
    const { line, character } = document.text.positionAt(from);
    const bits = modifiers.reduce((sum, each) => sum | (1 << tokenModifiers.indexOf(each)), 0);
    builder.push(line, character, to - from, tokenTypes.indexOf(type), bits);
  }
  return builder.build();
}

function codeTokens(index: SourceIndex, code: Code): NameToken[] {
  const { method, analysis } = meaningOf(index, code);
  const found: NameToken[] = [];
  const add = ({ start, stop }: SourceRange, type: TokenType, ...modifiers: TokenModifier[]): void => {
    if (stop > start) found.push({ start, stop, type, modifiers });
  };
  for (const part of method.selectorParts) add(part, 'method', 'declaration');
  for (const [range, variable] of analysis.declarations) add(range, variableType(variable), 'declaration');
  const selector = (parts: readonly NamedRange[]): void => parts.forEach((part) => add(part, 'method'));
  const { item } = code;
  const shared = new Set(
    item.kind === 'method'
      ? variablesOf(index.classes, item.className, item.isMeta)
          .filter(({ kind }) => kind === 'class' || kind === 'pool')
          .map(({ name }) => name)
      : [],
  );
  walkMethod(method, (node) => {
    switch (node.kind) {
      case 'message':
        return selector(node.selectorParts);
      case 'cascade':
        for (const each of node.messages) selector(each.selectorParts);
        return;
      case 'pragma':
        for (const part of node.selectorParts) add(part, 'keyword');
        return;
      case 'variable': {
        const resolution: Resolution | undefined = analysis.resolutions.get(node);
        if (!resolution) return;
        if (resolution.kind === 'variable') add(node, variableType(resolution.variable));
        else if (resolution.kind === 'instance') add(node, 'property');
        else if (resolution.kind === 'pseudo') add(node, 'keyword');
        else if (shared.has(node.name)) add(node, 'property', 'static');
        else if (index.classes.get(node.name)) add(node, 'class', ...library(index, node.name));
        else add(node, 'variable', 'static');
      }
    }
  });
  return found;
}

function variableType({ kind }: Variable): TokenType {
  return kind === 'argument' || kind === 'blockArgument' ? 'parameter' : 'variable';
}

function library(index: SourceIndex, name: string): TokenModifier[] {
  return index.classes.get(name)?.document.isKernel ? ['defaultLibrary'] : [];
}
