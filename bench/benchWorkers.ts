// Worker threads with images in them, as a topology's, whose images evaluate what a benchmark asks for.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { AskedDevice } from '../runtime/devices/deviceOperations';
import { workerOf, workerStride } from '../runtime/debugger/handles';
import { builtFile } from '../runtime/node/builtFile';
import { Doorbells, newDoorbells } from '../runtime/node/doorbells';
import { Heartbeat } from '../runtime/node/heartbeat';
import { newRingBuffer } from '../runtime/node/ring';
import type { FromWorker } from '../runtime/node/workerProtocol';
import { WorkerThread } from '../runtime/node/workerThread';
import type { ImageSpec } from '../runtime/topology/topology';
import { programsFolder } from './benchImage';
import { BenchError } from './measurement';

export class BenchWorkers {
  private readonly threads: WorkerThread[] = [];
  private readonly imagesOf: number[] = [];
  private readonly heartbeat: Heartbeat;
  private readonly store = mkdtempSync(path.join(os.tmpdir(), 'archipelago-bench-'));

  private constructor(count: number) {
    const bellBuffer = newDoorbells(count);
    const bells = new Doorbells(bellBuffer);
    this.heartbeat = new Heartbeat(count);
    const kernelFolder = path.dirname(builtFile('kernel.json'));
    for (let worker = 0; worker < count; worker++) {
      this.imagesOf.push(0);
      this.threads.push(
        new WorkerThread(
          builtFile('worker'),
          worker,
          {
            worker,
            bells: bellBuffer,
            heartbeat: this.heartbeat.buffer,
            kernelFolder,
            storeFolder: this.store,
          },
          bells,
          (message) => this.take(worker, message),
          () => undefined,
        ),
      );
    }
  }

  /** Starts worker threads; `end` ends them. */
  static async start(count: number): Promise<BenchWorkers> {
    const workers = new BenchWorkers(count);
    await Promise.all(workers.threads.map(({ ready }) => ready));
    return workers;
  }

  private take(from: number, message: FromWorker): void {
    if (message.kind !== 'needRing') return;
    const buffer = newRingBuffer();
    void this.threads[message.to].call('connectFrom', from, buffer);
    void this.threads[from].call('connectTo', message.to, buffer);
  }

  /** A running image with the programs in it; answers its number. */
  async startImage(worker: number, name: string, grants: ImageSpec['grants'] = {}): Promise<number> {
    const image = ++this.imagesOf[worker] * workerStride + worker;
    const thread = this.threads[worker];
    const [problem] = await thread.call('startImage', {
      image,
      name,
      sources: [programsFolder()],
      grants,
    });
    if (problem !== undefined) throw new BenchError(problem);
    await thread.call('go', [image]);
    return image;
  }

  /** Gives `holder` a global that refers to what the expression answers in `home`. */
  async wire(holder: number, global: string, home: number, expression: string): Promise<void> {
    const value = await this.threads[workerOf(home)].call('grant', home, expression, holder);
    await this.threads[workerOf(holder)].call('setGlobal', holder, global, value);
  }

  /** Lets the object that an expression answers in `home` be a device of `user`. */
  async drive(user: number, device: AskedDevice, home: number, expression: string): Promise<void> {
    const value = await this.threads[workerOf(home)].call('grant', home, expression, user);
    await this.threads[workerOf(user)].call('mediate', user, device, value);
  }

  /** The SmallInteger that the expression answers. */
  async integer(image: number, expression: string): Promise<number> {
    const value = await this.threads[workerOf(image)].call('grant', image, expression, image);
    if (typeof value !== 'number') throw new BenchError(`${expression} answers no SmallInteger`);
    return value;
  }

  async end(): Promise<void> {
    await Promise.all([...this.threads.map((thread) => thread.terminate()), this.heartbeat.end()]);
    rmSync(this.store, { recursive: true, force: true });
  }
}
