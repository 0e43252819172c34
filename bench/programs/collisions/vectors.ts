/** The twin of PlaneVector.class.st. */
export class PlaneVector {
  constructor(
    readonly x: number,
    readonly y: number,
  ) {}

  plus(vector: PlaneVector): PlaneVector {
    return new PlaneVector(this.x + vector.x, this.y + vector.y);
  }

  minus(vector: PlaneVector): PlaneVector {
    return new PlaneVector(this.x - vector.x, this.y - vector.y);
  }

  compareTo(vector: PlaneVector): number {
    const order = this.compare(this.x, vector.x);
    return order === 0 ? this.compare(this.y, vector.y) : order;
  }

  private compare(one: number, other: number): number {
    if (one === other) return 0;
    return one < other ? -1 : 1;
  }
}

/** The twin of SpaceVector.class.st. */
export class SpaceVector {
  constructor(
    readonly x: number,
    readonly y: number,
    readonly z: number,
  ) {}

  plus(vector: SpaceVector): SpaceVector {
    return new SpaceVector(this.x + vector.x, this.y + vector.y, this.z + vector.z);
  }

  minus(vector: SpaceVector): SpaceVector {
    return new SpaceVector(this.x - vector.x, this.y - vector.y, this.z - vector.z);
  }

  times(factor: number): SpaceVector {
    return new SpaceVector(this.x * factor, this.y * factor, this.z * factor);
  }

  dot(vector: SpaceVector): number {
    return this.x * vector.x + this.y * vector.y + this.z * vector.z;
  }

  squaredLength(): number {
    return this.dot(this);
  }

  length(): number {
    return Math.sqrt(this.squaredLength());
  }
}
