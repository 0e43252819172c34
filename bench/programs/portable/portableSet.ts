import { PortableVector } from './portableVector';

/** The twin of PortableSet.class.st. */
export class PortableSet<T> {
  private readonly items = new PortableVector<T>(10);

  add(element: T): void {
    if (!this.includes(element)) this.items.append(element);
  }

  get size(): number {
    return this.items.size;
  }

  includes(element: T): boolean {
    return this.items.some((each) => each === element);
  }

  forEach(action: (element: T) => void): void {
    this.items.forEach(action);
  }
}
