// Programs of the kind that are-we-fast-yet has, against the same programs in hand-written JavaScript: in an image as
// users run it, and in one with a debugger attached.
import { WorkerDebugger } from '../runtime/debugger/workerDebugger';
import { loadBuiltKernel, type LocalImage } from '../runtime/node/evaluate';
import { evaluated, newBenchImage, valueOf } from './benchImage';
import { BenchWorkers } from './benchWorkers';
import {
  geometricMean,
  lowerQuartile,
  measureByTurns,
  processorMs,
  type Effort,
  type Figure,
  type RepeatedSample,
} from './measurement';
import { portablePrograms } from './programs/portablePrograms';
import { ScriptThread } from './scriptThread';

const against = 'times as long as hand-written JavaScript';
const slowest = 3.5;
const slowestMean = 2;

export async function programSpeed(effort: Effort): Promise<Figure[]> {
  const kernel = loadBuiltKernel();
  const plain = await newBenchImage(kernel, 'plain');
  const debugged = await newBenchImage(kernel, 'debugged');
  new WorkerDebugger(
    debugged.host,
    0,
    () => undefined,
    () => undefined,
  );
  const figures: Figure[] = [];
  const figuresDebugged: Figure[] = [];
  for (const name of Object.keys(portablePrograms)) {
    const [plainMs, scriptMs, debuggedMs] = await measureByTurns(
      [await inImage(plain, name), inScript(name), await inImage(debugged, name)],
      effort,
    );
    figures.push(figureOf(`programs: ${name}`, plainMs, scriptMs));
    figuresDebugged.push(figureOf(`programs, debugger attached: ${name}`, debuggedMs, scriptMs));
  }
  return [
    ...figures,
    meanOf('programs: geometric mean', figures),
    ...figuresDebugged,
    meanOf('programs, debugger attached: geometric mean', figuresDebugged),
  ];
}

async function inImage(image: LocalImage, name: string): Promise<RepeatedSample> {
  const program = await evaluated(image, `${name} new`);
  return async (times) => {
    const startMs = processorMs();
    valueOf(name, await image.perform(program, 'run:', [times]));
    return processorMs() - startMs;
  };
}

/**
 * The same where VS Code's debug adapter has images: in a worker thread, of what was built, which has a debugger; the
 * JavaScript in another of the same kind.
 */
export async function programSpeedInWorker(effort: Effort): Promise<Figure[]> {
  const workers = await BenchWorkers.start(1);
  const scripts = new ScriptThread();
  try {
    const image = await workers.startImage(0, 'programs');
    const figures: Figure[] = [];
    for (const name of Object.keys(portablePrograms)) {
      // A thread's processor time is not told apart from the others': both by the clock.
      const [workerMs, scriptMs] = await measureByTurns(
        [
          async (times) =>
            (await workers.integer(
              image,
              `| program | program := ${name} new. Time microsecondsToRun: [ program run: ${times} ]`,
            )) / 1000,
          (times) => scripts.runMs(name, times),
        ],
        effort,
      );
      figures.push(figureOf(`programs in a worker: ${name}`, workerMs, scriptMs));
    }
    return [...figures, meanOf('programs in a worker: geometric mean', figures)];
  } finally {
    await Promise.all([workers.end(), scripts.end()]);
  }
}

function inScript(name: string): RepeatedSample {
  const program = new portablePrograms[name]();
  return (times) => {
    const startMs = processorMs();
    program.run(times);
    return processorMs() - startMs;
  };
}

function figureOf(name: string, imageMs: readonly number[], scriptMs: readonly number[]): Figure {
  return {
    name,
    value: lowerQuartile(imageMs),
    unit: 'ms',
    ratio: lowerQuartile(imageMs) / lowerQuartile(scriptMs),
    against,
    target: { of: 'ratio', bound: 'at most', limit: slowest },
  };
}

function meanOf(name: string, figures: readonly Figure[]): Figure {
  const ratio = geometricMean(figures.map((figure) => figure.ratio));
  return {
    name,
    value: ratio,
    unit: 'x',
    ratio,
    against,
    target: { of: 'ratio', bound: 'at most', limit: slowestMean },
  };
}
