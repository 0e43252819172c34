import { SymbolKind, type SymbolInformation } from 'vscode-languageserver';
import type { SourceIndex } from '../index/sourceIndex';
import { classLocation, methodLocation } from './locations';

const mostSymbols = 400;

/** Classes, then methods by selector, whose names hold the query's letters in order. */
export function workspaceSymbols(index: SourceIndex, query: string): SymbolInformation[] {
  const wanted = query.toLowerCase().replace(/\s+/g, '');
  const found: (SymbolInformation & { score: number })[] = [];
  for (const entry of index.classes.all) {
    const score = matchScore(entry.name, wanted);
    if (score === undefined) continue;
    const { category } = entry.definition;
    const location = classLocation(entry);
    found.push({ name: entry.name, kind: SymbolKind.Class, containerName: category, location, score });
  }
  const selectors = [...index.selectors]
    .map((selector) => ({ selector, score: matchScore(selector, wanted) }))
    .filter((each): each is { selector: string; score: number } => each.score !== undefined)
    .sort((a, b) => a.score - b.score);
  for (const { selector, score } of selectors) {
    if (selector === '' || found.length >= 2 * mostSymbols) break;
    for (const method of index.implementors(selector)) {
      const { className, isMeta } = method.item;
      found.push({
        name: selector,
        kind: SymbolKind.Method,
        containerName: isMeta ? `${className} class` : className,
        location: methodLocation(method),
        score: score + (method.document.isKernel ? 0.5 : 0),
      });
    }
  }
  found.sort((a, b) => a.score - b.score);
  return found.slice(0, mostSymbols).map(({ score, ...symbol }) => symbol);
}

/** 0 for the whole name, more for the beginning, the middle, scattered letters; undefined if it doesn't match. */
function matchScore(name: string, wanted: string): number | undefined {
  const lower = name.toLowerCase();
  if (lower === wanted) return 0;
  if (lower.startsWith(wanted)) return 1;
  if (lower.includes(wanted)) return 2;
  let at = 0;
  for (const letter of lower) if (letter === wanted[at]) at++;
  return at === wanted.length ? 3 : undefined;
}
