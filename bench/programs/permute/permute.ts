import { PortableProgram } from '../portable/portableProgram';

/** The twin of Permute.class.st. */
export class Permute extends PortableProgram<number> {
  private count = 0;
  private elements: number[] = [];

  protected once(): number {
    this.count = 0;
    this.elements = new Array<number>(6).fill(0);
    this.permute(6);
    return this.count;
  }

  protected isRight(answer: number): boolean {
    return answer === 8660;
  }

  private permute(n: number): void {
    this.count++;
    if (n === 0) return;
    this.permute(n - 1);
    for (let i = n - 1; i >= 0; i--) {
      this.swap(n - 1, i);
      this.permute(n - 1);
      this.swap(n - 1, i);
    }
  }

  private swap(i: number, j: number): void {
    const element = this.elements[i];
    this.elements[i] = this.elements[j];
    this.elements[j] = element;
  }
}
