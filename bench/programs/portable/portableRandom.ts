/** The twin of PortableRandom.class.st. */
export class PortableRandom {
  private seed = 74755;

  next(): number {
    this.seed = (this.seed * 1309 + 13849) & 65535;
    return this.seed;
  }
}
