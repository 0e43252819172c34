// How much compiled code there is, by the length of its text.
import type { Method } from '../object-memory/method';

export class CodeSizes {
  private readonly sizes = new Map<Method, number>();
  /** Characters. */
  total = 0;

  /** More code of the method: a continuation adds to it. */
  add(code: Method, size: number): void {
    this.total += size;
    this.sizes.set(code, (this.sizes.get(code) ?? 0) + size);
  }

  forget(code: Method): void {
    this.total -= this.sizes.get(code) ?? 0;
    this.sizes.delete(code);
  }

  /** Those that have code now; the list stays as it is when they lose it. */
  codes(): Method[] {
    return [...this.sizes.keys()];
  }
}
