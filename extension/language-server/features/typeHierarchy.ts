import { SymbolKind, type TypeHierarchyItem } from 'vscode-languageserver';
import type { ClassEntry } from '../index/classTable';
import type { SourceDocument } from '../index/sourceDocument';
import type { SourceIndex } from '../index/sourceIndex';
import { targetAt } from '../meaning/cursorTarget';

/** The class at an offset: named there, or the one whose method is there. */
export function prepareTypeHierarchy(
  index: SourceIndex,
  document: SourceDocument,
  offset: number,
): TypeHierarchyItem[] {
  const target = targetAt(index, document, offset);
  const item = document.codeAt(offset)?.item;
  const named = target?.kind === 'global' || target?.kind === 'className' ? target.name : undefined;
  const name = named ?? (item?.kind === 'method' ? item.className : undefined);
  const entry = name === undefined ? undefined : index.classes.get(name);
  return entry ? [classItem(entry)] : [];
}

/** The superclass, and the traits that the class uses. */
export function supertypes(index: SourceIndex, { name }: TypeHierarchyItem): TypeHierarchyItem[] {
  const entry = index.classes.get(name);
  if (!entry) return [];
  const names = [...(entry.superclassName === undefined ? [] : [entry.superclassName]), ...entry.traits];
  return names
    .map((each) => index.classes.get(each))
    .filter((each) => each !== undefined)
    .map(classItem);
}

/** Subclasses; of a trait, its users. */
export function subtypes(index: SourceIndex, { name }: TypeHierarchyItem): TypeHierarchyItem[] {
  const users = [...index.classes.all].filter(({ traits }) => traits.includes(name));
  return [...index.classes.subclasses(name), ...users]
    .sort((a, b) => a.name.localeCompare(b.name))
    .map(classItem);
}

function classItem({ name, definition, document }: ClassEntry): TypeHierarchyItem {
  return {
    name,
    kind: definition.isTrait ? SymbolKind.Interface : SymbolKind.Class,
    detail: definition.category,
    uri: document.uri,
    range: document.range(definition),
    selectionRange: document.range(definition.nameRange),
  };
}
