import { PortableProgram } from '../portable/portableProgram';

/** The twin of PrimeFlags.class.st. */
export class PrimeFlags extends PortableProgram<number> {
  protected once(): number {
    return this.countIn(new Array<boolean>(5000).fill(true));
  }

  protected isRight(answer: number): boolean {
    return answer === 669;
  }

  private countIn(flags: boolean[]): number {
    let count = 0;
    for (let i = 2; i <= flags.length; i++) {
      if (!flags[i - 1]) continue;
      count++;
      for (let multiple = i + i; multiple <= flags.length; multiple += i) flags[multiple - 1] = false;
    }
    return count;
  }
}
