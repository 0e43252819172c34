import { setFlagsFromString } from 'node:v8';
import { setImmediate } from 'node:timers/promises';
import vm from 'node:vm';
import { BenchError } from './measurement';

let collectGarbage: (() => void) | undefined;

async function usedBytes(): Promise<number> {
  if (!collectGarbage) {
    setFlagsFromString('--expose-gc');
    collectGarbage = vm.runInNewContext('gc') as () => void;
  }
  // What weak references have answered, and buffers of files that were read, stay until the next turn.
  for (let i = 0; i < 3; i++) {
    await setImmediate();
    collectGarbage();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Bytes on the heap, buffers included, that what `make` answers keeps alive. */
export async function bytesOf(make: () => unknown): Promise<number> {
  const before = await usedBytes();
  const made = await make();
  const bytes = (await usedBytes()) - before;
  // Used after the measurement, so that it was alive meanwhile.
  if (made === undefined) throw new BenchError('Nothing was made');
  return bytes;
}
