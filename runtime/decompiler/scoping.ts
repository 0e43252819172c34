// Finds where variables belong that compilers put into the frame: the counters and limits of `to:do:`, the parameters of
// `ifNotNil:` and of BlockContexts, temporaries of blocks expanded in place.
import type {
  Arm,
  Assignment,
  Block,
  Body,
  CountedLoop,
  Inlined,
  Loop,
  MethodTree,
  TreeNode,
  TreeVariable,
} from './tree';
import { isPseudo } from './tree';
import { bodiesOf, UseCounts, walk, type TreePart } from './treeUses';

/** What the image's compiler expands in place, found from its methods. */
export interface InlinedSelectors {
  has(selector: string): boolean;
}

/** A place where a variable could be declared instead of with the method's temporaries. */
interface Candidate {
  readonly variable: TreeVariable;
  /** Uses of the variable that belong to it. */
  readonly uses: number;
  /** The others of the same expression, which hold with it or not at all. */
  readonly accept: () => void;
  readonly group: { isRejected: boolean };
}

/** Moves variables of `tree` to the blocks that they belong to. */
export function scopeVariables(tree: MethodTree, inlined: InlinedSelectors): void {
  const all = new UseCounts(tree.body.statements);
  const candidates: Candidate[] = [];
  for (const body of bodiesOf(tree)) findCountedLoops(body, candidates);
  walk(tree.body.statements, (node) => {
    if (node.kind === 'block') findParameters(node, candidates);
    else if (node.kind === 'loop' && node.start)
      findCounted(node, node.limit ? [node.limit, node.start] : [node.start], 0, candidates);
    else if (node.kind === 'inlined' && inlined.has('ifNotNil:')) findNotNil(node, candidates);
  });
  rejectUsedElsewhere(candidates, all);
  const moved = new Set<TreeVariable>();
  for (const { group, accept, variable } of candidates)
    if (!group.isRejected) {
      accept();
      moved.add(variable);
    }
  for (const body of bodiesOf(tree)) body.temporaries = body.temporaries.filter((each) => !moved.has(each));
  scopeLoopTemporaries(tree);
}

/** A variable can move if all its uses are in places that it can move to; what fails may take others with it. */
function rejectUsedElsewhere(candidates: readonly Candidate[], all: UseCounts): void {
  for (let isStable = false; !isStable;) {
    isStable = true;
    const uses = new Map<TreeVariable, number>();
    for (const { variable, uses: own, group } of candidates)
      if (!group.isRejected) uses.set(variable, (uses.get(variable) ?? 0) + own);
    for (const { variable, group } of candidates)
      if (!group.isRejected && uses.get(variable) !== all.of(variable)) {
        group.isRejected = true;
        isStable = false;
      }
  }
}

function findCountedLoops(body: Body, candidates: Candidate[]): void {
  body.statements.forEach((loop, index) => {
    if (loop.kind !== 'loop' || loop.start) return;
    const before = body.statements.slice(Math.max(0, index - 2), index);
    findCounted(loop, before, index, candidates);
  });
}

/** `before` are the statements right before the loop. */
function findCounted(loop: Loop, before: readonly TreeNode[], _index: number, candidates: Candidate[]): void {
  const [test, ...more] = loop.condition?.body.statements ?? [];
  const increment = loop.body?.body.statements.at(-1);
  if (more.length > 0 || loop.until || test?.kind !== 'send' || increment?.kind !== 'assignment') return;
  const index = variableOf(test.receiver);
  const step = stepOf(increment, index);
  const [limit] = test.args;
  if (!index || index.kind === 'argument' || !limit || step === undefined) return;
  if (test.selector !== (step > 0 ? '<=' : '>=')) return;
  const assigned = before.map((node) => (node.kind === 'assignment' ? variableOf(node.target) : undefined));
  const limitVariable = variableOf(limit);
  const place = assigned.lastIndexOf(index);
  if (place < 0) return;
  const limitPlace = limitVariable ? assigned.lastIndexOf(limitVariable) : -1;
  const last = before.length - 1;
  const hasLimit = limitPlace >= 0 && Math.min(place, limitPlace) === last - 1 && limitVariable !== index;
  if (!hasLimit && place !== last) return;
  if (assignsIn(loop.body!.body.statements.slice(0, -1), index)) return;
  const group = { isRejected: false };
  const make = (withLimit: boolean): CountedLoop => ({
    index,
    start: (before[place] as Assignment).value,
    limit: withLimit ? (before[limitPlace] as Assignment).value : limit,
    limitVariable: withLimit ? limitVariable : undefined,
    step: ((increment as Assignment).value as Extract<TreeNode, { kind: 'send' }>).args[0]!,
    prefix: loop.start ? 0 : withLimit ? 2 : 1,
    increment: (increment as Assignment).at,
  });
  const accept = (): void => {
    loop.counted = make(hasLimit);
    loop.body!.parameters = [index];
  };
  const own = new UseCounts(loop.start ? [loop] : [loop, before[place]!]);
  candidates.push({ variable: index, uses: own.of(index), accept, group });
  if (hasLimit) candidates.push({ variable: limitVariable!, uses: 2, accept: () => undefined, group });
}

function variableOf(node: TreeNode | undefined): TreeVariable | undefined {
  return node?.kind === 'variable' ? node.variable : undefined;
}

/** The step of `index := index + step`; undefined if it is something else, 0 included. */
function stepOf({ target, value }: Assignment, index: TreeVariable | undefined): number | undefined {
  if (index === undefined || variableOf(target) !== index) return undefined;
  if (value.kind !== 'send' || value.selector !== '+' || variableOf(value.receiver) !== index)
    return undefined;
  const [step] = value.args;
  if (step?.kind !== 'literal') return undefined;
  const number =
    typeof step.value === 'number'
      ? step.value
      : typeof step.value === 'object' && 'v' in step.value
        ? Number(step.value.v)
        : 0;
  return number === 0 ? undefined : number;
}

function assignsIn(parts: readonly TreePart[], variable: TreeVariable): boolean {
  let found = false;
  walk(parts, (node) => {
    if (node.kind === 'assignment' && variableOf(node.target) === variable) found = true;
  });
  return found;
}

/** BlockContexts keep their parameters in their method's frame. */
function findParameters(block: Block, candidates: Candidate[]): void {
  const own = new UseCounts(block.body.statements);
  for (const variable of block.parameters)
    if (variable.kind === 'temporary')
      candidates.push({
        variable,
        uses: own.of(variable),
        accept: () => undefined,
        group: { isRejected: false },
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
  candidates.push({ variable, uses, accept, group: { isRejected: false } });
}

/**
 * A variable of a loop's body is a new one each time round: some compilers say so by a nil at its start, and a block may
 * copy it though it is assigned in the loop.
 */
function scopeLoopTemporaries(tree: MethodTree): void {
  const all = new UseCounts(tree.body.statements);
  const declared = new Set(bodiesOf(tree).flatMap(({ temporaries }) => temporaries));
  const scopeIn = (arm: Arm): void => {
    const { body } = arm;
    const own = new UseCounts(body.statements);
    const captured = capturedIn(body.statements);
    const moved: TreeVariable[] = [];
    const consider = (variable: TreeVariable, isNiled: boolean): boolean => {
      if (variable.kind !== 'temporary' || !declared.has(variable) || own.of(variable) !== all.of(variable))
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
      if (!variable || !consider(variable, true)) break;
      niled++;
    }
    body.statements = body.statements.slice(niled);
    for (const variable of [...declared]) consider(variable, false);
    for (const each of bodiesOf(tree))
      each.temporaries = each.temporaries.filter((variable) => !moved.includes(variable));
    body.temporaries = [...moved, ...body.temporaries];
  };
  walk(tree.body.statements, (node) => {
    if (node.kind === 'loop' && node.body) scopeIn(node.body);
  });
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
