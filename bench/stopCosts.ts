// What it costs to stop: to pause busy images, to have a breakpoint in a hot method, to switch from a deep Process.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { WorkerDebugger } from '../runtime/debugger/workerDebugger';
import { loadBuiltKernel, type LocalImage } from '../runtime/node/evaluate';
import { startSystem } from '../runtime/node/system';
import { evaluated, newBenchImage, programsFolder, valueOf } from './benchImage';
import {
  BenchError,
  lowerQuartile,
  measureByTurns,
  median,
  processorMs,
  sized,
  type Effort,
  type Figure,
  type RepeatedSample,
} from './measurement';

export async function stopCosts(effort: Effort): Promise<Figure[]> {
  return [await pauseCost(effort), ...(await breakpointCosts(effort)), await switchCost(effort)];
}

const busyCount = 200;
/** How long the images run before they are paused again. */
const busyMs = 100;

async function pauseCost(effort: Effort): Promise<Figure> {
  const count = sized(effort, busyCount);
  const images = Array.from({ length: count }, (_, i) => ({
    name: `busy${i}`,
    entry: '| sum | sum := 0. [ sum := sum + 20 benchFib \\\\ 1000 ] repeat',
  }));
  const system = await startSystem({ topology: { workers: 2, images }, folder: programsFolder() });
  const driver = system.debugger;
  try {
    await driver.configurationDone();
    const [{ image }] = await driver.images();
    const pauseMs = async (one?: number): Promise<number> => {
      await setTimeout(busyMs * effort.scale);
      const startMs = performance.now();
      await driver.pause(one);
      const tookMs = performance.now() - startMs;
      const running = (await driver.images()).filter(({ state }) => state !== 'stopped').length;
      if (running > (one === undefined ? 0 : count - 1)) throw new BenchError(`${running} images still run`);
      await driver.continue(one);
      return tookMs;
    };
    await pauseMs();
    const [all, one]: number[][] = [[], []];
    for (let round = 0; round < effort.rounds; round++) {
      all.push(await pauseMs());
      one.push(await pauseMs(image));
    }
    return {
      name: `pausing ${count} busy images`,
      value: median(all),
      unit: 'ms',
      ratio: median(all) / median(one),
      against: 'times as long as pausing one of them',
      target: { of: 'value', bound: 'at most', limit: 50 },
    };
  } finally {
    await driver.terminate();
    await system.ended;
  }
}

/** A statement that no run reaches, in a method that Towers runs over and over. */
const brokenFile = path.join('towers', 'Towers.class.st');
const unreached = "self error: 'A big disk";

async function breakpointCosts(effort: Effort): Promise<Figure[]> {
  const kernel = loadBuiltKernel();
  const plain = await newBenchImage(kernel, 'plain');
  const broken = await newBenchImage(kernel, 'broken');
  const [, debug] = [plain, broken].map(
    ({ host }) =>
      new WorkerDebugger(
        host,
        0,
        () => undefined,
        () => undefined,
      ),
  );
  const file = path.join(programsFolder(), brokenFile);
  const start = readFileSync(file, 'utf8').indexOf(unreached);
  // Warm before there is a breakpoint, as code is that somebody begins to look at.
  const towers = await measured('Towers');
  const [{ verified }] = debug.setBreakpoints(file, [{ start, stop: start + unreached.length }], [1]);
  if (!verified) throw new BenchError(`There is no place for a breakpoint in ${file}`);
  const rest = await measured('Richards');
  const calls = await measured('Towers');
  debug.setBreakpoints(file, [], []);
  const cleared = await measured('Towers');
  const against = 'times as long as without one';
  return [
    {
      ...rest,
      name: 'a breakpoint in a hot method: code that does not call it',
      against,
      target: atMost(1.1),
    },
    { ...calls, name: 'a breakpoint in a hot method: code that calls it', against },
    {
      ...cleared,
      ratio: cleared.ratio / towers.ratio,
      name: 'a breakpoint in a hot method: a second after it was cleared',
      against,
      target: atMost(1.1),
    },
  ];

  async function measured(name: string): Promise<Pick<Figure, 'value' | 'unit' | 'ratio'>> {
    const samples = [await runs(broken, name), await runs(plain, name)];
    const [brokenMs, plainMs] = await measureByTurns(samples, effort);
    return {
      value: lowerQuartile(brokenMs),
      unit: 'ms',
      ratio: lowerQuartile(brokenMs) / lowerQuartile(plainMs),
    };
  }
}

function atMost(limit: number): Figure['target'] {
  return { of: 'ratio', bound: 'at most', limit };
}

async function runs(image: LocalImage, name: string): Promise<RepeatedSample> {
  const program = await evaluated(image, `${name} new`);
  return async (times) => {
    const startMs = processorMs();
    valueOf(name, await image.perform(program, 'run:', [times]));
    return processorMs() - startMs;
  };
}

const depth = 1000;

async function switchCost(effort: Effort): Promise<Figure> {
  const image = await newBenchImage(loadBuiltKernel(), 'deep');
  const program = await evaluated(image, 'DeepRecursion new');
  const { true_, false_ } = image.vat.memory.kernel;
  const descents =
    (isSwitching: boolean): RepeatedSample =>
    async (times) => {
      const startMs = processorMs();
      const args = [times, depth, isSwitching ? true_ : false_];
      const sum = valueOf('DeepRecursion', await image.perform(program, 'run:depth:switching:', args));
      if (sum !== times * depth) throw new BenchError(`DeepRecursion answers ${String(sum)}`);
      return processorMs() - startMs;
    };
  const [switchingMs, plainMs] = await measureByTurns([descents(true), descents(false)], effort);
  const [switchingOnceMs, plainOnceMs] = [switchingMs, plainMs].map(lowerQuartile);
  return {
    name: `a switch of Process ${depth} frames deep, a frame`,
    value: ((switchingOnceMs - plainOnceMs) * 1000) / depth,
    unit: 'µs',
    ratio: switchingOnceMs / plainOnceMs,
    against: 'times as long as to call so deep without one',
    target: { of: 'value', bound: 'at most', limit: 1 },
  };
}
