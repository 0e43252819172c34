// Finds where variables belong that compilers put into the frame: the counters and limits of `to:do:`, the parameters of
// `ifNotNil:` and of BlockContexts, temporaries of blocks expanded in place.
import type { ImageDialect } from '../compiler/image-code/imageDialect';
import type { Method } from '../object-memory/method';
import { findCountedLoop, findCountedLoops } from './countedLoops';
import {
  isPseudo,
  type Arm,
  type Block,
  type Inlined,
  type Loop,
  type MethodTree,
  type TreeVariable,
} from './tree';
import { assignsIn, bodiesOf, UseCounts, variableOf, walk, type TreePart } from './treeUses';

/** A place where variables could be declared instead of with the method's temporaries. */
export interface Candidate {
  /** Variables that would move, with their uses that belong to the place. */
  readonly uses: ReadonlyMap<TreeVariable, number>;
  readonly accept: () => void;
  /** Of a counting loop. */
  readonly index?: TreeVariable;
  readonly limit?: TreeVariable | undefined;
  /** What could move if this can't. */
  readonly alternative: Candidate | undefined;
}

/** Moves variables of `tree` to the blocks that they belong to. */
export function scopeVariables(tree: MethodTree, dialect: ImageDialect): void {
  const all = new UseCounts(tree.body.statements);
  const candidates: Candidate[] = [];
  for (const body of bodiesOf(tree)) findCountedLoops(body, dialect, candidates);
  walk(tree.body.statements, (node) => {
    if (node.kind === 'block') findParameters(node, candidates);
    else if (node.kind === 'loop' && node.start)
      findCountedLoop(node, node.limit ? [node.limit, node.start] : [node.start], dialect, candidates);
    else if (node.kind === 'inlined' && dialect.inlined.has('ifNotNil: with argument'))
      findNotNil(node, candidates);
  });
  const accepted = acceptable(candidates, all, dialect);
  const moved = new Set(accepted.flatMap(({ uses }) => [...uses.keys()]));
  for (const { accept } of accepted) accept();
  for (const body of bodiesOf(tree)) body.temporaries = body.temporaries.filter((each) => !moved.has(each));
  if (dialect.blocks !== 'contexts') scopeLoopTemporaries(tree, dialect);
}

/** A variable can move if all its uses are in places that it can move to; one that fails takes others with it. */
function acceptable(candidates: readonly Candidate[], all: UseCounts, dialect: ImageDialect): Candidate[] {
  let current = [...candidates];
  for (;;) {
    const limits = dialect.sharesPlacesByName ? limitsByIndex(current) : undefined;
    const uses = new Map<TreeVariable, number>();
    for (const candidate of current)
      for (const [variable, count] of candidate.uses) uses.set(variable, (uses.get(variable) ?? 0) + count);
    const fits = (each: Candidate): boolean =>
      [...each.uses.keys()].every((variable) => uses.get(variable) === all.of(variable)) &&
      (!each.limit || !limits || limits.get(each.index!) === each.limit);
    const next = current.flatMap((each) =>
      fits(each) ? [each] : each.alternative ? [each.alternative] : [],
    );
    if (next.every((each, i) => each === current[i])) return next;
    current = next;
  }
}

/** Loops that share their index's place by its name share that of the limit: the last, since it was made for the loop. */
function limitsByIndex(candidates: readonly Candidate[]): Map<TreeVariable, TreeVariable> {
  const limits = new Map<TreeVariable, TreeVariable>();
  for (const { index, limit } of candidates) {
    if (!index || !limit) continue;
    const known = limits.get(index);
    if (known === undefined || known.index < limit.index) limits.set(index, limit);
  }
  return limits;
}

/** BlockContexts keep their parameters in their method's frame. */
function findParameters(block: Block, candidates: Candidate[]): void {
  const own = new UseCounts(block.body.statements);
  for (const variable of block.parameters)
    if (variable.kind === 'temporary')
      candidates.push({
        uses: new Map([[variable, own.of(variable)]]),
        accept: () => undefined,
        alternative: undefined,
      });
}

const notNilArms: Readonly<Record<string, number>> = {
  'ifNotNil:': 0,
  'ifNil:ifNotNil:': 1,
  'ifNotNil:ifNil:': 0,
};

/** `(v := e) ifNotNil: […]`: v is the block's parameter if it is used nowhere else. */
function findNotNil(node: Inlined, candidates: Candidate[]): void {
  const place = notNilArms[node.selector];
  if (place === undefined || node.receiver.kind !== 'assignment') return;
  const { receiver } = node;
  const variable = variableOf(receiver.target);
  const arm = node.args[place] as Arm;
  if (variable?.kind !== 'temporary' || assignsIn(arm.body.statements, variable)) return;
  const uses = new UseCounts(arm.body.statements).of(variable) + 1;
  const accept = (): void => {
    node.receiver = receiver.value;
    arm.parameters = [variable];
  };
  candidates.push({ uses: new Map([[variable, uses]]), accept, alternative: undefined });
}

/**
 * A variable of a loop's body is a new one each time round: some compilers say so by a nil at its start, and a block may
 * copy it though it is assigned in the loop.
 */
function scopeLoopTemporaries(tree: MethodTree, dialect: ImageDialect): void {
  const all = new UseCounts(tree.body.statements);
  const declared = new Set(bodiesOf(tree).flatMap(({ temporaries }) => temporaries));
  const scopeIn = (arm: Arm, unit: Method): void => {
    const { body } = arm;
    const own = new UseCounts(body.statements);
    const captured = capturedIn(body.statements);
    const moved: TreeVariable[] = [];
    const consider = (variable: TreeVariable, isNiled: boolean): boolean => {
      if (
        variable.kind !== 'temporary' ||
        variable.unit !== unit ||
        !declared.has(variable) ||
        own.of(variable) !== all.of(variable)
      )
        return false;
      if (!isNiled && !(captured.has(variable) && assignsIn(body.statements, variable))) return false;
      moved.push(variable);
      declared.delete(variable);
      return true;
    };
    let niled = 0;
    for (const statement of body.statements) {
      if (statement.kind !== 'assignment' || !isPseudo(statement.value, 'nil')) break;
      const variable = variableOf(statement.target);
      if (dialect.loopTemporaries !== 'niled' || !variable || !consider(variable, true)) break;
      niled++;
    }
    body.statements = body.statements.slice(niled);
    for (const variable of [...declared]) consider(variable, false);
    for (const each of bodiesOf(tree))
      each.temporaries = each.temporaries.filter((variable) => !moved.includes(variable));
    body.temporaries = [...moved, ...body.temporaries];
  };
  const loops: Loop[] = [];
  walk(tree.body.statements, (node) => {
    if (node.kind === 'loop') loops.push(node);
  });
  // Inner ones first: a variable belongs to the innermost loop that has all its uses.
  for (const { body, at } of loops.reverse()) if (body) scopeIn(body, at.unit);
}

/** Variables that blocks with code of their own use. */
function capturedIn(parts: readonly TreePart[]): Set<TreeVariable> {
  const found = new Set<TreeVariable>();
  walk(parts, (node) => {
    if (node.kind === 'block')
      walk(node.body.statements, (inner) => {
        if (inner.kind === 'variable') found.add(inner.variable);
      });
  });
  return found;
}
