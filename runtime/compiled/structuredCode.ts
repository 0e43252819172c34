// Basic blocks to loops, conditions and labelled blocks, by the dominator tree (N. Ramsey, "Beyond Relooper", ICFP 2022).
// What follows a loop stands behind it, not in it: V8 takes a loop's text for its extent.
import type { Block, Edge } from './block';

interface Node {
  readonly block: Block;
  /** Place in reverse postorder. */
  readonly order: number;
  readonly predecessors: Node[];
  dominator: Node;
  /** Innermost loop's head; itself for a head. */
  loop: Node | null;
  outerLoop: Node | null;
  isHead: boolean;
  /** Placed behind this node's text, in a block that jumps to them leave. */
  readonly followers: Node[];
  /** It stands behind a labelled block, which is left to come to it. */
  isFollower: boolean;
}

/** How loops are repeated within themselves: so often at most, without the lines that begin with `poll`. */
export interface Unrolling {
  readonly copies: number;
  readonly poll: string;
}

/** Characters of a loop that is repeated, and of all its copies. */
const maxLoop = 600;
const maxCopies = 3000;

/** Statements that run the blocks from `entry` on; undefined if no structure has such jumps. */
export function structuredCode(entry: Block, unrolling: Unrolling): string | undefined {
  const nodes = orderNodes(entry);
  const byBlock = new Map(nodes.map((node) => [node.block, node]));
  for (const node of nodes)
    for (const edge of node.block.edges) byBlock.get(edge.to)!.predecessors.push(node);
  findDominators(nodes);
  if (!findLoops(nodes)) return undefined;
  placeFollowers(nodes);
  return new Writer(byBlock, unrolling).tree(nodes[0]);
}

function orderNodes(entry: Block): Node[] {
  const postorder: Block[] = [];
  const seen = new Set<Block>([entry]);
  const pending: [Block, number][] = [[entry, 0]];
  while (pending.length > 0) {
    const top = pending[pending.length - 1];
    const edges = top[0].edges;
    if (top[1] === edges.length) {
      postorder.push(top[0]);
      pending.pop();
      continue;
    }
    // The last edge first, so that what stands first in the code comes first in the order.
    const { to } = edges[edges.length - 1 - top[1]++];
    if (seen.has(to)) continue;
    seen.add(to);
    pending.push([to, 0]);
  }
  return postorder.reverse().map((block, order) => {
    const node = {
      block,
      order,
      predecessors: [],
      loop: null,
      outerLoop: null,
      isHead: false,
      followers: [],
      isFollower: false,
    } as Partial<Node> as Node;
    node.dominator = node;
    return node;
  });
}

/** Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm" (2001). */
function findDominators(nodes: Node[]): void {
  const known = new Set<Node>([nodes[0]]);
  for (let changed = true; changed;) {
    changed = false;
    for (const node of nodes.slice(1)) {
      let dominator: Node | null = null;
      for (const from of node.predecessors) {
        if (!known.has(from)) continue;
        dominator = dominator === null ? from : commonDominator(dominator, from);
      }
      if (!known.has(node) || node.dominator !== dominator) {
        node.dominator = dominator!;
        known.add(node);
        changed = true;
      }
    }
  }
}

function commonDominator(a: Node, b: Node): Node {
  while (a !== b) {
    while (a.order > b.order) a = a.dominator;
    while (b.order > a.order) b = b.dominator;
  }
  return a;
}

function dominates(a: Node, b: Node): boolean {
  while (b.order > a.order) b = b.dominator;
  return a === b;
}

/** False if a loop can be entered beside its head. */
function findLoops(nodes: Node[]): boolean {
  for (const head of [...nodes].reverse()) {
    const latches = head.predecessors.filter((from) => from.order >= head.order);
    if (latches.length === 0) continue;
    if (latches.some((latch) => !dominates(head, latch))) return false;
    head.isHead = true;
    const body = new Set<Node>([head]);
    const pending = [...latches];
    for (let node = pending.pop(); node; node = pending.pop()) {
      if (body.has(node)) continue;
      body.add(node);
      pending.push(...node.predecessors);
    }
    // Heads are visited from the innermost out: a node that has a loop already is in one that this holds.
    for (const node of body) {
      if (node.loop === null) {
        node.loop = head;
        continue;
      }
      let outermost = node.loop;
      while (outermost.outerLoop !== null) outermost = outermost.outerLoop;
      if (outermost !== head) outermost.outerLoop = head;
    }
  }
  return true;
}

function isInLoop(node: Node, head: Node): boolean {
  for (let loop = node.loop; loop !== null; loop = loop.outerLoop) if (loop === head) return true;
  return false;
}

function placeFollowers(nodes: Node[]): void {
  for (const node of nodes.slice(1)) {
    const forward = node.predecessors.filter((from) => from.order < node.order);
    // Behind the outermost loop that its dominator is in and it is not.
    let place = node.dominator;
    let leaves = false;
    for (let loop = node.dominator.loop; loop !== null; loop = loop.outerLoop)
      if (!isInLoop(node, loop)) {
        place = loop;
        leaves = true;
      }
    node.isFollower = leaves || forward.length > 1;
    if (node.isFollower) place.followers.push(node);
  }
}

class Writer {
  constructor(
    private readonly byBlock: ReadonlyMap<Block, Node>,
    private readonly unrolling: Unrolling,
  ) {}

  tree(node: Node): string {
    const isOutside = (follower: Node): boolean => node.isHead && !isInLoop(follower, node);
    const outside = node.followers.filter(isOutside).sort((a, b) => a.order - b.order);
    const inside = node.followers.filter((f) => !isOutside(f)).sort((a, b) => a.order - b.order);
    let text = `${node.block.text.join('\n')}\n${this.exit(node)}`;
    for (const follower of inside) text = this.followed(text, follower);
    if (node.isHead) text = `L${node.order}: for (;;) {\n${this.repeated(text, node.order)}${text}\n}`;
    for (const follower of outside) text = this.followed(text, follower);
    return text;
  }

  /** Copies of a short loop without calls or other loops to run before it: looking up costs as much as a round of it. */
  private repeated(text: string, order: number): string {
    const { copies, poll } = this.unrolling;
    const lines = text.split('\n').filter((line) => !line.startsWith(poll));
    const round = lines.join('\n');
    if (round.length > maxLoop || /\(E\b|for \(/.test(round)) return '';
    const count = Math.min(copies, Math.floor(maxCopies / round.length)) - 1;
    return Array.from({ length: Math.max(0, count) }, (_, i) => {
      const label = `U${order}_${i}`;
      return `${label}: {\n${round.replaceAll(`continue L${order};`, `break ${label};`)}\n}\n`;
    }).join('');
  }

  private followed(text: string, follower: Node): string {
    return `B${follower.order}: {\n${text}\n}\n${this.tree(follower)}`;
  }

  private exit(node: Node): string {
    const { exit } = node.block;
    switch (exit.kind) {
      case 'jump':
        return this.edge(node, exit.edge);
      case 'branch':
        return `if (${exit.condition}) {\n${this.edge(node, exit.yes)}\n} else {\n${this.edge(node, exit.no)}\n}`;
      case 'end':
        return '';
    }
  }

  private edge(from: Node, { to, moves }: Edge): string {
    const target = this.byBlock.get(to)!;
    if (target.order <= from.order) return `${moves}continue L${target.order};`;
    if (target.isFollower) return `${moves}break B${target.order};`;
    return `${moves}${this.tree(target)}`;
  }
}
