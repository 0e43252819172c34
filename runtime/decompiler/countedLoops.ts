// `to:do:`, `to:by:do:` and `timesRepeat:` in loops that count.
import type { ImageDialect } from '../compiler/image-code/imageDialect';
import type { Candidate } from './scoping';
import { isPseudo, type Assignment, type Body, type Loop, type TreeNode, type TreeVariable } from './tree';
import { assignsIn, UseCounts, variableOf } from './treeUses';

/** Adds the counting loops among the statements of `body`. */
export function findCountedLoops(body: Body, dialect: ImageDialect, candidates: Candidate[]): void {
  body.statements.forEach((loop, index) => {
    if (loop.kind !== 'loop' || loop.start) return;
    findCountedLoop(loop, body.statements.slice(Math.max(0, index - 2), index), dialect, candidates);
  });
}

/** Adds `loop` if it counts. `before` are the statements right before it, or what its value has of them. */
export function findCountedLoop(
  loop: Loop,
  before: readonly TreeNode[],
  dialect: ImageDialect,
  candidates: Candidate[],
): void {
  const [test, ...more] = loop.condition?.body.statements ?? [];
  const increment = loop.body?.body.statements.at(-1);
  if (more.length > 0 || loop.until || test?.kind !== 'send' || increment?.kind !== 'assignment') return;
  const index = variableOf(test.receiver);
  const step = stepOf(increment, index);
  const [limit] = test.args;
  if (!index || index.kind === 'argument' || !limit || step === undefined) return;
  if (test.selector !== (step.amount > 0 ? '<=' : '>=')) return;
  const statements = loop.body!.body.statements.slice(0, -1);
  if (assignsIn(statements, index)) return;
  const assigned = before.map((node) => (node.kind === 'assignment' ? variableOf(node.target) : undefined));
  const place = assigned.lastIndexOf(index);
  if (place < 0) return;
  const start = (before[place] as Assignment).value;
  const last = before.length - 1;
  const own = new UseCounts(loop.start ? [loop] : [loop, before[place]!]).of(index);

  const candidate = (limitNode: TreeNode, limitVariable: TreeVariable | undefined): Candidate | undefined => {
    const isUnused = new UseCounts(statements).of(index) === 0 && step.amount === 1 && isOne(start);
    const isRepetition = isUnused && dialect.inlined.has('timesRepeat:');
    const copies = isRepetition ? copiesRepetitions(limitNode) : copiesLimit(limitNode, dialect);
    if (copies !== (limitVariable !== undefined)) return undefined;
    const limitRead = variableOf(limitNode);
    if (dialect.sendsIfLimitAssigned && limitRead && assignsIn(statements, limitRead)) return undefined;
    const selector = isRepetition ? 'timesRepeat:' : step.amount === 1 ? 'to:do:' : 'to:by:do:';
    if (!dialect.inlined.has(selector)) return undefined;
    const prefix = loop.start ? 0 : limitVariable ? 2 : 1;
    const accept = (): void => {
      loop.counted = {
        index,
        start,
        limit: limitNode,
        limitVariable,
        step: step.node,
        prefix,
        increment: increment.at,
        isRepetition,
      };
      loop.body!.parameters = isRepetition ? [] : [index];
    };
    const uses = new Map([[index, own]]);
    if (limitVariable) uses.set(limitVariable, 2);
    return { uses, accept, index, limit: limitVariable, alternative: undefined };
  };

  const limitVariable = variableOf(limit);
  const limitPlace = limitVariable ? assigned.lastIndexOf(limitVariable) : -1;
  const isAssigned =
    limitPlace >= 0 &&
    limitVariable !== index &&
    Math.abs(place - limitPlace) === 1 &&
    Math.max(place, limitPlace) === last &&
    place < limitPlace === dialect.startsFirst;
  const copied = isAssigned ? candidate((before[limitPlace] as Assignment).value, limitVariable) : undefined;
  const plain = place === last ? candidate(limit, undefined) : undefined;
  if (copied) candidates.push({ ...copied, alternative: plain });
  else if (plain) candidates.push(plain);
}

/** Whether the compiler keeps the limit in a temporary of its own. */
function copiesLimit(limit: TreeNode, { uncopiedLimits }: ImageDialect): boolean {
  switch (limit.kind) {
    case 'literal':
      return uncopiedLimits === 'variables' && !isNumber(limit);
    case 'variable':
      return uncopiedLimits === 'arguments' && limit.variable.kind !== 'argument';
    case 'field':
    case 'binding':
      return uncopiedLimits === 'arguments';
    case 'pseudo':
      return uncopiedLimits === 'arguments' && limit.name !== 'self';
    default:
      return true;
  }
}

function copiesRepetitions(count: TreeNode): boolean {
  return count.kind !== 'literal' && !isPseudo(count, 'self');
}

function isOne(node: TreeNode): boolean {
  return node.kind === 'literal' && node.value === 1;
}

function isNumber({ value }: Extract<TreeNode, { kind: 'literal' }>): boolean {
  return typeof value !== 'object' || 'v' in value || 'big' in value;
}

/** The step of `index := index + step`; undefined if it is something else, 0 included. */
function stepOf(
  { target, value }: Assignment,
  index: TreeVariable | undefined,
): { amount: number; node: TreeNode } | undefined {
  if (index === undefined || variableOf(target) !== index) return undefined;
  if (value.kind !== 'send' || value.selector !== '+' || variableOf(value.receiver) !== index)
    return undefined;
  const [node] = value.args;
  if (node?.kind !== 'literal') return undefined;
  const literal = node.value;
  const amount =
    typeof literal === 'number'
      ? literal
      : typeof literal === 'object' && 'v' in literal
        ? Number(literal.v)
        : 0;
  return amount === 0 ? undefined : { amount, node };
}
