// Images of one kernel in one host, all of which do the same work by turns.
import { compileExpression } from '../runtime/loader/doIt';
import type { Method } from '../runtime/object-memory/method';
import type { Value } from '../runtime/object-memory/objects';
import type { ImageId } from '../runtime/object-memory/objectMemory';
import { ImageHost } from '../runtime/remote/imageHost';
import { Vat } from '../runtime/remote/vat';
import type { WorkerKernel } from '../runtime/topology/workerKernel';
import { bytesOf } from './heapSize';
import { BenchError, processorMs } from './measurement';

/** What every new image does first. */
const firstExpression = '3 + 4';

/** An expression that each of the images has compiled. */
export type CrowdWork = ReadonlyMap<Vat, Method>;

export class ImageCrowd {
  readonly host: ImageHost;
  private readonly vats: readonly Vat[];

  /** Each image has evaluated its first expression. */
  constructor(kernel: WorkerKernel, count: number) {
    this.host = new ImageHost({
      sendAway: () => undefined,
      stopped: () => undefined,
      output: (_vat, _category, text) => {
        throw new BenchError(text);
      },
      imageDied: () => undefined,
      isMemoryLow: () => false,
    });
    this.vats = Array.from({ length: count }, (_, i) => {
      const memory = kernel.newImage((i + 1) as ImageId, `image ${i + 1}`);
      const vat = new Vat(memory, this.host);
      this.host.add(vat);
      return vat;
    });
    this.run(this.compile(firstExpression), 7);
  }

  get size(): number {
    return this.vats.length;
  }

  /** For the first `count` of the images. */
  compile(expression: string, count = this.size): CrowdWork {
    return new Map(
      this.vats.slice(0, count).map((vat) => {
        const { memory } = vat;
        return [vat, compileExpression(memory, memory.kernel.known.UndefinedObject, expression)];
      }),
    );
  }

  /** Lets the images do it by turns, until all have answered as expected; milliseconds of processor time, all together. */
  run(work: CrowdWork, expected: Value): number {
    let ended = 0;
    const startMs = processorMs();
    for (const [vat, method] of work)
      vat.performMethod(vat.memory.kernel.nil, method, [], (outcome) => {
        if ('error' in outcome) throw new BenchError(`${outcome.error.cls}: ${outcome.error.text}`);
        if (outcome.value === expected) ended++;
      });
    this.host.runUntil(Infinity);
    const tookMs = processorMs() - startMs;
    if (ended !== work.size) throw new BenchError(`${ended} of ${work.size} images answered as they should`);
    return tookMs;
  }
}

/** Bytes that each image of the crowd keeps. */
export async function bytesOfEach(kernel: WorkerKernel, make: () => ImageCrowd): Promise<number> {
  // The compiled tier knows the host that ran last: else that would be an earlier crowd's, which goes meanwhile.
  new ImageCrowd(kernel, 1);
  let count = 0;
  const bytes = await bytesOf(() => {
    const crowd = make();
    count = crowd.size;
    return crowd;
  });
  return bytes / count;
}
