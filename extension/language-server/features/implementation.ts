import type { Location } from 'vscode-languageserver';
import type { SourceDocument } from '../index/sourceDocument';
import type { SourceIndex } from '../index/sourceIndex';
import { targetAt } from '../meaning/cursorTarget';
import { classLocation, methodLocation } from './locations';

/** All implementors of the selector at an offset; of a class, its subclasses. */
export function implementations(index: SourceIndex, document: SourceDocument, offset: number): Location[] {
  const target = targetAt(index, document, offset);
  switch (target?.kind) {
    case 'send':
    case 'pattern':
    case 'symbol':
      return index.implementors(target.selector).map(methodLocation);
    case 'global':
    case 'className':
      return index.classes.allSubclasses(target.name).map(classLocation);
    default:
      return [];
  }
}
