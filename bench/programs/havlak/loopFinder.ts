import { PortableDictionary } from '../portable/portableDictionary';
import { PortableSet } from '../portable/portableSet';
import { PortableVector } from '../portable/portableVector';
import type { Block, Graph } from './graph';
import type { Loop, Loops } from './loops';

/** The twin of HavlakNode.class.st. */
class Node {
  parent: Node = this;
  block: Block | null = null;
  number = 0;
  loop: Loop | null = null;

  place(block: Block, number: number): void {
    this.parent = this;
    this.block = block;
    this.number = number;
    this.loop = null;
  }

  /** The root; the way to it gets shorter. */
  representative(): Node {
    const passed = new PortableVector<Node>();
    let node: Node = this;
    while (node !== node.parent) {
      if (node.parent !== node.parent.parent) passed.append(node);
      node = node.parent;
    }
    passed.forEach((each) => {
      each.parent = this.parent;
    });
    return node;
  }
}

type NodeType = 'nonHeader' | 'dead' | 'reducible' | 'irreducible' | 'self';

const unvisited = 2147483647;
const mostNonBackPredecessors = 32 * 1024;

/** The twin of HavlakLoopFinder.class.st; base 0. */
export class LoopFinder {
  private readonly nonBackPredecessors = new PortableVector<PortableSet<number>>();
  private readonly backPredecessors = new PortableVector<PortableVector<number>>();
  private readonly numbers = new PortableDictionary<Block, number>();
  private headers: number[] = [];
  private types: NodeType[] = [];
  private last: number[] = [];
  private nodes: Node[] = [];

  constructor(
    private readonly graph: Graph,
    private readonly loops: Loops,
  ) {}

  findLoops(): void {
    const { start, size } = this.graph;
    if (start === null) return;
    this.nonBackPredecessors.removeAll();
    this.backPredecessors.removeAll();
    this.numbers.removeAll();
    this.headers = new Array<number>(size);
    this.types = new Array<NodeType>(size);
    this.last = new Array<number>(size);
    this.nodes = new Array<Node>(size);
    for (let i = 0; i < size; i++) {
      this.nonBackPredecessors.append(new PortableSet());
      this.backPredecessors.append(new PortableVector());
      this.nodes[i] = new Node();
    }
    this.graph.blocks.forEach((each) => this.numbers.put(each, unvisited));
    this.visit(start, 0);
    this.sortEdges();
    this.headers[0] = 0;
    for (let w = size - 1; w >= 0; w--) if (!this.findLoopAt(w)) return;
  }

  /** Depth first; answers the last number that was given. */
  private visit(block: Block, number: number): number {
    this.nodes[number].place(block, number);
    this.numbers.put(block, number);
    let lastNumber = number;
    block.outEdges.forEach((target) => {
      if (this.numbers.at(target) === unvisited) lastNumber = this.visit(target, lastNumber + 1);
    });
    this.last[number] = lastNumber;
    return lastNumber;
  }

  private isAncestor(w: number, v: number): boolean {
    return w <= v && v <= this.last[w];
  }

  private sortEdges(): void {
    for (let w = 0; w < this.nodes.length; w++) {
      this.headers[w] = 0;
      this.types[w] = 'nonHeader';
      const { block } = this.nodes[w];
      if (block === null) this.types[w] = 'dead';
      else this.sortEdgesInto(block, w);
    }
  }

  private sortEdgesInto(block: Block, w: number): void {
    if (block.inEdges.isEmpty) return;
    block.inEdges.forEach((each) => {
      const v = this.numbers.at(each)!;
      if (v === unvisited) return;
      if (this.isAncestor(w, v)) this.backPredecessors.at(w)!.append(v);
      else this.nonBackPredecessors.at(w)!.add(v);
    });
  }

  /** False where the search has degenerated. */
  private findLoopAt(w: number): boolean {
    const { block } = this.nodes[w];
    if (block === null) return true;
    const pool = new PortableVector<Node>();
    this.collectBackPredecessors(w, pool);
    const todo = new PortableVector<Node>();
    pool.forEach((each) => todo.append(each));
    if (!pool.isEmpty) this.types[w] = 'reducible';
    while (!todo.isEmpty) {
      const node = todo.removeFirst()!;
      if (this.nonBackPredecessors.at(node.number)!.size > mostNonBackPredecessors) return false;
      this.chase(node, w, pool, todo);
    }
    if (!pool.isEmpty || this.types[w] === 'self')
      this.unite(pool, w, this.loops.newLoop(block, this.types[w] !== 'irreducible'));
    return true;
  }

  private collectBackPredecessors(w: number, pool: PortableVector<Node>): void {
    this.backPredecessors.at(w)!.forEach((v) => {
      if (v === w) this.types[w] = 'self';
      else pool.append(this.nodes[v].representative());
    });
  }

  private chase(from: Node, w: number, pool: PortableVector<Node>, todo: PortableVector<Node>): void {
    this.nonBackPredecessors.at(from.number)!.forEach((each) => {
      const node = this.nodes[each].representative();
      if (this.isAncestor(w, node.number)) {
        if (node.number !== w && !pool.some((other) => other === node)) {
          todo.append(node);
          pool.append(node);
        }
      } else {
        this.types[w] = 'irreducible';
        this.nonBackPredecessors.at(w)!.add(node.number);
      }
    });
  }

  private unite(pool: PortableVector<Node>, w: number, loop: Loop): void {
    this.nodes[w].loop = loop;
    pool.forEach((each) => {
      this.headers[each.number] = w;
      each.parent = this.nodes[w];
      if (each.loop === null) loop.addBlock(each.block!);
      else each.loop.parent = loop;
    });
  }
}
