// How everything here is measured: a thing and its counterpart by turns in one run, so that both meet the same machine
// in the same mood, and medians or quartiles of what came.

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
/** For a first look: figures waver. */
export const quickEffort: Effort = { rounds: 3, scale: 0.25 };

/** A size for this effort, at least 1. */
export function sized(effort: Effort, size: number): number {
  return Math.max(1, Math.round(size * effort.scale));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * What a quarter of the values stays below. Of times on a machine that others use: they slow everything down to half,
 * for moments, and never make it faster.
 */
export function lowerQuartile(values: readonly number[]): number {
  return [...values].sort((x, y) => x - y)[values.length >> 2];
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

/** Does its work so often and answers how long that took, in milliseconds. */
export type RepeatedSample = (times: number) => number | Promise<number>;

/** Shorter samples measure the clock. */
const shortestSampleMs = 20;
/** Just-in-time compilers, which take part of it, have seen by then what there is to see. */
const warmUpMs = 2000;
/** These samples are short. */
const turnsInRound = 3;

/**
 * Milliseconds that each takes once, by turns, round by round. Warms each up before, for two seconds of the processor and
 * at least ten times, and takes samples of twenty milliseconds or more.
 */
export async function measureByTurns(
  samples: readonly RepeatedSample[],
  effort: Effort,
): Promise<number[][]> {
  const repeats: number[] = [];
  for (const sample of samples) repeats.push(await warmUp(sample, effort));
  const measured: number[][] = samples.map(() => []);
  for (let round = 0; round < effort.rounds * turnsInRound; round++)
    for (let turn = 0; turn < samples.length; turn++) {
      // Another begins each time, as in compare.
      const i = (round + turn) % samples.length;
      measured[i].push((await samples[i](repeats[i])) / repeats[i]);
    }
  return measured;
}

/** Answers how often to repeat for a sample that is long enough. */
async function warmUp(sample: RepeatedSample, effort: Effort): Promise<number> {
  let times = 1;
  const untilMs = processorMs() + warmUpMs * Math.min(1, effort.scale * 4);
  for (let runs = 1; ; runs++)
    if ((await sample(times)) < shortestSampleMs * effort.scale) times *= 2;
    else if (runs >= 10 * effort.scale && processorMs() >= untilMs) return times;
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
