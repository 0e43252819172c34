// Numbers the objects of an object memory in the order in which they stand, and finds an object by its place: a bit
// for each place at which an object can start, and counts of the bits before each word of them. Takes four bytes an
// object and a sixty-fourth (Spur) or a thirty-second (V3) of the memory.
export class ObjectIndex {
  private readonly bits: Uint32Array;
  private counts = new Uint32Array(0);
  private places: Uint32Array;
  private used = 0;

  /** Objects start at multiples of `1 << unitShift` bytes. */
  constructor(
    sizeBytes: number,
    private readonly unitShift: number,
  ) {
    const units = Math.floor(sizeBytes / (1 << unitShift));
    this.bits = new Uint32Array((units >>> 5) + 1);
    this.places = new Uint32Array(Math.max(16, units >>> 3));
  }

  get length(): number {
    return this.used;
  }

  /** Objects are added in ascending order. */
  add(offset: number): void {
    const unit = Math.floor(offset / (1 << this.unitShift));
    this.bits[unit >>> 5] |= 1 << (unit & 31);
    if (this.used === this.places.length) {
      const larger = new Uint32Array(this.used * 2);
      larger.set(this.places);
      this.places = larger;
    }
    this.places[this.used++] = unit;
  }

  /** Called once, after the last `add`. */
  finish(): void {
    this.places = this.places.slice(0, this.used);
    this.counts = new Uint32Array(this.bits.length);
    let total = 0;
    for (let i = 0; i < this.bits.length; i++) {
      this.counts[i] = total;
      total += popCount(this.bits[i]);
    }
  }

  /** Bytes from the start of the memory to the header of the object with that number. */
  offsetOf(index: number): number {
    return this.places[index] * (1 << this.unitShift);
  }

  /** Number of the object whose header is at `offset`, or -1 if none starts there. */
  indexAt(offset: number): number {
    const unit = offset / (1 << this.unitShift);
    if (!Number.isInteger(unit) || unit < 0) return -1;
    const word = this.bits[Math.floor(unit / 32)];
    if (word === undefined) return -1;
    const bit = unit & 31;
    if ((word & (1 << bit)) === 0) return -1;
    return this.counts[Math.floor(unit / 32)] + popCount(word & ((1 << bit) - 1));
  }
}

function popCount(word: number): number {
  word -= (word >>> 1) & 0x55555555;
  word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
  return (((word + (word >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
