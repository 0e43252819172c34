import { BenchError } from '../../measurement';
import { PortableProgram } from '../portable/portableProgram';

/** The twin of Towers.class.st; base 0. */
export class Towers extends PortableProgram<number> {
  private piles: (Disk | null)[] = [];
  private moves = 0;

  protected once(): number {
    this.piles = [null, null, null];
    this.buildPile(0, 13);
    this.moves = 0;
    this.move(13, 0, 1);
    return this.moves;
  }

  protected isRight(answer: number): boolean {
    return answer === 8191;
  }

  private buildPile(pile: number, count: number): void {
    for (let i = count; i >= 0; i--) this.push(new Disk(i), pile);
  }

  private push(disk: Disk, pile: number): void {
    const top = this.piles[pile];
    if (top !== null && disk.size >= top.size) throw new BenchError('A big disk is put onto a small one');
    disk.next = top;
    this.piles[pile] = disk;
  }

  private pop(pile: number): Disk {
    const top = this.piles[pile];
    if (top === null) throw new BenchError('A disk is taken from no pile');
    this.piles[pile] = top.next;
    top.next = null;
    return top;
  }

  private moveTop(source: number, target: number): void {
    this.push(this.pop(source), target);
    this.moves++;
  }

  private move(count: number, source: number, target: number): void {
    if (count === 1) {
      this.moveTop(source, target);
      return;
    }
    const third = 3 - source - target;
    this.move(count - 1, source, third);
    this.moveTop(source, target);
    this.move(count - 1, third, target);
  }
}

/** The twin of TowersDisk.class.st. */
class Disk {
  next: Disk | null = null;

  constructor(readonly size: number) {}
}
