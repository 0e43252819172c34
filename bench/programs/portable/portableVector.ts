/** The twin of PortableVector.class.st; base 0. */
export class PortableVector<T> {
  protected elements: T[] | null;
  private first = 0;
  private end = 0;

  constructor(capacity = 0) {
    this.elements = capacity > 0 ? new Array<T>(capacity) : null;
  }

  static with<T>(element: T): PortableVector<T> {
    const vector = new PortableVector<T>(1);
    vector.append(element);
    return vector;
  }

  append(element: T): void {
    if (this.elements === null) this.elements = new Array<T>(10);
    else if (this.end === this.elements.length) this.growTo(this.end * 2);
    this.elements[this.end++] = element;
  }

  put(index: number, element: T): void {
    if (this.elements === null) this.elements = new Array<T>(Math.max(index + 1, 10));
    else {
      let capacity = this.elements.length;
      while (capacity <= index) capacity *= 2;
      if (capacity > this.elements.length) this.growTo(capacity);
    }
    this.elements[index] = element;
    if (this.end <= index) this.end = index + 1;
  }

  /** Undefined beyond the capacity. */
  at(index: number): T | undefined {
    return this.elements === null || index >= this.elements.length ? undefined : this.elements[index];
  }

  get size(): number {
    return this.end - this.first;
  }

  get isEmpty(): boolean {
    return this.end === this.first;
  }

  forEach(action: (element: T) => void): void {
    for (let i = this.first; i < this.end; i++) action(this.elements![i]);
  }

  some(isMeant: (element: T) => boolean): boolean {
    for (let i = this.first; i < this.end; i++) if (isMeant(this.elements![i])) return true;
    return false;
  }

  removeFirst(): T | undefined {
    return this.isEmpty ? undefined : this.elements![this.first++];
  }

  /** Whether it was there. */
  remove(element: T): boolean {
    if (this.isEmpty) return false;
    const kept = new Array<T>(this.elements!.length);
    let count = 0;
    let wasThere = false;
    this.forEach((each) => {
      if (each === element) wasThere = true;
      else kept[count++] = each;
    });
    this.elements = kept;
    this.first = 0;
    this.end = count;
    return wasThere;
  }

  removeAll(): void {
    this.first = 0;
    this.end = 0;
    if (this.elements !== null) this.elements = new Array<T>(this.elements.length);
  }

  sort(precedes: (one: T, other: T) => boolean): void {
    const elements = this.elements!;
    for (let i = this.first + 1; i < this.end; i++) {
      const moved = elements[i];
      let hole = i;
      while (hole > this.first && precedes(moved, elements[hole - 1])) {
        elements[hole] = elements[hole - 1];
        hole--;
      }
      elements[hole] = moved;
    }
  }

  private growTo(capacity: number): void {
    const grown = new Array<T>(capacity);
    for (let i = this.first; i < this.end; i++) grown[i] = this.elements![i];
    this.elements = grown;
  }
}
