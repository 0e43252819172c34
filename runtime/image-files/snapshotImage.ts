// Snapshots made from outside: by the command line, the debugger, a test.
import type { ProcessScheduler } from '../interpreter/processScheduler';
import type { ImageMemory } from './imageMemory';
import { endTimer } from './imageTimer';
import { writeImage } from './imageWriter';

/** Takes the bytes of a file in order. Nobody sees the file before `finish`; after `abandon` there is none. */
export interface ImageSink {
  write(bytes: Uint8Array): Promise<void>;
  finish(): Promise<void>;
  abandon(): Promise<void>;
}

export interface SnapshotOptions {
  /** Hears what part is done, from 0 to 1. */
  readonly progress?: (done: number) => void;
  /** Asked between pieces. */
  readonly signal?: { throwIfAborted(): void };
}

/**
 * Writes the image as it is. It must not run meanwhile; started again, its Processes go on where they were. Throws what
 * `sink` throws, or the signal's reason; then the sink is abandoned.
 */
export async function snapshotImage(
  image: ImageMemory,
  scheduler: ProcessScheduler,
  sink: ImageSink,
  options?: SnapshotOptions,
): Promise<void> {
  endTimer(image, scheduler);
  scheduler.chooseActive();
  await writeToSink(image, sink, options);
}

/** Writes an image that has no Processes to prepare. Throws as `snapshotImage` does. */
export async function writeToSink(
  image: ImageMemory,
  sink: ImageSink,
  { progress, signal }: SnapshotOptions = {},
): Promise<void> {
  try {
    for (const { bytes, done } of writeImage(image)) {
      signal?.throwIfAborted();
      await sink.write(bytes);
      progress?.(done);
    }
    signal?.throwIfAborted();
    await sink.finish();
  } catch (error) {
    await sink.abandon();
    throw error;
  }
}
