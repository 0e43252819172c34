import { PortableSet } from '../portable/portableSet';
import { PortableVector } from '../portable/portableVector';
import type { Block } from './graph';

/** The twin of HavlakLoop.class.st. */
export class Loop {
  isRoot = false;
  depth = 0;
  counter = 0;
  readonly children = new PortableSet<Loop>();
  private outer: Loop | null = null;
  private level = 0;
  private readonly blocks = new PortableSet<Block>();

  constructor(
    readonly header: Block | null,
    readonly isReducible: boolean,
  ) {
    if (header !== null) this.blocks.add(header);
  }

  get parent(): Loop | null {
    return this.outer;
  }

  set parent(loop: Loop) {
    this.outer = loop;
    loop.children.add(this);
  }

  get nestingLevel(): number {
    return this.level;
  }

  set nestingLevel(level: number) {
    this.level = level;
    if (level === 0) this.isRoot = true;
  }

  addBlock(block: Block): void {
    this.blocks.add(block);
  }
}

/** The twin of HavlakLoops.class.st. */
export class Loops {
  private readonly loops = new PortableVector<Loop>();
  private readonly root: Loop;

  constructor() {
    this.root = this.newLoop(null, true);
    this.root.nestingLevel = 0;
  }

  get size(): number {
    return this.loops.size;
  }

  newLoop(block: Block | null, isReducible: boolean): Loop {
    const loop = new Loop(block, isReducible);
    loop.counter = this.loops.size;
    this.loops.append(loop);
    return loop;
  }

  computeNestingLevels(): void {
    this.loops.forEach((each) => {
      if (!(each.isRoot || each.parent !== null)) each.parent = this.root;
    });
    this.computeNestingLevel(this.root, 0);
  }

  private computeNestingLevel(loop: Loop, depth: number): void {
    loop.depth = depth;
    loop.children.forEach((each) => {
      this.computeNestingLevel(each, depth + 1);
      loop.nestingLevel = Math.max(loop.nestingLevel, each.nestingLevel + 1);
    });
  }
}
