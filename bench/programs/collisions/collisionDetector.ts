import { BenchError } from '../../measurement';
import { PortableVector } from '../portable/portableVector';
import { CollisionMotion, extent, nearness } from './collisionMotion';
import type { Aircraft, CallSign } from './collisionSimulator';
import { RedBlackTree } from './redBlackTree';
import { PlaneVector, type SpaceVector } from './vectors';

const voxelSize = 2;
const right = new PlaneVector(voxelSize, 0);
const up = new PlaneVector(0, voxelSize);

/** The twin of Collision.class.st. */
class Collision {
  constructor(
    readonly first: CallSign,
    readonly second: CallSign,
    readonly position: SpaceVector,
  ) {}
}

type VoxelMap = RedBlackTree<PlaneVector, PortableVector<CollisionMotion>>;

/** The twin of CollisionDetector.class.st. */
export class CollisionDetector {
  private readonly positions = new RedBlackTree<CallSign, SpaceVector>();

  take(frame: PortableVector<Aircraft>): PortableVector<Collision> {
    const motions = this.motionsIn(frame);
    const collisions = new PortableVector<Collision>();
    this.motionsByVoxel(motions).forEach((near) => {
      for (let i = 0; i < near.size; i++) {
        const motion = near.at(i)!;
        for (let j = i + 1; j < near.size; j++) {
          const other = near.at(j)!;
          const place = motion.collisionWith(other);
          if (place !== null) collisions.append(new Collision(motion.sign, other.sign, place));
        }
      }
    });
    return collisions;
  }

  private motionsIn(frame: PortableVector<Aircraft>): PortableVector<CollisionMotion> {
    const motions = new PortableVector<CollisionMotion>();
    const seen = new RedBlackTree<CallSign, boolean>();
    frame.forEach(({ sign, position }) => {
      const before = this.positions.put(sign, position);
      seen.put(sign, true);
      motions.append(new CollisionMotion(sign, before ?? position, position));
    });
    this.positions.forEach((sign) => {
      if (seen.at(sign) === undefined) throw new BenchError('An aircraft has vanished');
    });
    return motions;
  }

  /** Those of each voxel in which there are several. */
  private motionsByVoxel(
    motions: PortableVector<CollisionMotion>,
  ): PortableVector<PortableVector<CollisionMotion>> {
    const map: VoxelMap = new RedBlackTree();
    motions.forEach((each) => this.enter(each, map, new RedBlackTree(), this.voxelAt(each.from)));
    const several = new PortableVector<PortableVector<CollisionMotion>>();
    map.forEach((_voxel, near) => {
      if (near.size > 1) several.append(near);
    });
    return several;
  }

  private enter(
    motion: CollisionMotion,
    map: VoxelMap,
    seen: RedBlackTree<PlaneVector, boolean>,
    voxel: PlaneVector,
  ): void {
    if (!this.isNear(motion, voxel)) return;
    if (seen.put(voxel, true) !== undefined) return;
    this.add(motion, voxel, map);
    this.enter(motion, map, seen, voxel.minus(right));
    this.enter(motion, map, seen, voxel.plus(right));
    this.enter(motion, map, seen, voxel.minus(up));
    this.enter(motion, map, seen, voxel.plus(up));
    this.enter(motion, map, seen, voxel.minus(right).minus(up));
    this.enter(motion, map, seen, voxel.minus(right).plus(up));
    this.enter(motion, map, seen, voxel.plus(right).minus(up));
    this.enter(motion, map, seen, voxel.plus(right).plus(up));
  }

  private add(motion: CollisionMotion, voxel: PlaneVector, map: VoxelMap): void {
    let near = map.at(voxel);
    if (near === undefined) {
      near = new PortableVector();
      map.put(voxel, near);
    }
    near.append(motion);
  }

  private voxelAt(position: SpaceVector): PlaneVector {
    let x = voxelSize * Math.trunc(position.x / voxelSize);
    let y = voxelSize * Math.trunc(position.y / voxelSize);
    if (position.x < 0) x -= voxelSize;
    if (position.y < 0) y -= voxelSize;
    return new PlaneVector(x, y);
  }

  private isNear(motion: CollisionMotion, voxel: PlaneVector): boolean {
    if (voxel.x > extent || voxel.x < 0 || voxel.y > extent || voxel.y < 0) return false;
    const radius = nearness / 2;
    const x0 = motion.from.x;
    const xv = motion.to.x - x0;
    const y0 = motion.from.y;
    const yv = motion.to.y - y0;
    let lowX = 0;
    let highX = 0;
    let lowY = 0;
    let highY = 0;
    if (xv === 0) {
      if (!(voxel.x <= x0 + radius && x0 - radius <= voxel.x + voxelSize)) return false;
    } else {
      lowX = (voxel.x - radius - x0) / xv;
      highX = (voxel.x + voxelSize + radius - x0) / xv;
      if (xv < 0) [lowX, highX] = [highX, lowX];
      if (!this.isInFrame(lowX, highX)) return false;
    }
    if (yv === 0) {
      if (!(voxel.y <= y0 + radius && y0 - radius <= voxel.y + voxelSize)) return false;
    } else {
      lowY = (voxel.y - radius - y0) / yv;
      highY = (voxel.y + voxelSize + radius - y0) / yv;
      if (yv < 0) [lowY, highY] = [highY, lowY];
      if (!this.isInFrame(lowY, highY)) return false;
    }
    return (
      xv === 0 ||
      yv === 0 ||
      (lowY <= highX && highX <= highY) ||
      (lowY <= lowX && lowX <= highY) ||
      (lowX <= lowY && highY <= highX)
    );
  }

  /** Whether some of it is in the frame. */
  private isInFrame(low: number, high: number): boolean {
    return (low <= 1 && 1 <= high) || (low <= 0 && 0 <= high) || (0 <= low && high <= 1);
  }
}
