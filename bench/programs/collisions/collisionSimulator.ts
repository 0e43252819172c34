import { PortableVector } from '../portable/portableVector';
import { SpaceVector } from './vectors';

/** The twin of CollisionCallSign.class.st. */
export class CallSign {
  constructor(private readonly value: number) {}

  compareTo(sign: CallSign): number {
    if (this.value === sign.value) return 0;
    return this.value < sign.value ? -1 : 1;
  }
}

/** The twin of CollisionAircraft.class.st. */
export class Aircraft {
  constructor(
    readonly sign: CallSign,
    readonly position: SpaceVector,
  ) {}
}

/** The twin of CollisionSimulator.class.st; base 0. */
export class CollisionSimulator {
  private readonly signs = new PortableVector<CallSign>();

  constructor(count: number) {
    for (let i = 0; i < count; i++) this.signs.append(new CallSign(i));
  }

  frameAt(time: number): PortableVector<Aircraft> {
    const frame = new PortableVector<Aircraft>();
    for (let i = 0; i < this.signs.size; i += 2) {
      frame.append(new Aircraft(this.signs.at(i)!, new SpaceVector(time, Math.cos(time) * 2 + i * 3, 10)));
      frame.append(
        new Aircraft(this.signs.at(i + 1)!, new SpaceVector(time, Math.sin(time) * 2 + i * 3, 10)),
      );
    }
    return frame;
  }
}
