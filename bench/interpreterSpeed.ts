// The interpreter against the same programs in hand-written JavaScript.
import { loadBuiltKernel, errorText, type LocalImage } from '../runtime/node/evaluate';
import { evaluated, newBenchImage } from './benchImage';
import {
  BenchError,
  compare,
  geometricMean,
  processorMs,
  sized,
  type Effort,
  type Figure,
} from './measurement';
import { runClosures } from './programs/closures';
import { runFib } from './programs/fib';
import { runShapes } from './programs/shapes';
import { runSieve } from './programs/sieve';
import { runSorting } from './programs/sorting';

interface Program {
  readonly name: string;
  /** The Smalltalk class in programs/ whose `run:` is measured. */
  readonly className: string;
  readonly twin: (size: number) => number;
  readonly size: number;
}

const programs: readonly Program[] = [
  { name: 'fib', className: 'Fib', twin: runFib, size: 24 },
  { name: 'sieve', className: 'Sieve', twin: runSieve, size: 200_000 },
  { name: 'sorting', className: 'Sorting', twin: runSorting, size: 30_000 },
  { name: 'polymorphic loop', className: 'Shapes', twin: runShapes, size: 4000 },
  { name: 'closures', className: 'Closures', twin: runClosures, size: 1000 },
];

/** Shorter samples measure the clock. */
const shortestSampleMs = 10;

export async function interpreterSpeed(effort: Effort): Promise<Figure[]> {
  const kernel = loadBuiltKernel();
  const figures: Figure[] = [];
  for (const program of programs) {
    const image = await newBenchImage(kernel, program.className, 'interpreter');
    figures.push(await measure(program, image, effort));
  }
  const ratio = geometricMean(figures.map((figure) => figure.ratio));
  figures.push({
    name: 'interpreter: geometric mean',
    value: ratio,
    unit: 'x',
    ratio,
    against: 'times as long as hand-written JavaScript',
    target: { of: 'ratio', bound: 'at most', limit: 40 },
  });
  return figures;
}

async function measure(program: Program, image: LocalImage, effort: Effort): Promise<Figure> {
  const { name, className, twin } = program;
  // The time of fib grows exponentially, that of the others about linearly.
  const size =
    name === 'fib'
      ? Math.max(2, program.size + Math.round(Math.log2(effort.scale)))
      : sized(effort, program.size);
  const receiver = await evaluated(image, `${className} new`);
  const expected = twin(size);

  const inSmalltalk = async (): Promise<number> => {
    const startMs = processorMs();
    const outcome = await image.perform(receiver, 'run:', [size]);
    const tookMs = processorMs() - startMs;
    if ('error' in outcome) throw new BenchError(`${className}: ${errorText(outcome.error)}`);
    if (outcome.value !== expected)
      throw new BenchError(`${className} answers ${String(outcome.value)}, its twin ${expected}`);
    return tookMs;
  };

  const inJavaScript = (repeats: number): number => {
    const startMs = processorMs();
    for (let i = 0; i < repeats; i++)
      if (twin(size) !== expected)
        throw new BenchError(`The twin of ${className} answers differently each time`);
    return processorMs() - startMs;
  };
  let repeats = 1;
  while (inJavaScript(repeats) < shortestSampleMs * effort.scale) repeats *= 2;
  const { value, ratio } = await compare(inSmalltalk, () => inJavaScript(repeats) / repeats, effort);
  return {
    name: `interpreter: ${name}`,
    value,
    unit: 'ms',
    ratio,
    against: 'times as long as hand-written JavaScript',
  };
}
