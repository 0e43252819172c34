/** The twin of Fib.class.st. */
class Fib {
  run(size: number): number {
    return this.fib(size);
  }

  private fib(n: number): number {
    return n < 2 ? n : this.fib(n - 1) + this.fib(n - 2);
  }
}

export function runFib(size: number): number {
  return new Fib().run(size);
}
