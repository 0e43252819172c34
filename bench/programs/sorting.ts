/** The twin of Sorting.class.st; base 0. */
class Sorting {
  private elements: number[] = [];

  run(size: number): number {
    let seed = 42;
    this.elements = new Array<number>(size);
    for (let i = 0; i < size; i++) {
      seed = (seed * 1309 + 13849) & 65535;
      this.elements[i] = seed;
    }
    this.sort(0, size - 1);
    let sum = 0;
    for (let i = 0; i < size; i += 16) sum += this.elements[i];
    return sum;
  }

  private sort(first: number, last: number): void {
    const { elements } = this;
    let low = first;
    let high = last;
    const pivot = elements[(first + last) >> 1];
    while (low <= high) {
      while (elements[low] < pivot) low++;
      while (pivot < elements[high]) high--;
      if (low <= high) this.swap(low++, high--);
    }
    if (first < high) this.sort(first, high);
    if (low < last) this.sort(low, last);
  }

  private swap(i: number, j: number): void {
    const element = this.elements[i];
    this.elements[i] = this.elements[j];
    this.elements[j] = element;
  }
}

export function runSorting(size: number): number {
  return new Sorting().run(size);
}
