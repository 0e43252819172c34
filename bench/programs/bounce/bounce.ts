import { PortableProgram } from '../portable/portableProgram';
import { PortableRandom } from '../portable/portableRandom';

/** The twin of Bounce.class.st. */
export class Bounce extends PortableProgram<number> {
  protected once(): number {
    const random = new PortableRandom();
    const balls: Ball[] = [];
    for (let i = 0; i < 100; i++) balls.push(new Ball(random));
    let bounces = 0;
    for (let step = 0; step < 50; step++) for (const ball of balls) if (ball.bounce()) bounces++;
    return bounces;
  }

  protected isRight(answer: number): boolean {
    return answer === 1331;
  }
}

/** The twin of BounceBall.class.st. */
class Ball {
  private x: number;
  private y: number;
  private xVelocity: number;
  private yVelocity: number;

  constructor(random: PortableRandom) {
    this.x = random.next() % 500;
    this.y = random.next() % 500;
    this.xVelocity = (random.next() % 300) - 150;
    this.yVelocity = (random.next() % 300) - 150;
  }

  bounce(): boolean {
    const limit = 500;
    let isBounced = false;
    this.x += this.xVelocity;
    this.y += this.yVelocity;
    if (this.x > limit) {
      this.x = limit;
      this.xVelocity = 0 - Math.abs(this.xVelocity);
      isBounced = true;
    }
    if (this.x < 0) {
      this.x = 0;
      this.xVelocity = Math.abs(this.xVelocity);
      isBounced = true;
    }
    if (this.y > limit) {
      this.y = limit;
      this.yVelocity = 0 - Math.abs(this.yVelocity);
      isBounced = true;
    }
    if (this.y < 0) {
      this.y = 0;
      this.yVelocity = Math.abs(this.yVelocity);
      isBounced = true;
    }
    return isBounced;
  }
}
