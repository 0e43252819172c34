// Which variables blocks share by a temp vector, and which they copy: as Squeak's closure compiler and as Pharo's decide.
import type { ImageDialect } from './imageDialect';
import type { ImageAccess, ImageCell, ImageScope, ImageVariable } from './imageScopes';

/** Makes the vectors of scopes, and lists what each unit copies. */
export function shareVariables(accesses: readonly ImageAccess[], rule: ImageDialect['sharing']): void {
  const byVariable = new Map<ImageVariable, ImageAccess[]>();
  for (const access of accesses) {
    const list = byVariable.get(access.variable);
    if (list) list.push(access);
    else byVariable.set(access.variable, [access]);
  }
  const isShared = rule === 'squeak' ? sharedInSqueak : sharedInOpal;
  for (const [variable, list] of byVariable) if (isShared(variable, list)) share(variable);
  for (const access of accesses) copyInwards(access);
}

/**
 * Shared is what another block assigns, and what is assigned after a block was made that reads it (Squeak's
 * TempVariableNode). Loops assign once more at their end.
 */
function sharedInSqueak(variable: ImageVariable, accesses: readonly ImageAccess[]): boolean {
  if (isArgument(variable)) return false;
  const { unit } = variable.scope;
  const writes = accesses.filter(({ isWrite }) => isWrite);
  if (writes.some(({ scope }) => scope.unit !== unit)) return true;
  const last = Math.max(-1, ...writes.map(({ location }) => location));
  return accesses.some(({ isWrite, scope, location }) => !isWrite && scope.unit !== unit && location < last);
}

/** As Pharo's semantic analysis goes over the method: what escapes, and what is assigned when it has escaped. */
function sharedInOpal({ scope: { unit } }: ImageVariable, accesses: readonly ImageAccess[]): boolean {
  let escapes = false;
  let isRepeated = false;
  for (const { isWrite, scope } of accesses) {
    const isOutside = scope.unit !== unit;
    if (isWrite) {
      if (isOutside || escapes) return true;
      if (isInsideLoop(scope)) isRepeated = true;
      continue;
    }
    if (isOutside) escapes = true;
    if (escapes && isRepeated && scope.outer && isInsideLoop(scope.outer)) return true;
  }
  return false;
}

function isArgument({ kind }: ImageVariable): boolean {
  return kind === 'argument' || kind === 'blockArgument' || kind === 'loopArgument' || kind === 'hidden';
}

function isInsideLoop(scope: ImageScope): boolean {
  for (let each: ImageScope | undefined = scope; each; each = each.outer) if (each.isLoop) return true;
  return false;
}

function share(variable: ImageVariable): void {
  const { scope } = variable;
  if (!scope.vector) {
    scope.vector = { unit: scope.unit, variables: [] };
    scope.unit.locals.push(scope.vector);
  }
  variable.remote = { vector: scope.vector, slot: scope.vector.variables.length };
  scope.vector.variables.push(variable);
}

function copyInwards({ variable, scope }: ImageAccess): void {
  const cell: ImageCell = variable.remote?.vector ?? variable.cell;
  for (let unit = scope.unit; unit !== cell.unit && unit.outer; unit = unit.outer)
    if (!unit.copied.includes(cell)) unit.copied.push(cell);
}
