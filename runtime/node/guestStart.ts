// Starts an unmodified image from its file as one of a worker's images, and reaches into it without changing it.
import path from 'node:path';
import { DebuggerError } from '../debugger/runtimeDebugger';
import { ImageFileError } from '../image-files/imageFileError';
import { addGuestPrimitives } from '../image-files/imageRun';
import type { ImageMemory } from '../image-files/imageMemory';
import { serveGuest } from '../image-files/guestPrimitives';
import { wakeTimer } from '../image-files/imageTimer';
import { loadImage } from '../image-files/loadImage';
import type { ImageId } from '../object-memory/objectMemory';
import type { Value } from '../object-memory/objects';
import type { ImageHost } from '../remote/imageHost';
import type { Vat } from '../remote/vat';
import { readImageFile } from './imageFile';

let hasPrimitives = false;

/** The objects of the image in `file`. Throws a DebuggerError that names the file and what is wrong with it. */
export async function loadGuest(
  file: string,
  image: ImageId,
  name: string,
  args: readonly string[],
  progress: (share: number) => void = () => undefined,
): Promise<ImageMemory> {
  if (!hasPrimitives) addGuestPrimitives();
  hasPrimitives = true;
  try {
    const memory = loadImage(await readImageFile(file, seldom(progress)), image, name);
    memory.arguments = args;
    return memory;
  } catch (error) {
    if (error instanceof ImageFileError) throw new DebuggerError(`Image ${name}: ${error.message}`);
    if (((error as Error).cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT')
      throw new DebuggerError(
        `Image ${name}: ${file} is not there. Put an image file of Squeak, Pharo or Cuis in its place, or name another as "image" in the topology`,
      );
    throw new DebuggerError(
      `Image ${name}: ${path.basename(file)} can't be loaded: ${(error as Error).message}. Check the "image" of the topology`,
    );
  }
}

const progressIntervalMs = 100;

/** The same, but told not more often than people can see. */
function seldom(progress: (share: number) => void): (share: number) => void {
  let dueMs = 0;
  return (share) => {
    const nowMs = performance.now();
    if (nowMs < dueMs) return;
    dueMs = nowMs + progressIntervalMs;
    progress(share);
  };
}

/** What it asks of the machine goes to the worker's host. */
export function hostGuest(
  memory: ImageMemory,
  vat: Vat,
  host: ImageHost,
  output: (text: string) => void,
): void {
  serveGuest(memory, {
    quit: () => host.afterTurn(() => host.kill(vat, 'it quit')),
    relinquish: () => host.rest(restMs),
    log: output,
    wake: () => host.wake(vat),
  });
  wakeTimer(memory, vat.scheduler);
}

/** How long an image that has nothing to do sleeps at most before it may look around again. */
const restMs = 10;

/** Performs a message in an image that is held; nothing else of it runs. Resolves with what came of it. */
export type Perform = (receiver: Value, selector: string, args: readonly Value[]) => Promise<Value>;

/** Gives an unmodified image a global, as its own Smalltalk does. */
export async function setGuestGlobal(
  memory: ImageMemory,
  name: string,
  value: Value,
  perform: Perform,
): Promise<void> {
  const smalltalk = memory.global('Smalltalk');
  if (smalltalk === undefined)
    throw new DebuggerError(
      `Image ${memory.name} has no global Smalltalk, so that it can't be given ${name}: wire an object of it instead`,
    );
  const symbol = await perform(memory.kernel.string(name), 'asSymbol', []);
  await perform(smalltalk, 'at:put:', [symbol, value]);
}
