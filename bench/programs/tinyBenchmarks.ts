// What `0 tinyBenchmarks` of an image measures, in JavaScript: both are counted as that counts them.
import { processorMs } from '../measurement';

/** Bytecodes that a round of the sieve is said to be. */
const bytecodesOfRound = 500_000;
const flagCount = 8190;

function sieve(rounds: number): number {
  let count = 0;
  for (let round = 0; round < rounds; round++) {
    count = 0;
    const flags = new Array<boolean>(flagCount + 1).fill(true);
    for (let i = 1; i <= flagCount; i++) {
      if (!flags[i]) continue;
      const step = i + 1;
      for (let multiple = i + step; multiple <= flagCount; multiple += step) flags[multiple] = false;
      count++;
    }
  }
  return count;
}

/** The number of calls that it takes. */
function benchFib(n: number): number {
  return n < 2 ? 1 : benchFib(n - 1) + benchFib(n - 2) + 1;
}

export interface TinyBenchmarks {
  readonly bytecodesPerSecond: number;
  readonly sendsPerSecond: number;
}

/** Each for as long as that or longer. Throws nothing. */
export function tinyBenchmarks(leastMs: number): TinyBenchmarks {
  let rounds = 1;
  let ms = elapsedMs(() => sieve(rounds));
  while (ms < leastMs) {
    rounds *= 2;
    ms = elapsedMs(() => sieve(rounds));
  }
  const bytecodesPerSecond = (rounds * bytecodesOfRound * 1000) / ms;
  let n = 20;
  let sends = 0;
  const fib = (): void => {
    sends = benchFib(n);
  };
  ms = elapsedMs(fib);
  while (ms < leastMs) {
    n++;
    ms = elapsedMs(fib);
  }
  return { bytecodesPerSecond, sendsPerSecond: (sends * 1000) / ms };
}

function elapsedMs(work: () => unknown): number {
  const startMs = processorMs();
  work();
  return processorMs() - startMs;
}
