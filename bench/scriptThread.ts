// A worker thread in which the hand-written JavaScript runs, with the limits of one that has images.
import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { workerLimits } from '../runtime/node/workerThread';
import { BenchError } from './measurement';
import type { ScriptRun } from './scriptWorker';

/** What build/bundle.mjs makes of scriptWorker.ts. */
const program = path.resolve('out', 'bench', 'scriptWorker.js');

export class ScriptThread {
  private readonly worker = new Worker(program, { resourceLimits: workerLimits, name: 'scripts' });

  /** Milliseconds that a program took, running so many times. */
  async runMs(name: string, times: number): Promise<number> {
    this.worker.postMessage({ name, times } satisfies ScriptRun);
    const [ms] = (await once(this.worker, 'message')) as [unknown];
    if (typeof ms !== 'number') throw new BenchError(`${name} answered ${String(ms)}`);
    return ms;
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }
}
