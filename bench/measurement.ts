// How everything here is measured: a thing and its counterpart by turns in one run, so that both meet the same machine
// in the same mood, and medians of what came.

/** One figure, as `--json` writes it. */
export interface BenchResult {
  readonly name: string;
  /** The median of what was measured. */
  readonly value: number;
  readonly unit: string;
  /** Against the counterpart that `against` names, and which way: "times as long as …", "times as fast as …". */
  readonly ratio: number;
  readonly against: string;
}

/** A figure with what is asked of it; only the table shows that. */
export interface Figure extends BenchResult {
  readonly target?: Target;
}

export interface Target {
  readonly of: 'ratio' | 'value';
  readonly bound: 'at most' | 'at least';
  readonly limit: number;
}

/** How much to do. `scale` is 1 for figures that mean something; tests of the harness take less. */
export interface Effort {
  readonly rounds: number;
  readonly scale: number;
}

export const fullEffort: Effort = { rounds: 9, scale: 1 };

/** A size for this effort, at least 1. */
export function sized(effort: Effort, size: number): number {
  return Math.max(1, Math.round(size * effort.scale));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** Does its work once and answers how long one unit of it took, in any unit. */
export type Sample = () => number | Promise<number>;

export interface Comparison {
  readonly value: number;
  readonly counterpart: number;
  /** Median of `value / counterpart`, round by round. */
  readonly ratio: number;
}

/** Warms both up, then takes them by turns. */
export async function compare(value: Sample, counterpart: Sample, effort: Effort): Promise<Comparison> {
  const warmUps = effort.scale === 1 ? 3 : 1;
  for (let i = 0; i < warmUps; i++) {
    await value();
    await counterpart();
  }
  const values: number[] = [];
  const counterparts: number[] = [];
  for (let round = 0; round < effort.rounds; round++) {
    // Each goes first every other time: what one leaves behind (garbage, a warm core) is not always the other's.
    if (round % 2 === 0) {
      values.push(await value());
      counterparts.push(await counterpart());
    } else {
      counterparts.push(await counterpart());
      values.push(await value());
    }
  }
  return {
    value: median(values),
    counterpart: median(counterparts),
    ratio: median(values.map((each, i) => each / counterparts[i])),
  };
}

/**
 * Milliseconds of processor time that this process has used, all threads together: garbage collection counts, other
 * programs on the machine don't. For work that never waits.
 */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** What was measured is not what was meant: a program's answer is wrong, messages were lost. */
export class BenchError extends Error {
  override readonly name = 'BenchError';
}
