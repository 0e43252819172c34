import { SymbolKind, type DocumentSymbol } from 'vscode-languageserver';
import type { SourceRange } from '../../../runtime/compiler/sourceRange';
import type { ClassDefinition } from '../../../runtime/sources/sourceModel';
import type { MethodCode, SourceDocument } from '../index/sourceDocument';
import { methodTree, patternText } from '../meaning/methodText';

/** The classes of a document with their methods; the class side has a branch of its own. */
export function documentSymbols(document: SourceDocument): DocumentSymbol[] {
  const owners = new Map<string, DocumentSymbol & { children: DocumentSymbol[] }>();
  const symbols: DocumentSymbol[] = [];
  const owner = (name: string, isMeta: boolean, at: SourceRange): DocumentSymbol[] => {
    const key = isMeta ? `${name} class` : name;
    let symbol = owners.get(key);
    if (!symbol) {
      const range = document.range(at);
      symbol = { name: key, kind: SymbolKind.Class, range, selectionRange: range, children: [] };
      owners.set(key, symbol);
      symbols.push(symbol);
    }
    return symbol.children;
  };
  for (const definition of document.classes) {
    const symbol = classSymbol(document, definition);
    owners.set(definition.name, symbol);
    symbols.push(symbol);
  }
  for (const method of document.methods) {
    const { className, isMeta, start, stop } = method.item;
    if (method.item.selector === '') continue;
    owner(className, isMeta, { start, stop }).push(methodSymbol(document, method));
  }
  for (const symbol of symbols) enclose(symbol);
  return symbols;
}

function classSymbol(
  document: SourceDocument,
  { name, superclassName, isTrait, nameRange, start, stop }: ClassDefinition,
): DocumentSymbol & { children: DocumentSymbol[] } {
  return {
    name,
    detail: superclassName === undefined ? '' : `< ${superclassName}`,
    kind: isTrait ? SymbolKind.Interface : SymbolKind.Class,
    range: document.range({ start, stop }),
    selectionRange: document.range(nameRange),
    children: [],
  };
}

function methodSymbol(document: SourceDocument, method: MethodCode): DocumentSymbol {
  const { item } = method;
  const tree = methodTree(method);
  const { selectorParts } = tree;
  const start = selectorParts[0]?.start ?? 0;
  return {
    name: item.selector,
    detail: patternText(tree) === item.selector ? item.protocol : `${patternText(tree)} · ${item.protocol}`,
    kind: SymbolKind.Method,
    range: document.range(item),
    selectionRange: document.rangeIn(item, { start, stop: selectorParts.at(-1)?.stop ?? start }),
  };
}

/** A parent's range holds its children's, as the protocol asks. */
function enclose(symbol: DocumentSymbol): void {
  const { range } = symbol;
  for (const { range: inner } of symbol.children ?? []) {
    const { start, end } = symbol.range;
    const isBefore = (a: typeof start, b: typeof start): boolean =>
      a.line < b.line || (a.line === b.line && a.character < b.character);
    symbol.range = {
      start: isBefore(inner.start, start) ? inner.start : start,
      end: isBefore(end, inner.end) ? inner.end : end,
    };
  }
  if (symbol.selectionRange === range) symbol.selectionRange = { start: range.start, end: range.start };
}
