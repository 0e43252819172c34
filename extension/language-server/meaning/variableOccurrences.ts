import type { VariableNode } from '../../../runtime/compiler/ast';
import type { Variable } from '../../../runtime/compiler/scopes';
import type { SourceRange } from '../../../runtime/compiler/sourceRange';
import type { ClassEntry } from '../index/classTable';
import type { Code, MethodCode } from '../index/sourceDocument';
import type { SourceIndex } from '../index/sourceIndex';
import { walkMethod } from '../index/syntaxWalk';
import type { ClassVariable } from './classScope';
import { meaningOf } from './codeMeaning';

/** A use of a variable in a method; offsets into its source. */
export interface Occurrence {
  readonly code: Code;
  readonly range: SourceRange;
  readonly isWrite: boolean;
}

/** Where a method's variable is declared, read and written, in the order of the source. */
export function localOccurrences(index: SourceIndex, code: Code, variable: Variable): Occurrence[] {
  const { analysis } = meaningOf(index, code);
  const uses = variableNodes(index, code, (node) => {
    const resolution = analysis.resolutions.get(node);
    return resolution?.kind === 'variable' && resolution.variable === variable;
  });
  // A declaration is no write: it gives no value. An argument's does.
  return [{ code, range: variable, isWrite: variable.kind !== 'temporary' }, ...uses];
}

/** Where methods use a variable of a class, those of subclasses and class sides included. */
export function classVariableOccurrences(index: SourceIndex, variable: ClassVariable): Occurrence[] {
  const { name, kind } = variable;
  const wanted = kind === 'instance' || kind === 'classInstance' ? 'instance' : 'binding';
  return usersOf(index, variable).flatMap((method) => {
    if (!method.item.source.includes(name)) return [];
    const { analysis } = meaningOf(index, method);
    return variableNodes(
      index,
      method,
      (node) => node.name === name && analysis.resolutions.get(node)?.kind === wanted,
    );
  });
}

/** Where the definition of a class names one of its variables; the class's own name if that can't be told. */
export function variableDeclaration({ document, definition }: ClassEntry, name: string): SourceRange {
  const { start, stop, nameRange } = definition;
  const text = document.text.getText().slice(start, stop);
  for (const found of text.matchAll(new RegExp(`(?<![\\w:])${name}(?![\\w:])`, 'gu'))) {
    const at = start + found.index;
    if (at >= nameRange.stop) return { start: at, stop: at + name.length };
  }
  return nameRange;
}

/** The methods that see a class's variable. */
function usersOf(index: SourceIndex, { owner, kind }: ClassVariable): MethodCode[] {
  const { classes } = index;
  const heirs = [owner, ...classes.allSubclasses(owner.name)];
  const users = [...classes.all].filter(
    ({ traits, pools }) => traits.includes(owner.name) || pools.includes(owner.name),
  );
  const all = new Set([...heirs, ...users, ...users.flatMap(({ name }) => classes.allSubclasses(name))]);
  return [...all].flatMap(({ name }) => {
    if (kind === 'instance') return index.methodsOf(name, false);
    if (kind === 'classInstance') return index.methodsOf(name, true);
    return [...index.methodsOf(name, false), ...index.methodsOf(name, true)];
  });
}

function variableNodes(
  index: SourceIndex,
  code: Code,
  isWanted: (node: VariableNode) => boolean,
): Occurrence[] {
  const found: Occurrence[] = [];
  const written = new Set<VariableNode>();
  walkMethod(meaningOf(index, code).method, (node) => {
    if (node.kind === 'assignment') written.add(node.variable);
    if (node.kind === 'variable' && isWanted(node))
      found.push({ code, range: node, isWrite: written.has(node) });
  });
  return found;
}
