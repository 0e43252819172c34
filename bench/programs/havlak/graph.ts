import { PortableVector } from '../portable/portableVector';

/** The twin of HavlakBlock.class.st. */
export class Block {
  readonly inEdges = new PortableVector<Block>(2);
  readonly outEdges = new PortableVector<Block>(2);

  constructor(readonly name: number) {}

  get portableHash(): number {
    return this.name;
  }
}

/** The twin of HavlakEdge.class.st. */
class Edge {
  constructor(
    readonly from: Block,
    readonly to: Block,
  ) {
    from.outEdges.append(to);
    to.inEdges.append(from);
  }
}

/** The twin of HavlakGraph.class.st. */
export class Graph {
  start: Block | null = null;
  readonly blocks = new PortableVector<Block>();
  private readonly edges = new PortableVector<Edge>();

  get size(): number {
    return this.blocks.size;
  }

  /** The block with this number, which is made if it is not there. */
  block(name: number): Block {
    let block = this.blocks.at(name);
    if (block === undefined) {
      block = new Block(name);
      this.blocks.put(name, block);
    }
    if (this.blocks.size === 1) this.start = block;
    return block;
  }

  connect(name: number, another: number): void {
    this.edges.append(new Edge(this.block(name), this.block(another)));
  }
}
