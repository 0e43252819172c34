// The main thread's end of one worker: its calls and its death.
import { Worker, type ResourceLimits } from 'node:worker_threads';
import type { Desktops } from '../debugger/desktops';
import { DebuggerError } from '../debugger/runtimeDebugger';
import type { Doorbells } from './doorbells';
import type { CallMessage, DesktopOperation, FromWorker, WorkerCalls, WorkerSetup } from './workerProtocol';

/** Of each worker with images: room for a million nested activations. */
export const workerLimits: ResourceLimits = { maxOldGenerationSizeMb: 8192, stackSizeMb: 16 };

interface PendingCall {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

export class WorkerThread {
  readonly ready: Promise<void>;
  private readonly worker: Worker;
  private readonly pending = new Map<number, PendingCall>();
  private lastSeq = 0;
  private deathReason: string | null = null;

  constructor(
    program: string,
    readonly index: number,
    setup: WorkerSetup,
    private readonly bells: Doorbells,
    onMessage: (message: FromWorker) => void,
    onDeath: (reason: string) => void,
  ) {
    this.worker = new Worker(program, {
      workerData: setup,
      name: `images-${index}`,
      resourceLimits: workerLimits,
    });
    this.ready = new Promise((resolve, reject) => {
      this.worker.on('message', (message: FromWorker) => {
        if (message.kind === 'ready') resolve();
        else if (message.kind === 'answer') this.settle(message.seq)?.resolve(message.value as never);
        else if (message.kind === 'failure')
          this.settle(message.seq)?.reject(new DebuggerError(message.message));
        else onMessage(message);
      });
      const die = (reason: string): void => {
        if (this.deathReason !== null) return;
        this.deathReason = reason;
        reject(new Error(reason));
        for (const { reject: rejectCall } of this.pending.values()) rejectCall(new DebuggerError(reason));
        this.pending.clear();
        onDeath(reason);
      };
      this.worker.on('error', (error: Error) => die(`worker ${index} failed: ${error.message}`));
      this.worker.on('exit', (code) => die(`worker ${index} ended with code ${code}`));
    });
    this.ready.catch(() => undefined);
  }

  private settle(seq: number): PendingCall | undefined {
    const call = this.pending.get(seq);
    this.pending.delete(seq);
    return call;
  }

  get isDead(): boolean {
    return this.deathReason !== null;
  }

  call<M extends keyof WorkerCalls>(
    method: M,
    ...args: Parameters<WorkerCalls[M]>
  ): Promise<Awaited<ReturnType<WorkerCalls[M]>>> {
    if (this.deathReason !== null) return Promise.reject(new DebuggerError(this.deathReason));
    const message: CallMessage = { kind: 'call', seq: ++this.lastSeq, method, args };
    return new Promise((resolve, reject) => {
      this.pending.set(message.seq, { resolve, reject });
      this.worker.postMessage(message);
      this.bells.ring(this.index);
    });
  }

  /** A call of the worker's debugger. */
  debug<T>(method: string, ...args: readonly unknown[]): Promise<T> {
    return this.call('debug', method, args) as Promise<T>;
  }

  /** A call of the worker's desktops. */
  desktop<M extends DesktopOperation>(
    method: M,
    ...args: Parameters<Desktops[M]>
  ): Promise<ReturnType<Desktops[M]>> {
    return this.call('desktop', method, args) as Promise<ReturnType<Desktops[M]>>;
  }

  async terminate(): Promise<void> {
    await this.worker.terminate();
  }
}
