import { PortableProgram } from '../portable/portableProgram';
import { CollisionDetector } from './collisionDetector';
import { CollisionSimulator } from './collisionSimulator';

/** The twin of CollisionDetection.class.st. */
export class CollisionDetection extends PortableProgram<number> {
  protected once(): number {
    const simulator = new CollisionSimulator(10);
    const detector = new CollisionDetector();
    let count = 0;
    for (let i = 0; i < 200; i++) count += detector.take(simulator.frameAt(i / 10)).size;
    return count;
  }

  protected isRight(answer: number): boolean {
    return answer === 390;
  }
}
