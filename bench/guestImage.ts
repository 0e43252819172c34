// An unmodified image that runs in this thread with a display that nobody sees, and evaluates what a benchmark asks for.
import { hostClock, type ClockDevice } from '../runtime/devices/clockDevice';
import { InputQueue } from '../runtime/devices/inputQueue';
import { MemoryFiles } from '../runtime/devices/memoryFiles';
import { closedStreams, OpenFiles } from '../runtime/devices/openFiles';
import { MemoryDisplay } from '../runtime/graphics/memoryDisplay';
import { ImageEvaluator } from '../runtime/image-files/imageEvaluator';
import { ImageRun, addGuestPrimitives } from '../runtime/image-files/imageRun';
import { loadImage } from '../runtime/image-files/loadImage';
import { readImageFile } from '../runtime/node/imageFile';
import type { ImageId } from '../runtime/object-memory/objectMemory';
import { BenchError, processorMs } from './measurement';
import { setTier, type Tier } from './tier';

/**
 * Goes on with this process's use of the processor: so that what an image measures by itself is that. Its Delays go by
 * the machine's clock all the same.
 */
class ProcessorClock implements ClockDevice {
  private readonly startMicroseconds = hostClock.utcMicroseconds();

  utcMicroseconds(): bigint {
    return this.startMicroseconds + BigInt(Math.round(processorMs() * 1000));
  }

  localMicroseconds(): bigint {
    return this.utcMicroseconds();
  }

  milliseconds(): number {
    return Math.floor(processorMs());
  }

  offsetSeconds(): number {
    return 0;
  }
}

const startUpMs = 60_000;
const answerMs = 300_000;

export class GuestImage {
  private constructor(
    private readonly evaluator: ImageEvaluator,
    private readonly run: ImageRun,
  ) {}

  static async start(file: string, tier: Tier): Promise<GuestImage> {
    addGuestPrimitives();
    const memory = loadImage(await readImageFile(file), 1 as ImageId, file);
    const { width, height } = memory.windowSize;
    const files = new OpenFiles(new MemoryFiles(['/image']), closedStreams);
    memory.devices = {
      display: new MemoryDisplay(width, height),
      input: new InputQueue(),
      files,
      clock: new ProcessorClock(),
    };
    memory.fileName = '/image/guest.image';
    const run = new ImageRun(memory, () => undefined);
    setTier(run.vm, tier);
    const evaluator = new ImageEvaluator(memory, run);
    if (!(await evaluator.startUp(startUpMs))) throw new BenchError(`${file} has quit at its start`);
    return new GuestImage(evaluator, run);
  }

  /** The printString of the expression's value. Throws where it ends in an error. */
  async answer(expression: string): Promise<string> {
    const evaluation = await this.evaluator.evaluate(expression, answerMs);
    if (
      'noAnswer' in evaluation ||
      evaluation.answer.startsWith("'ERR: ") ||
      evaluation.answer.startsWith('ERR: ')
    )
      throw new BenchError(
        `${expression}: ${'answer' in evaluation ? evaluation.answer : evaluation.noAnswer}`,
      );
    return evaluation.answer;
  }

  /** Milliseconds of processor time that the expression takes. */
  async milliseconds(expression: string): Promise<number> {
    const startMs = processorMs();
    await this.answer(expression);
    return processorMs() - startMs;
  }

  end(): void {
    this.run.end();
  }
}
