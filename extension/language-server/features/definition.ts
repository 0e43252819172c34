import type { Location, LocationLink } from 'vscode-languageserver';
import type { SourceDocument } from '../index/sourceDocument';
import type { SourceIndex } from '../index/sourceIndex';
import { targetAt, targetRange, type CursorTarget } from '../meaning/cursorTarget';
import { variableDeclaration } from '../meaning/variableOccurrences';
import { lookupMethod } from '../meaning/methodLookup';
import { likelyMethods } from './likelyMethods';
import { classLocation, methodLink } from './locations';

/** Where the thing at an offset is defined: one method if the receiver's class is known, else all that may run. */
export function definition(index: SourceIndex, document: SourceDocument, offset: number): LocationLink[] {
  const target = targetAt(index, document, offset);
  if (!target) return [];
  const origin = targetRange(document, target);
  const link = ({ uri, range }: Location): LocationLink => ({
    targetUri: uri,
    targetRange: range,
    targetSelectionRange: range,
    originSelectionRange: origin,
  });
  switch (target.kind) {
    case 'send': {
      const { exact, all } = likelyMethods(index, target.code, target.selector, target.receiver);
      return (exact ? [exact] : all).map((each) => methodLink(each, origin));
    }
    case 'pattern':
      return overridden(index, target).map((each) => methodLink(each, origin));
    case 'symbol':
      return index
        .implementors(target.selector)
        .map((each) => methodLink(each, origin))
        .concat(classNamed(index, target.selector).map(link));
    case 'local': {
      const { document: home, item } = target.code;
      return [link({ uri: home.uri, range: home.rangeIn(item, target.variable) })];
    }
    case 'classVariable': {
      const { owner, name } = target.variable;
      const range = variableDeclaration(owner, name);
      return [link({ uri: owner.document.uri, range: owner.document.range(range) })];
    }
    case 'global':
    case 'className':
      return classNamed(index, target.name).map(link);
    case 'pseudo': {
      const { item } = target.code;
      if (item.kind !== 'method' || !['self', 'super'].includes(target.name)) return [];
      const own = index.classes.get(item.className);
      const name = target.name === 'self' ? item.className : own?.superclassName;
      return name === undefined ? [] : classNamed(index, name).map(link);
    }
  }
}

/** From a method's own pattern: the method it overrides, or itself. */
function overridden(
  index: SourceIndex,
  { code }: Extract<CursorTarget, { kind: 'pattern' }>,
): (typeof code)[] {
  const { className, isMeta, selector } = code.item;
  const superclass = index.classes.get(className)?.superclassName;
  const found = superclass && lookupMethod(index, { className: superclass, isMeta }, selector);
  return [found || code];
}

function classNamed(index: SourceIndex, name: string): Location[] {
  const entry = index.classes.get(name);
  return entry ? [classLocation(entry)] : [];
}
