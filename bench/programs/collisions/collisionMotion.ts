import type { CallSign } from './collisionSimulator';
import type { SpaceVector } from './vectors';

/** How near is too near. */
export const nearness = 1;
/** How far the map goes. */
export const extent = 1000;

/** The twin of CollisionMotion.class.st. */
export class CollisionMotion {
  constructor(
    readonly sign: CallSign,
    readonly from: SpaceVector,
    readonly to: SpaceVector,
  ) {}

  way(): SpaceVector {
    return this.to.minus(this.from);
  }

  /**
   * Where the two come too near, or null. They move evenly: the distance is a quadratic function of the time, which
   * is 0 to 1 in a frame.
   */
  collisionWith(motion: CollisionMotion): SpaceVector | null {
    const way = this.way();
    const otherWay = motion.way();
    const a = otherWay.minus(way).squaredLength();
    if (a === 0)
      return motion.from.minus(this.from).length() <= nearness
        ? this.from.plus(motion.from).times(0.5)
        : null;
    const b = 2 * this.from.minus(motion.from).dot(way.minus(otherWay));
    const c = motion.from.minus(this.from).squaredLength() - nearness * nearness;
    const discriminant = b * b - 4 * a * c;
    if (discriminant < 0) return null;
    const start = (0 - b - Math.sqrt(discriminant)) / (2 * a);
    const end = (0 - b + Math.sqrt(discriminant)) / (2 * a);
    const isInFrame =
      start <= end && ((start <= 1 && 1 <= end) || (start <= 0 && 0 <= end) || (0 <= start && end <= 1));
    return isInFrame ? this.placeAt(start <= 0 ? 0 : start, way, motion, otherWay) : null;
  }

  /** Between the two at that time; null where that is outside. */
  private placeAt(
    time: number,
    way: SpaceVector,
    motion: CollisionMotion,
    otherWay: SpaceVector,
  ): SpaceVector | null {
    const place = this.from
      .plus(way.times(time))
      .plus(motion.from.plus(otherWay.times(time)))
      .times(0.5);
    return place.x >= 0 &&
      place.x <= extent &&
      place.y >= 0 &&
      place.y <= extent &&
      place.z >= 0 &&
      place.z <= 10
      ? place
      : null;
  }
}
