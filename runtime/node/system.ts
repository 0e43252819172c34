// A running topology: its workers, its images, what connects them, and its end. The main thread's part.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { AskedDevice } from '../devices/deviceOperations';
import type { DebugEvent, RuntimeDebugger, StopScope } from '../debugger/runtimeDebugger';
import { workerOf, workerStride } from '../debugger/handles';
import type { Wire } from '../remote/wire';
import type { ImageSpec } from '../topology/topology';
import { builtFile } from './builtFile';
import { DeadlockWatch } from './deadlockWatch';
import { Doorbells, newDoorbells } from './doorbells';
import { Heartbeat } from './heartbeat';
import { ReferenceCollector } from './referenceCollector';
import { newRingBuffer } from './ring';
import { SystemDebugger } from './systemDebugger';
import type { LocatedTopology } from './topologyFile';
import type { FromWorker } from './workerProtocol';
import { WorkerThread } from './workerThread';

export interface SystemOptions {
  /** Stop every image that has an entry at its first statement; else as the topology says. */
  readonly stopOnEntry?: boolean;
  readonly stopScope?: StopScope;
  /** End at rest even where no image has an entry; else such a system waits for what a debugger evaluates. */
  readonly endsAtRest?: boolean;
  /** Told of the events from the first on, those of starting included. */
  readonly onEvent?: (event: DebugEvent) => void;
}

/** How often an ended system is looked at until it has come to rest. */
const restIntervalMs = 25;

interface StartedImage {
  readonly image: number;
  readonly spec: ImageSpec;
  isDead: boolean;
}

export class System {
  readonly debugger: RuntimeDebugger;
  /** Resolves with the exit code once nothing can happen any more, or all was terminated. */
  readonly ended: Promise<number>;
  private readonly threads: WorkerThread[] = [];
  private heartbeat: Heartbeat | null = null;
  private readonly images = new Map<string, StartedImage>();
  private readonly listeners = new Set<(event: DebugEvent) => void>();
  private readonly problems: string[] = [];
  private readonly temporaryStore: string | null;
  private readonly storeFolder: string;
  private readonly systemDebugger: SystemDebugger;
  private readonly deadlocks: DeadlockWatch;
  private readonly collections: ReferenceCollector;
  private resolveEnded!: (exitCode: number) => void;
  private hasBegun = false;
  private isOver = false;

  private constructor(
    private readonly located: LocatedTopology,
    private readonly options: SystemOptions,
  ) {
    const { topology, folder } = located;
    this.temporaryStore =
      topology.store === undefined ? mkdtempSync(path.join(os.tmpdir(), 'archipelago-')) : null;
    this.storeFolder = this.temporaryStore ?? path.resolve(folder, topology.store!);
    this.ended = new Promise((resolve) => (this.resolveEnded = resolve));
    if (options.onEvent) this.listeners.add(options.onEvent);
    this.systemDebugger = new SystemDebugger(this.threads, this.listeners, {
      begin: () => this.begin(),
      end: () => this.end(0),
    });
    this.systemDebugger.scope = options.stopScope ?? topology.stopScope ?? 'image';
    this.debugger = this.systemDebugger;
    this.deadlocks = new DeadlockWatch(this.threads);
    this.collections = new ReferenceCollector(this.threads);
  }

  /** Starts workers and images and wires them; the images wait for `debugger.configurationDone`. */
  static async start(located: LocatedTopology, options: SystemOptions = {}): Promise<System> {
    const system = new System(located, options);
    try {
      await system.startWorkers();
      await system.startImages();
      await system.wire();
    } catch (error) {
      await system.end(1);
      throw error;
    }
    return system;
  }

  private async startWorkers(): Promise<void> {
    const { topology } = this.located;
    const pinned = Math.max(0, ...topology.images.map(({ worker }) => (worker ?? 0) + 1));
    const count = Math.max(
      pinned,
      topology.workers ?? Math.min(os.availableParallelism(), topology.images.length),
      1,
    );
    const bellBuffer = newDoorbells(count);
    const bells = new Doorbells(bellBuffer);
    this.heartbeat = new Heartbeat(count);
    const program = builtFile('worker');
    const kernelFolder = path.dirname(builtFile('kernel.json'));
    for (let worker = 0; worker < count; worker++) {
      const setup = {
        worker,
        bells: bellBuffer,
        heartbeat: this.heartbeat.buffer,
        kernelFolder,
        storeFolder: this.storeFolder,
      };
      this.threads.push(
        new WorkerThread(
          program,
          worker,
          setup,
          bells,
          (message) => this.take(worker, message),
          (reason) => this.workerDied(worker, reason),
        ),
      );
    }
    await Promise.all(this.threads.map(({ ready }) => ready));
  }

  private take(from: number, message: FromWorker): void {
    if (message.kind === 'needRing') {
      const buffer = newRingBuffer();
      const { to } = message;
      void this.threads[to].call('connectFrom', from, buffer).catch(() => undefined);
      void this.threads[from].call('connectTo', to, buffer).catch(() => undefined);
    } else if (message.kind === 'event') this.handleEvent(message.event);
  }

  private handleEvent(event: DebugEvent): void {
    if (event.kind === 'imageDied') this.imageDied(event.image, event.reason);
    this.systemDebugger.handle(event);
  }

  private imageDied(image: number, reason: string): void {
    for (const started of this.images.values()) if (started.image === image) started.isDead = true;
    const name = this.nameOf(image);
    for (const thread of this.threads)
      if (!thread.isDead && thread.index !== workerOf(image))
        void thread.call('imageDied', image, `image ${name} died: ${reason}`).catch(() => undefined);
  }

  private workerDied(worker: number, reason: string): void {
    if (this.isOver) return;
    for (const thread of this.threads)
      if (!thread.isDead) void thread.call('disconnect', worker).catch(() => undefined);
    for (const { image, isDead } of [...this.images.values()])
      if (workerOf(image) === worker && !isDead) this.handleEvent({ kind: 'imageDied', image, reason });
  }

  nameOf(image: number): string {
    for (const [name, started] of this.images) if (started.image === image) return name;
    return `image ${image}`;
  }

  private async startImages(): Promise<void> {
    const { topology, folder } = this.located;
    const perWorker = this.threads.map(() => 0);
    for (const spec of topology.images) {
      const worker = spec.worker ?? perWorker.indexOf(Math.min(...perWorker));
      const image = ++perWorker[worker] * workerStride + worker;
      this.images.set(spec.name, { image, spec, isDead: false });
    }
    const names = [...this.images].map(([name, { image }]) => [image, name] as const);
    await Promise.all(this.threads.map((thread) => thread.call('learnNames', names)));
    const found = await Promise.all(
      [...this.images.values()].map(({ image, spec }) =>
        this.threadOf(image).call('startImage', {
          image,
          name: spec.name,
          ...(spec.role !== undefined ? { role: spec.role } : {}),
          sources: (spec.sources ?? []).map((source) => path.resolve(folder, source)),
          ...(spec.image !== undefined ? { file: path.resolve(folder, spec.image) } : {}),
          ...(spec.arguments !== undefined ? { arguments: spec.arguments } : {}),
          ...(spec.memoryBudgetBytes !== undefined ? { memoryBudgetBytes: spec.memoryBudgetBytes } : {}),
          ...(spec.grants !== undefined ? { grants: withAbsoluteRoots(spec.grants, folder) } : {}),
        }),
      ),
    );
    // Images that share a source share its problems.
    const told = new Set<string>();
    for (const [i, { image }] of [...this.images.values()].entries())
      for (const text of found[i]) {
        if (!told.has(text)) this.tell(image, text);
        told.add(text);
      }
  }

  private threadOf(image: number): WorkerThread {
    return this.threads[workerOf(image)];
  }

  private async wire(): Promise<void> {
    const { topology } = this.located;
    for (const { to, as, from, expression } of topology.wiring ?? []) {
      const value = await this.reference(from, expression, to);
      const { image } = this.images.get(to)!;
      await this.threadOf(image).call('setGlobal', image, as, value);
    }
    for (const { name, grants = {} } of topology.images)
      for (const [device, source] of Object.entries(grants))
        if ('as' in source) await this.mediate(name, device as AskedDevice, source.from, source.as);
  }

  /** A reference for the image `to` to what an expression answers in `from`. */
  private async reference(from: string, expression: string, to: string): Promise<Wire> {
    const { image } = this.images.get(from)!;
    return this.threadOf(image).call('grant', image, expression, this.images.get(to)!.image);
  }

  private async mediate(to: string, device: AskedDevice, driver: string, as: string): Promise<void> {
    const { image } = this.images.get(to)!;
    await this.threadOf(image).call('mediate', image, device, await this.reference(driver, as, to));
  }

  /** Starts the entries and lets the images run. */
  private async begin(): Promise<void> {
    if (this.hasBegun) return;
    this.hasBegun = true;
    const entries: Promise<void>[] = [];
    for (const { image, spec } of this.images.values()) {
      if (spec.entry === undefined) continue;
      const stops = this.options.stopOnEntry ?? spec.stopOnEntry ?? false;
      entries.push(this.runEntry(image, spec.entry, stops));
    }
    await Promise.all(
      this.threads.map((thread) =>
        thread.call(
          'go',
          [...this.images.values()]
            .map(({ image }) => image)
            .filter((image) => workerOf(image) === thread.index),
        ),
      ),
    );
    this.deadlocks.start();
    this.collections.start();
    if (entries.length > 0 || this.options.endsAtRest)
      void Promise.all(entries).then(() => this.endWhenAtRest());
  }

  private async runEntry(image: number, expression: string, stopOnEntry: boolean): Promise<void> {
    try {
      const error = await this.threadOf(image).call('runEntry', image, expression, stopOnEntry);
      if (error === undefined) return;
      this.tell(image, `${this.nameOf(image)}: ${error}`);
    } catch (error) {
      this.tell(image, `${this.nameOf(image)}: entry ${expression}: ${(error as Error).message}`);
    }
  }

  /** Says what went wrong, in sources or entries; the exit code will tell of it, too. */
  private tell(image: number, text: string): void {
    this.problems.push(text);
    this.emit({ kind: 'output', image, category: 'stderr', text: `${text}\n` });
  }

  private async endWhenAtRest(): Promise<void> {
    let restful = 0;
    while (!this.isOver && restful < 2) {
      await new Promise((resolve) => setTimeout(resolve, restIntervalMs));
      restful = (await this.isAtRest()) ? restful + 1 : 0;
    }
    await this.end(this.problems.length > 0 ? 1 : 0);
  }

  private async isAtRest(): Promise<boolean> {
    try {
      const infos = await this.debugger.images();
      if (infos.some(({ state }) => state !== 'idle' && state !== 'dead')) return false;
      const sizes = await Promise.all(this.threads.filter((t) => !t.isDead).map((t) => t.call('tableSizes')));
      return sizes.every(({ inFlight, timers }) => inFlight === 0 && timers === 0);
    } catch {
      return this.threads.every(({ isDead }) => isDead);
    }
  }

  private emit(event: DebugEvent): void {
    for (const listener of this.listeners) listener(event);
  }

  /** Ends everything; the temporary store goes with it. */
  async end(exitCode: number): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    this.deadlocks.stop();
    this.collections.stop();
    await this.systemDebugger.end();
    await Promise.all([...this.threads.map((thread) => thread.terminate()), this.heartbeat?.end()]);
    if (this.temporaryStore !== null) rmSync(this.temporaryStore, { recursive: true, force: true });
    this.emit({ kind: 'terminated', exitCode });
    this.resolveEnded(exitCode);
  }

  /** Sizes of all tables together, for tests and benchmarks. */
  async tableSizes(): Promise<{
    exports: number;
    imports: number;
    questions: number;
    answers: number;
    inFlight: number;
  }> {
    const sum = { exports: 0, imports: 0, questions: 0, answers: 0, inFlight: 0 };
    for (const sizes of await Promise.all(
      this.threads.filter((t) => !t.isDead).map((t) => t.call('tableSizes')),
    ))
      for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += sizes[key];
    return sum;
  }

  /** Releases far references that nothing reaches, cycles over several images included. All images wait meanwhile. */
  collect(): Promise<void> {
    return this.collections.collect();
  }

  /** Ends a worker thread as a crash would; for tests of what then happens. */
  async crashWorker(worker: number): Promise<void> {
    await this.threads[worker].terminate();
  }
}

function withAbsoluteRoots(
  grants: NonNullable<ImageSpec['grants']>,
  folder: string,
): NonNullable<ImageSpec['grants']> {
  const absolute = Object.entries(grants).map(([device, source]) => [
    device,
    'root' in source && source.root !== undefined
      ? { ...source, root: path.resolve(folder, source.root) }
      : source,
  ]);
  return Object.fromEntries(absolute) as NonNullable<ImageSpec['grants']>;
}

/** Starts a topology that was read and checked. Rejects with one clear error. */
export async function startSystem(located: LocatedTopology, options: SystemOptions = {}): Promise<System> {
  return System.start(located, options);
}
