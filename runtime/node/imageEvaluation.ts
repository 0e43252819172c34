// Evaluates in an image file of Squeak, Pharo or Cuis, in this thread: what `archipelago eval --image` does.
import { MemoryClipboard } from '../devices/clipboardDevice';
import { hostClock } from '../devices/clockDevice';
import { MemoryFiles } from '../devices/memoryFiles';
import { OpenFiles, textStreams } from '../devices/openFiles';
import { ImageEvaluator } from '../image-files/imageEvaluator';
import { ImageRun, addGuestPrimitives } from '../image-files/imageRun';
import { loadImage } from '../image-files/loadImage';
import type { ImageId } from '../object-memory/objectMemory';
import type { CaseOutcome, EvaluationCase } from './evaluate';
import { readImageFile } from './imageFile';
import { ImageFileSink } from './imageFileSink';

const startUpMs = 20_000;
const caseMs = 30_000;

/** Where the image believes its file to be: a folder in memory, the only one that it has. */
const ownFolder = '/image';

/**
 * Evaluates each case in turn in one image started from `path`. Output of the image goes to `write`. At the end the image
 * is written to `saveAs`.
 */
export async function evaluateInImage(
  path: string,
  cases: readonly EvaluationCase[],
  write: (text: string) => void,
  saveAs?: string,
): Promise<CaseOutcome[]> {
  addGuestPrimitives();
  const memory = loadImage(await readImageFile(path), 1 as ImageId, path);
  const files = new OpenFiles(
    new MemoryFiles([ownFolder]),
    textStreams((_stream, text) => write(text)),
  );
  memory.devices = { files, clock: hostClock, clipboard: new MemoryClipboard() };
  const run = new ImageRun(memory, (text) => write(`${text}\n`));
  const evaluator = new ImageEvaluator(memory, run);
  const outcomes: CaseOutcome[] = [];
  if (!(await evaluator.startUp(startUpMs))) throw new Error(`${path} has quit as soon as it was started`);
  for (const { id, source } of cases) {
    const evaluation = await evaluator.evaluate(source, caseMs);
    if ('answer' in evaluation) outcomes.push({ id, result: evaluation.answer });
    else
      outcomes.push({
        id,
        error:
          evaluation.noAnswer === 'waiting'
            ? `no answer: the Process still waits or runs after ${caseMs / 1000} s`
            : 'no answer: the Process has ended without one',
      });
  }
  if (saveAs !== undefined) await run.snapshot(new ImageFileSink(saveAs));
  files.closeAll();
  return outcomes;
}
