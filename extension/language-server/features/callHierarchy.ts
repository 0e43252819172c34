import {
  SymbolKind,
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
} from 'vscode-languageserver';
import type { Range } from 'vscode-languageserver-textdocument';
import type { MethodCode, SourceDocument } from '../index/sourceDocument';
import type { SourceIndex } from '../index/sourceIndex';
import { targetAt } from '../meaning/cursorTarget';
import { meaningOf } from '../meaning/codeMeaning';
import { methodName } from '../meaning/methodText';
import { lookupMethod } from '../meaning/methodLookup';
import { TypeInference } from '../meaning/typeInference';
import type { Expression, MessagePart } from '../../../runtime/compiler/ast';
import { walkMethod } from '../index/syntaxWalk';
import { likelyMethods } from './likelyMethods';
import { methodLocation } from './locations';

/** More implementors than this would bury the calls that matter. */
const mostImplementors = 12;

/** The method at an offset: by its pattern, or what a send there may run. */
export function prepareCallHierarchy(
  index: SourceIndex,
  document: SourceDocument,
  offset: number,
): CallHierarchyItem[] {
  const target = targetAt(index, document, offset);
  if (target?.kind === 'pattern') return [callItem(target.code)];
  if (target?.kind === 'send') {
    const { exact, all } = likelyMethods(index, target.code, target.selector, target.receiver);
    return (exact ? [exact] : all).slice(0, mostImplementors).map(callItem);
  }
  const code = document.codeAt(offset);
  return code?.item.kind === 'method' ? [callItem(code as MethodCode)] : [];
}

/** Methods that send the item's selector. */
export function incomingCalls(index: SourceIndex, item: CallHierarchyItem): CallHierarchyIncomingCall[] {
  const calls = new Map<unknown, { from: CallHierarchyItem; fromRanges: Range[] }>();
  for (const { code, send } of index.senders(item.name)) {
    const range = code.document.rangeIn(code.item, {
      start: send.parts[0]!.start,
      stop: send.parts.at(-1)!.stop,
    });
    const known = calls.get(code.item);
    if (known) known.fromRanges.push(range);
    else if (code.item.kind === 'method') {
      calls.set(code.item, { from: callItem(code as MethodCode), fromRanges: [range] });
    } else {
      const whole = code.document.range(code.item);
      const name = code.document.uri.split('/').at(-1) ?? '';
      const from = {
        name,
        kind: SymbolKind.File,
        uri: code.document.uri,
        range: whole,
        selectionRange: range,
      };
      calls.set(code.item, { from, fromRanges: [range] });
    }
  }
  return [...calls.values()];
}

/** Methods that the item's sends may run; of a receiver whose class is known, the one that does. */
export function outgoingCalls(index: SourceIndex, item: CallHierarchyItem): CallHierarchyOutgoingCall[] {
  const document = index.get(item.uri);
  const code = document?.codeAt(document.text.offsetAt(item.selectionRange.start));
  if (!document || !code) return [];
  const inference = new TypeInference(index, code);
  const calls = new Map<unknown, { to: CallHierarchyItem; fromRanges: Range[] }>();
  const add = ({ selector, selectorParts }: MessagePart, receiver: Expression): void => {
    const range = document.rangeIn(code.item, {
      start: selectorParts[0]!.start,
      stop: selectorParts.at(-1)!.stop,
    });
    const type = inference.typeOf(receiver);
    const exact = type && lookupMethod(index, type, selector);
    const methods = exact ? [exact] : index.implementors(selector).slice(0, mostImplementors);
    for (const method of methods) {
      const known = calls.get(method.item);
      if (known) known.fromRanges.push(range);
      else calls.set(method.item, { to: callItem(method), fromRanges: [range] });
    }
  };
  walkMethod(meaningOf(index, code).method, (node) => {
    if (node.kind === 'message') add(node, node.receiver);
    else if (node.kind === 'cascade') for (const each of node.messages) add(each, node.receiver);
  });
  return [...calls.values()];
}

function callItem(method: MethodCode): CallHierarchyItem {
  const { uri, range: selectionRange } = methodLocation(method);
  const { document, item } = method;
  return {
    name: item.selector,
    detail: methodName(method).split('>>')[0],
    kind: SymbolKind.Method,
    uri,
    range: document.range(item),
    selectionRange,
  };
}
