import type { Location } from 'vscode-languageserver';
import type { SourceDocument } from '../index/sourceDocument';
import type { SourceIndex } from '../index/sourceIndex';
import { classMentions } from '../meaning/classMentions';
import { targetAt } from '../meaning/cursorTarget';
import {
  classVariableOccurrences,
  localOccurrences,
  variableDeclaration,
  type Occurrence,
} from '../meaning/variableOccurrences';
import { classLocation, mentionLocation, methodLocation, sendLocation } from './locations';

/** Senders of the selector at an offset, uses of the variable, references to the class. */
export function references(
  index: SourceIndex,
  document: SourceDocument,
  offset: number,
  includeDeclaration: boolean,
): Location[] {
  const target = targetAt(index, document, offset);
  switch (target?.kind) {
    case 'send':
    case 'pattern':
    case 'symbol':
      return selectorReferences(index, target.selector, includeDeclaration);
    case 'local': {
      const all = localOccurrences(index, target.code, target.variable);
      return (includeDeclaration ? all : all.slice(1)).map(occurrenceLocation);
    }
    case 'classVariable': {
      const { owner, name } = target.variable;
      const uses = classVariableOccurrences(index, target.variable).map(occurrenceLocation);
      if (!includeDeclaration) return uses;
      const range = owner.document.range(variableDeclaration(owner, name));
      return [{ uri: owner.document.uri, range }, ...uses];
    }
    case 'global':
    case 'className':
      return classReferences(index, target.name, includeDeclaration);
    default:
      return [];
  }
}

/** Sends of a selector and its mentions as a symbol (`perform: #foo`); its methods too if they are wanted. */
export function selectorReferences(
  index: SourceIndex,
  selector: string,
  includeMethods: boolean,
): Location[] {
  return [
    ...(includeMethods ? index.implementors(selector).map(methodLocation) : []),
    ...index.senders(selector).map(sendLocation),
    ...index.symbols(selector).map(mentionLocation),
  ];
}

function classReferences(index: SourceIndex, name: string, includeDeclaration: boolean): Location[] {
  const found = index.references(name).map(mentionLocation);
  for (const document of index.documents) {
    if (document.isKernel && !includeDeclaration) continue;
    for (const mention of classMentions(document)) {
      if (mention.name !== name || isHead(document, mention.start)) continue;
      found.push({ uri: document.uri, range: document.range(mention) });
    }
  }
  const entry = index.classes.get(name);
  return includeDeclaration && entry ? [classLocation(entry), ...found] : found;
}

/** True for the places that say whose method or definition follows: they refer to nothing. */
function isHead(document: SourceDocument, offset: number): boolean {
  return !document.classes.some(
    ({ start, stop, nameRange }) => start <= offset && offset < stop && offset !== nameRange.start,
  );
}

function occurrenceLocation({ code, range }: Occurrence): Location {
  return { uri: code.document.uri, range: code.document.rangeIn(code.item, range) };
}
