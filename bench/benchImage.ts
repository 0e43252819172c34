// Images with the benchmarks' programs in them, in this thread.
import path from 'node:path';
import { installSources } from '../runtime/loader/packageLoader';
import type { ObjectMemory } from '../runtime/object-memory/objectMemory';
import type { Value } from '../runtime/object-memory/objects';
import { builtFile } from '../runtime/node/builtFile';
import { errorText, type LocalImage } from '../runtime/node/evaluate';
import { readSourceFiles, sourceFilesIn } from '../runtime/node/sourceFiles';
import { BenchError } from './measurement';

/** The folder of the programs: beside dist/, whose place is known wherever this runs from. */
export function programsFolder(): string {
  return path.join(path.dirname(builtFile('kernel.json')), '..', 'bench', 'programs');
}

export function loadPrograms(memory: ObjectMemory): void {
  const { problems } = installSources(memory, readSourceFiles(sourceFilesIn([programsFolder()])));
  const [problem] = problems;
  if (problem) throw new BenchError(`${problem.file}:${problem.line}:${problem.column}: ${problem.message}`);
}

/** The expression's value. Throws where it ends in an error. */
export async function evaluated(image: LocalImage, expression: string): Promise<Value> {
  const outcome = await image.evaluate(expression);
  if ('error' in outcome) throw new BenchError(`${expression}: ${errorText(outcome.error)}`);
  return outcome.value;
}
