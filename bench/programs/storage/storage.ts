import { PortableProgram } from '../portable/portableProgram';
import { PortableRandom } from '../portable/portableRandom';

type Tree = unknown[];

/** The twin of Storage.class.st. */
export class Storage extends PortableProgram<number> {
  private count = 0;

  protected once(): number {
    this.count = 0;
    this.treeOf(7, new PortableRandom());
    return this.count;
  }

  protected isRight(answer: number): boolean {
    return answer === 5461;
  }

  private treeOf(depth: number, random: PortableRandom): Tree {
    this.count++;
    if (depth === 1) return new Array<unknown>((random.next() % 10) + 1);
    const branches = new Array<unknown>(4);
    for (let i = 0; i < 4; i++) branches[i] = this.treeOf(depth - 1, random);
    return branches;
  }
}
