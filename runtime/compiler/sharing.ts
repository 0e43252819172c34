import type { MessageNode } from './ast';
import type { CodeUnit, Scope, Variable, Vector } from './scopes';

/** A read or a write of a variable, in the order of evaluation. */
export interface Access {
  readonly variable: Variable;
  readonly scope: Scope;
  /** The offset at which a write is done; a read's own start. */
  readonly offset: number;
  readonly isWrite: boolean;
}

/**
 * Decides which variables closures must share by a temp vector, and which they may copy: a copy is
 * enough where no assignment can come after a closure that uses the variable has been made. Then lists,
 * for each unit, the cells it copies.
 */
export function decideSharing(
  accesses: readonly Access[],
  enclosingBlock: ReadonlyMap<CodeUnit, Scope>,
): void {
  const byVariable = new Map<Variable, Access[]>();
  for (const access of accesses) {
    const list = byVariable.get(access.variable);
    if (list) list.push(access);
    else byVariable.set(access.variable, [access]);
  }
  for (const [variable, list] of byVariable) {
    if (needsSharing(variable, list, enclosingBlock)) share(variable);
  }
  for (const access of accesses) copyInwards(access);
}

function needsSharing(
  variable: Variable,
  accesses: readonly Access[],
  enclosingBlock: ReadonlyMap<CodeUnit, Scope>,
): boolean {
  if (variable.remote) return false;
  const writes = accesses.filter((access) => access.isWrite);
  if (writes.length === 0) return false;
  if (writes.some((write) => write.scope.unit !== variable.unit)) return true;
  for (const access of accesses) {
    if (access.scope.unit === variable.unit) continue;
    const capturer = outermostCapturer(access.scope.unit, variable.unit);
    const captureScope = enclosingBlock.get(capturer) as Scope;
    const captureLoops = loopsBelow(captureScope, variable.scope);
    for (const write of writes) {
      if (write.offset > capturer.start) return true;
      for (const loop of loopsBelow(write.scope, variable.scope)) if (captureLoops.has(loop)) return true;
    }
  }
  return false;
}

/** The unit directly inside `home` in which `unit` lies: its closure is what captures the variable. */
function outermostCapturer(unit: CodeUnit, home: CodeUnit): CodeUnit {
  let each = unit;
  while (each.outer && each.outer !== home) each = each.outer;
  return each;
}

/** The inlined loops around `scope` inside of `limit`, which repeat without renewing limit's variables. */
function loopsBelow(scope: Scope, limit: Scope): Set<MessageNode> {
  const loops = new Set<MessageNode>();
  for (let each: Scope | undefined = scope; each && each !== limit; each = each.outer) {
    if (each.loop) loops.add(each.loop);
  }
  return loops;
}

function share(variable: Variable): void {
  const { scope } = variable;
  if (!scope.vector) {
    scope.vector = { unit: scope.unit, scope, variables: [] } satisfies Vector;
    scope.unit.locals.push(scope.vector);
  }
  variable.remote = { vector: scope.vector, slot: scope.vector.variables.length };
  scope.vector.variables.push(variable);
}

function copyInwards({ variable, scope }: Access): void {
  const cell = variable.remote ? variable.remote.vector : variable;
  for (let unit: CodeUnit | undefined = scope.unit; unit && unit !== cell.unit; unit = unit.outer) {
    if (!unit.copied.includes(cell)) unit.copied.push(cell);
  }
}
