// Completions for expressions typed into the debugger.
import type { ObjectMemory } from '../object-memory/objectMemory';
import type { CompletionInfo } from './runtimeDebugger';

const limit = 200;
const pseudoVariables = ['self', 'super', 'nil', 'true', 'false', 'thisContext'];

/** What can stand at `offset` of `text`: names after a beginning, selectors behind a receiver. */
export function completionsAt(
  memory: ObjectMemory,
  text: string,
  offset: number,
  variables: readonly string[],
): CompletionInfo[] {
  const before = text.slice(0, offset);
  const prefix = /[A-Za-z_][\w:]*$/.exec(before)?.[0] ?? '';
  const previous = before.slice(0, before.length - prefix.length).trimEnd();
  const isAfterReceiver = /[\w)\]}'"$]$/.test(previous) && !/:$/.test(previous);
  const found: CompletionInfo[] = [];
  const add = (label: string, kind: CompletionInfo['kind'], detail?: string): void => {
    if (found.length < limit && label.startsWith(prefix) && label !== prefix)
      found.push({ label, kind, ...(detail !== undefined ? { detail } : {}) });
  };
  if (isAfterReceiver) {
    for (const selector of selectorsOf(memory)) add(selector, 'selector');
    return found;
  }
  for (const name of new Set(variables)) add(name, 'variable');
  for (const name of pseudoVariables) add(name, 'keyword');
  if (prefix === '') return found;
  for (const name of memory.globalNames()) add(name, memory.classNamed(name) ? 'class' : 'global');
  return found;
}

function selectorsOf(memory: ObjectMemory): string[] {
  const selectors = new Set<string>();
  for (const behavior of memory.classes())
    for (const side of [behavior, behavior.counterpart])
      for (const selector of side.methods.keys()) if (/^[a-z]/i.test(selector)) selectors.add(selector);
  return [...selectors].sort();
}
