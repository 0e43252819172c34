import { PortableProgram } from '../portable/portableProgram';
import { Graph } from './graph';
import { LoopFinder } from './loopFinder';
import { Loops } from './loops';

/** The twin of Havlak.class.st; base 0. */
export class Havlak extends PortableProgram<number> {
  protected once(): number {
    const graph = this.graph();
    const loops = new Loops();
    for (let i = 0; i < 20; i++) new LoopFinder(graph, loops).findLoops();
    this.extend(graph, 3, 4, 3);
    new LoopFinder(graph, loops).findLoops();
    for (let i = 0; i < 5; i++) new LoopFinder(graph, new Loops()).findLoops();
    loops.computeNestingLevels();
    return loops.size * 10000 + graph.size;
  }

  protected isRight(answer: number): boolean {
    return answer === 1820390;
  }

  private graph(): Graph {
    const graph = new Graph();
    graph.block(0);
    this.baseLoop(0, graph);
    graph.block(1);
    graph.connect(0, 2);
    return graph;
  }

  private extend(graph: Graph, trees: number, loops: number, inner: number): void {
    let n = 2;
    for (let tree = 0; tree < trees; tree++) {
      graph.block(n + 1);
      graph.connect(2, n + 1);
      n++;
      for (let i = 0; i < loops; i++) {
        const top = n;
        n = this.straight(n, 1, graph);
        for (let j = 0; j < inner; j++) n = this.baseLoop(n, graph);
        const bottom = this.straight(n, 1, graph);
        graph.connect(n, top);
        n = bottom;
      }
      graph.connect(n, 1);
    }
  }

  private diamond(start: number, graph: Graph): number {
    graph.connect(start, start + 1);
    graph.connect(start, start + 2);
    graph.connect(start + 1, start + 3);
    graph.connect(start + 2, start + 3);
    return start + 3;
  }

  private straight(start: number, count: number, graph: Graph): number {
    for (let i = 0; i < count; i++) graph.connect(start + i, start + i + 1);
    return start + count;
  }

  /** Two diamonds in a loop, each in a loop of its own; answers the block behind it. */
  private baseLoop(start: number, graph: Graph): number {
    const header = this.straight(start, 1, graph);
    const first = this.diamond(header, graph);
    const inner = this.straight(first, 1, graph);
    const second = this.diamond(inner, graph);
    const footer = this.straight(second, 1, graph);
    graph.connect(second, inner);
    graph.connect(first, header);
    graph.connect(footer, start);
    return this.straight(footer, 1, graph);
  }
}
