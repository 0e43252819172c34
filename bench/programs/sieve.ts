/** The twin of Sieve.class.st. */
class Sieve {
  run(size: number): number {
    const isPrime = new Array<boolean>(size + 1).fill(true);
    let count = 0;
    for (let i = 2; i <= size; i++) {
      if (!isPrime[i]) continue;
      count++;
      for (let multiple = i + i; multiple <= size; multiple += i) isPrime[multiple] = false;
    }
    return count;
  }
}

export function runSieve(size: number): number {
  return new Sieve().run(size);
}
