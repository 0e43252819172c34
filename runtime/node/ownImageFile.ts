// An image of our own in a file that other virtual machines open: what `archipelago snapshot` writes.
import { exportImage } from '../image-export/exportImage';
import { writeToSink, type SnapshotOptions } from '../image-files/snapshotImage';
import { installSources, type LoadedFile } from '../loader/packageLoader';
import type { WorkerKernel } from '../topology/workerKernel';
import { errorText, LocalImage } from './evaluate';
import { ImageFileSink } from './imageFileSink';

/**
 * Loads `files` into a new image, evaluates `sources` in it and writes it to `out` as Spur 64. Output of the image goes to
 * `write`. Throws an Error that says what could not be loaded, evaluated or written; then nothing is written.
 */
export async function writeOwnImage(
  kernel: WorkerKernel,
  out: string,
  files: readonly LoadedFile[],
  sources: readonly string[],
  write: (category: 'stdout' | 'stderr', text: string) => void,
  options?: SnapshotOptions,
): Promise<void> {
  const image = new LocalImage(kernel, 'snapshot', write);
  const { memory } = image.vat;
  const { steps, problems } = installSources(memory, files);
  if (problems.length > 0)
    throw new Error(
      problems.map((one) => `${one.file}:${one.line}:${one.column}: ${one.message}`).join('\n'),
    );
  for (const { text, file, receiver, selector, args } of steps) {
    const outcome = await image.perform(receiver, selector, [...args]);
    if ('error' in outcome) throw new Error(`${file}: ${text}: ${errorText(outcome.error)}`);
  }
  for (const source of sources) {
    const outcome = await image.printEvaluated(source);
    if ('error' in outcome) throw new Error(`${source}: ${outcome.error}`);
  }
  await writeToSink(exportImage(memory), new ImageFileSink(out), options);
}
