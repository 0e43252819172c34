import { PortableProgram } from '../portable/portableProgram';

/** The twin of Mandelbrot.class.st. */
export class Mandelbrot extends PortableProgram<number> {
  private readonly size = 100;

  protected once(): number {
    const { size } = this;
    let sum = 0;
    let byte = 0;
    let bits = 0;
    for (let y = 0; y < size; y++) {
      const ci = (2 * y) / size - 1;
      for (let x = 0; x < size; x++) {
        const cr = (2 * x) / size - 1.5;
        let zrzr = 0;
        let zi = 0;
        let zizi = 0;
        let hasEscaped = false;
        for (let steps = 0; !(hasEscaped || steps >= 50); steps++) {
          const zr = zrzr - zizi + cr;
          zi = 2 * zr * zi + ci;
          zrzr = zr * zr;
          zizi = zi * zi;
          hasEscaped = zrzr + zizi > 4;
        }
        byte = (byte << 1) + (hasEscaped ? 1 : 0);
        bits++;
        if (bits === 8) {
          sum ^= byte;
          byte = 0;
          bits = 0;
        } else if (x === size - 1) {
          sum ^= byte << (8 - bits);
          byte = 0;
          bits = 0;
        }
      }
    }
    return sum;
  }

  protected isRight(answer: number): boolean {
    return answer === 239;
  }
}
