import type { Expression, MessagePart, NamedRange } from '../../../runtime/compiler/ast';
import type { Variable } from '../../../runtime/compiler/scopes';
import type { SourceRange } from '../../../runtime/compiler/sourceRange';
import type { Code, MethodCode, SourceDocument } from '../index/sourceDocument';
import type { SourceIndex } from '../index/sourceIndex';
import { walkMethod } from '../index/syntaxWalk';
import { classMentions } from './classMentions';
import { variablesOf, type ClassVariable } from './classScope';
import { meaningOf } from './codeMeaning';

/** What stands at a place in a document. Ranges of `code` are offsets into its source, others into the file. */
export type CursorTarget =
  | {
      readonly kind: 'send';
      readonly code: Code;
      readonly range: SourceRange;
      readonly selector: string;
      readonly parts: readonly NamedRange[];
      readonly receiver: Expression;
    }
  | {
      readonly kind: 'pattern';
      readonly code: MethodCode;
      readonly range: SourceRange;
      readonly selector: string;
    }
  | { readonly kind: 'symbol'; readonly code: Code; readonly range: SourceRange; readonly selector: string }
  | { readonly kind: 'local'; readonly code: Code; readonly range: SourceRange; readonly variable: Variable }
  | {
      readonly kind: 'classVariable';
      readonly code: Code;
      readonly range: SourceRange;
      readonly variable: ClassVariable;
    }
  | { readonly kind: 'global'; readonly code: Code; readonly range: SourceRange; readonly name: string }
  | { readonly kind: 'pseudo'; readonly code: Code; readonly range: SourceRange; readonly name: string }
  /** A class's name outside code: in a definition or in the head of a method. */
  | {
      readonly kind: 'className';
      readonly code: undefined;
      readonly range: SourceRange;
      readonly name: string;
    };

/** What stands at an offset of the file; undefined for space, comments, numbers and strings. */
export function targetAt(
  index: SourceIndex,
  document: SourceDocument,
  offset: number,
): CursorTarget | undefined {
  const code = document.codeAt(offset);
  if (code && offset >= code.item.offsets.toFile(0)) {
    const target = targetInCode(index, code, code.item.offsets.toText(offset));
    if (target) return target;
  }
  const mention = classMentions(document).find(({ start, stop }) => start <= offset && offset <= stop);
  return mention && { kind: 'className', code: undefined, range: mention, name: mention.name };
}

/** The range of a target in its file. */
export function targetRange(
  document: SourceDocument,
  { code, range }: CursorTarget,
): ReturnType<SourceDocument['range']> {
  return code ? document.rangeIn(code.item, range) : document.range(range);
}

function targetInCode(index: SourceIndex, code: Code, offset: number): CursorTarget | undefined {
  const { method, analysis } = meaningOf(index, code);
  const isAt = ({ start, stop }: SourceRange): boolean => start <= offset && offset <= stop;
  const { item } = code;
  const patternPart = method.selectorParts.find(isAt);
  if (patternPart && item.kind === 'method') {
    return { kind: 'pattern', code: code as MethodCode, range: patternPart, selector: item.selector };
  }
  for (const [range, variable] of analysis.declarations) {
    if (isAt(range)) return { kind: 'local', code, range, variable };
  }
  let found: CursorTarget | undefined;
  const send = (part: MessagePart, receiver: Expression): void => {
    const range = part.selectorParts.find(isAt);
    // A word wins over an operator that it touches.
    if (!range || (found && !/\w/.test(range.name))) return;
    found = { kind: 'send', code, range, selector: part.selector, parts: part.selectorParts, receiver };
  };
  walkMethod(method, (node) => {
    if (!isAt(node)) return;
    switch (node.kind) {
      case 'message':
        return send(node, node.receiver);
      case 'cascade':
        for (const each of node.messages) send(each, node.receiver);
        return;
      case 'literal':
        if (typeof node.value === 'object' && node.value.kind === 'symbol') {
          found = { kind: 'symbol', code, range: node, selector: node.value.value };
        }
        return;
      case 'variable': {
        const resolution = analysis.resolutions.get(node);
        if (resolution?.kind === 'variable') {
          found = { kind: 'local', code, range: node, variable: resolution.variable };
        } else if (resolution?.kind === 'pseudo') {
          found = { kind: 'pseudo', code, range: node, name: node.name };
        } else if (resolution) {
          const variable = classVariable(index, code, node.name);
          found = variable
            ? { kind: 'classVariable', code, range: node, variable }
            : { kind: 'global', code, range: node, name: node.name };
        }
      }
    }
  });
  return found;
}

function classVariable(index: SourceIndex, { item }: Code, name: string): ClassVariable | undefined {
  if (item.kind !== 'method') return undefined;
  return variablesOf(index.classes, item.className, item.isMeta).find((each) => each.name === name);
}
