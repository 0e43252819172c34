import { parseDoIt, parseMethod } from '../../../runtime/compiler/parser';
import type { MethodNode } from '../../../runtime/compiler/ast';
import type { NameScope } from '../../../runtime/compiler/scopes';

/** A tree without its places: what two sources must share to mean the same. */
export function shapeOf(method: MethodNode): string {
  const places = new Set(['start', 'stop', 'outer', 'comments']);
  return JSON.stringify(method, (key, value: unknown) => {
    if (places.has(key)) return undefined;
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) return `${1 / value}`;
    return value;
  });
}

/** The tree of a source that must have no errors. */
export function methodOf(source: string): MethodNode {
  const { method, diagnostics } = parseMethod(source);
  if (diagnostics.length > 0) throw new Error(`${source}: ${diagnostics[0]!.message}`);
  return method;
}

export function doItOf(source: string): MethodNode {
  const { method, diagnostics } = parseDoIt(source);
  if (diagnostics.length > 0) throw new Error(`${source}: ${diagnostics[0]!.message}`);
  return method;
}

/** Instance variables `first`, `second`; names with a capital are bindable. */
export const testScope: NameScope = {
  instanceVariableIndex(name) {
    const index = ['first', 'second'].indexOf(name);
    return index < 0 ? undefined : index;
  },
  isBindable: (name) => /^[A-Z]/.test(name),
};
