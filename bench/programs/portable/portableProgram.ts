import { BenchError } from '../../measurement';

/** The twin of PortableProgram.class.st. */
export abstract class PortableProgram<Answer> {
  protected abstract once(): Answer;
  protected abstract isRight(answer: Answer): boolean;

  /** Runs it so many times. Throws where an answer is wrong. */
  run(count: number): void {
    for (let i = 0; i < count; i++) {
      const answer = this.once();
      if (!this.isRight(answer)) throw new BenchError(`A wrong answer: ${String(answer)}`);
    }
  }
}
