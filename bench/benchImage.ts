// Images with the benchmarks' programs in them, in this thread.
import path from 'node:path';
import { installSources, type LoadStep } from '../runtime/loader/packageLoader';
import type { ObjectMemory } from '../runtime/object-memory/objectMemory';
import type { Value } from '../runtime/object-memory/objects';
import { builtFile } from '../runtime/node/builtFile';
import { errorText, LocalImage, type Outcome } from '../runtime/node/evaluate';
import { readSourceFiles, sourceFilesIn } from '../runtime/node/sourceFiles';
import type { WorkerKernel } from '../runtime/topology/workerKernel';
import { BenchError } from './measurement';
import { setTier, type Tier } from './tier';

/** The folder of the programs: beside dist/, whose place is known wherever this runs from. */
export function programsFolder(): string {
  return path.join(path.dirname(builtFile('kernel.json')), '..', 'bench', 'programs');
}

/** An image with the programs in it, whose methods run in that tier. */
export async function newBenchImage(
  kernel: WorkerKernel,
  name: string,
  tier: Tier = 'compiled',
): Promise<LocalImage> {
  const image = new LocalImage(kernel, name, () => undefined);
  setTier(image.host.vm, tier);
  for (const { receiver, selector, args, text } of loadPrograms(image.vat.memory))
    valueOf(text, await image.perform(receiver, selector, args));
  return image;
}

/** Puts the programs into the image; answers what is to be done there before they can run. */
export function loadPrograms(memory: ObjectMemory): readonly LoadStep[] {
  const { problems, steps } = installSources(memory, readSourceFiles(sourceFilesIn([programsFolder()])));
  const [problem] = problems;
  if (problem) throw new BenchError(`${problem.file}:${problem.line}:${problem.column}: ${problem.message}`);
  return steps;
}

/** The expression's value. Throws where it ends in an error. */
export async function evaluated(image: LocalImage, expression: string): Promise<Value> {
  return valueOf(expression, await image.evaluate(expression));
}

/** What came of it. Throws, naming it, where that is an error. */
export function valueOf(what: string, outcome: Outcome): Value {
  if ('error' in outcome) throw new BenchError(`${what}: ${errorText(outcome.error)}`);
  return outcome.value;
}
