// What a worker does: the host of its images, its links, and the calls of the main thread.
import { addFamily } from '../primitives/primitiveTable';
import { debuggerPrimitives } from '../debugger/debuggerPrimitives';
import { Desktops } from '../debugger/desktops';
import { textStreams } from '../devices/openFiles';
import { DebuggerError } from '../debugger/runtimeDebugger';
import { WorkerDebugger } from '../debugger/workerDebugger';
import { workerOf } from '../debugger/handles';
import { CompilationError, compileExpression } from '../loader/doIt';
import { installSources, type LoadedFile } from '../loader/packageLoader';
import { describeMethods } from '../decompiler/methodSource';
import type { SProcess } from '../interpreter/processScheduler';
import { Drivers } from '../guests/drivers';
import { GuestConventions } from '../guests/guestConventions';
import { ImageMemory } from '../image-files/imageMemory';
import type { ImageId } from '../object-memory/objectMemory';
import type { Value } from '../object-memory/objects';
import { Ref } from '../object-memory/ref';
import { Residency } from '../paging/residency';
import { CollectionPart } from '../remote/collectionPart';
import { ImageHost } from '../remote/imageHost';
import { Vat } from '../remote/vat';
import type { QuestionId, Wire, WireError } from '../remote/wire';
import { WorkerKernel } from '../topology/workerKernel';
import { DiskChunkStore } from './diskChunkStore';
import { Doorbells } from './doorbells';
import { openImageSources } from './imageSources';
import { FrameLinks } from './frameLinks';
import { hostGuest, loadGuest, setGuestGlobal } from './guestStart';
import { isMemoryLarge, isMemoryLow } from './heapMemory';
import { grantHostDevices, grantOwnDevices } from './hostGrants';
import { readKernel } from './kernelFiles';
import { readSourceFile, sourceFilesIn } from './sourceFiles';
import { ThreadProfiler } from './threadProfiler';
import { waitEdges } from './waitEdges';
import { writeSnapshot } from './imageSnapshot';
import type { FromWorker, ImageStart, WorkerCalls, WorkerSetup } from './workerProtocol';

addFamily(debuggerPrimitives);

/** A round's time for images before the port and the rings are looked at again, */
const sliceMs = 4;
/** and its time if nothing came there: references that died are only seen between rounds. */
const longestSliceMs = 100;
const longestSleepMs = 500;
/** Budget of an image that names none: practically unlimited. */
const defaultBudgetBytes = 2 ** 40;
const framesAtOnce = 1024;

type Outcome = { readonly value: Value } | { readonly error: WireError };

export class WorkerSystem {
  readonly calls: WorkerCalls;
  private readonly host: ImageHost;
  private readonly debug: WorkerDebugger;
  private readonly desktops: Desktops;
  private readonly drivers = new Drivers();
  private readonly bells: Doorbells;
  private readonly links: FrameLinks;
  private readonly kernel: WorkerKernel;
  private readonly store: DiskChunkStore;
  private readonly roles = new Map<number, string>();
  /** What is to be done when an image has ended that has devices of the host. */
  private readonly grantEnds = new Map<number, () => void>();
  private hasSettled = false;
  /** Of this round: when images began to run, how often the bell had been rung, and whether promises wait. */
  private startedAtMs = 0;
  private seen = 0;
  private owesYield = false;
  /** Operations of the host that are under way: its event loop has to have its turns. */
  private hostOperations = 0;
  /** The images' parts in a collection of references; while there is one, no image runs. */
  private parts: Map<ImageId, CollectionPart> | null = null;
  private profiler: ThreadProfiler | null = null;

  constructor(
    private readonly setup: WorkerSetup,
    private readonly say: (message: FromWorker, transfer?: readonly ArrayBuffer[]) => void,
  ) {
    const { data, loadSources } = readKernel(setup.kernelFolder);
    this.kernel = WorkerKernel.load(data, loadSources);
    this.store = new DiskChunkStore(setup.storeFolder);
    this.bells = new Doorbells(setup.bells);
    this.links = new FrameLinks(this.bells, (to) => say({ kind: 'needRing', to }));
    this.host = new ImageHost({
      sendAway: (frame) => this.links.send(workerOf(frame.to), frame),
      stopped: (vat, stop) => this.debug.stopped(vat, stop),
      output: (vat, category, text) =>
        say({ kind: 'event', event: { kind: 'output', image: vat.id, category, text } }),
      imageDied: (vat, reason) => {
        this.endGrants(vat.id);
        say({ kind: 'event', event: { kind: 'imageDied', image: vat.id, reason } });
      },
      isMemoryLow,
      isMemoryLarge,
      mayGoOn: (nowMs) => this.mayGoOn(nowMs),
    });
    this.debug = new WorkerDebugger(
      this.host,
      setup.worker,
      (event) => say({ kind: 'event', event }),
      (image) => this.roles.get(image),
    );
    this.desktops = new Desktops((event) =>
      say({ kind: 'event', event }, 'pixels' in event ? [event.pixels.buffer as ArrayBuffer] : []),
    );
    this.calls = this.makeCalls();
  }

  /**
   * Takes frames, runs images, sends frames. True if anything happened.
   * @param seen how often the bell had been rung when the port was looked at.
   * @param owesYield whether the host's event loop is to have its turn soon.
   */
  round(seen: number, owesYield: boolean): boolean {
    this.seen = seen;
    this.owesYield = owesYield;
    const received = this.receive();
    const worked = this.parts === null && (this.host.hasWork || this.host.nextTimerMs <= performance.now());
    if (worked) {
      this.startedAtMs = performance.now();
      this.host.runUntil(this.startedAtMs + sliceMs);
    }
    this.links.flush();
    this.debug.poll(performance.now());
    this.desktops.poll(performance.now());
    this.drivers.poll(performance.now());
    return received || worked;
  }

  /** Whether nothing waits for the end of this round. */
  private mayGoOn(nowMs: number): boolean {
    return (
      !this.owesYield &&
      // Who looks at one is to see and to be heard soon.
      this.desktops.isEmpty &&
      nowMs - this.startedAtMs < longestSliceMs &&
      this.bellCount() === this.seen &&
      !this.hasSettledNow() &&
      !this.links.hasUnsent &&
      this.nextDueMs > nowMs &&
      // Files, sockets, timers: what comes of them comes in the event loop.
      process.getActiveResourcesInfo().every((resource) => resource === 'MessagePort')
    );
  }

  private get nextDueMs(): number {
    return Math.min(this.host.nextTimerMs, this.desktops.frameDueMs, this.drivers.dueMs);
  }

  private receive(): boolean {
    return this.links.receive(framesAtOnce, (frame) => this.host.receive(frame));
  }

  private collection(): CollectionPart[] {
    return [...(this.parts?.values() ?? [])];
  }

  bellCount(): number {
    return this.bells.count(this.setup.worker);
  }

  /** Sleeps until the bell rings after `seen` rings, something is due, or `mostMs` are over. */
  sleep(seen: number, mostMs: number): void {
    const timerMs = this.nextDueMs - performance.now();
    const limitMs = this.links.hasOverflow ? 1 : this.debug.isBusy ? 20 : longestSleepMs;
    this.bells.sleep(this.setup.worker, seen, Math.max(0, Math.min(timerMs, limitMs, mostMs)));
  }

  /** True if something evaluated for the host has ended since the last call: its promises wait to be run. */
  takeSettled(): boolean {
    const hasSettled = this.hasSettledNow();
    this.hasSettled = false;
    return hasSettled;
  }

  private hasSettledNow(): boolean {
    return (this.hasSettled ||= this.debug.takeSettled());
  }

  /** Whether the event loop of the host has something to bring. */
  get awaitsHost(): boolean {
    return this.hostOperations > 0;
  }

  private async awaitHost<T>(operation: Promise<T>): Promise<T> {
    this.hostOperations++;
    try {
      return await operation;
    } finally {
      this.hostOperations--;
    }
  }

  private vat(image: number): Vat {
    const vat = this.host.vat(image as ImageId);
    if (!vat) throw new DebuggerError(`Image ${this.host.imageName(image as ImageId)} is not there any more`);
    return vat;
  }

  private makeCalls(): WorkerCalls {
    return {
      startImage: (start) => this.startImage(start),
      grant: (image, expression, holder) => this.grant(image, expression, holder),
      setGlobal: async (image, name, value) => {
        const vat = this.vat(image);
        const { memory } = vat;
        const object = vat.references.read(value);
        if (memory instanceof ImageMemory)
          await setGuestGlobal(memory, name, object, (receiver, selector, args) =>
            this.performHeld(vat, receiver, selector, args),
          );
        else memory.setGlobal(name, object);
        // A reference to an object of the image itself is near at once: nobody holds it from elsewhere.
        if (typeof value === 'object' && value?.k === 'ref' && value.home === vat.id)
          vat.exports.release(value.id, vat.id, 1);
      },
      mediate: (image, device, driver) => {
        const vat = this.vat(image);
        const object = vat.references.read(driver);
        if (!(object instanceof Ref))
          throw new DebuggerError(
            `Image ${vat.name}: its ${device} can't come from an object of its own, or from a plain value: name another image's object in "as"`,
          );
        this.drivers.connect(vat, device, object);
      },
      snapshot: (image, file) => this.awaitHost(this.snapshot(this.vat(image), file)),
      startProfile: () => {
        if (this.profiler !== null) throw new DebuggerError('A profile is being taken already');
        this.profiler = new ThreadProfiler(this.host.vm);
      },
      stopProfile: () => {
        if (this.profiler === null) throw new DebuggerError('No profile is being taken');
        const { profiler } = this;
        this.profiler = null;
        return profiler.stop();
      },
      runEntry: (image, expression, stopOnEntry) => this.runEntry(image, expression, stopOnEntry),
      go: (images) => {
        for (const image of images) this.host.resume(this.vat(image));
      },
      learnNames: (names) => {
        for (const [image, name] of names) this.host.learnName(image as ImageId, name);
      },
      imageDied: (image, reason) => this.host.imageDied(image as ImageId, reason),
      freezeAll: () => this.debug.freezeAll(),
      continueAll: () => this.debug.continueAll(),
      waits: () => waitEdges(this.host),
      breakWait: (image, question, text) => this.breakWait(image, question, text),
      collectionBegin: () => {
        this.parts = new Map([...this.host.allVats()].map((vat) => [vat.id, new CollectionPart(vat)]));
      },
      drainLinks: () => {
        const received = this.receive();
        this.links.flush();
        return received || this.links.hasOverflow;
      },
      collectionTables: () => this.collection().map((part) => part.tables()),
      collectionRoots: () => this.collection().flatMap((part) => part.markRoots()),
      collectionMark: (exports) =>
        [...(this.parts ?? [])].flatMap(([image, part]) =>
          part.mark(exports.filter(({ home }) => home === image).map(({ id }) => id)),
        ),
      collectionSweep: () => this.collection().forEach((part) => part.sweep()),
      collectionEnd: () => {
        this.parts = null;
      },
      tableSizes: () => this.tableSizes(),
      connectTo: (worker, buffer) => this.links.connectTo(worker, buffer),
      connectFrom: (worker, buffer) => this.links.connectFrom(worker, buffer),
      disconnect: (worker) => this.links.disconnect(worker),
      debug: (method, args) => this.debug.perform(method, args),
      desktop: (method, args) => {
        const operation = this.desktops[method] as (...args: readonly unknown[]) => never;
        return operation.apply(this.desktops, args);
      },
    };
  }

  private async startImage(start: ImageStart): Promise<readonly string[]> {
    if (start.role !== undefined) this.roles.set(start.image, start.role);
    return start.file === undefined ? this.startOwnImage(start) : this.startGuest(start, start.file);
  }

  private async startGuest(start: ImageStart, file: string): Promise<readonly string[]> {
    const { image, name } = start;
    const memory = await this.awaitHost(
      loadGuest(file, image as ImageId, name, start.arguments ?? [], (share) =>
        this.say({ kind: 'event', event: { kind: 'loading', image, name, share } }),
      ),
    );
    const vat = new Vat(memory, this.host, new GuestConventions(memory));
    // Without a budget its blobs are not looked for: to walk a whole image takes too long for a desktop.
    vat.residency = new Residency(memory, this.store, start.memoryBudgetBytes ?? Infinity);
    const streams = textStreams((stream, text) => this.host.output(vat, stream, text));
    const endGrants = grantHostDevices(memory, vat, file, start.grants ?? {}, this.desktops, streams);
    const sources = openImageSources(file);
    describeMethods(memory, sources);
    this.grantEnds.set(vat.id, () => {
      endGrants();
      sources.close();
    });
    hostGuest(memory, vat, this.host, (text) => this.host.output(vat, 'stdout', `${text}\n`));
    this.host.add(vat);
    this.hold(vat);
    return [];
  }

  private endGrants(image: number): void {
    this.grantEnds.get(image)?.();
    this.grantEnds.delete(image);
  }

  /** Until all images are there and wired. */
  private hold(vat: Vat): void {
    this.debug.freeze(vat);
    this.say({ kind: 'event', event: { kind: 'imageStarted', info: this.debug.imageInfo(vat) } });
  }

  private async startOwnImage(start: ImageStart): Promise<readonly string[]> {
    const memory = this.kernel.newImage(start.image as ImageId, start.name);
    const vat = new Vat(memory, this.host);
    vat.residency = new Residency(memory, this.store, start.memoryBudgetBytes ?? defaultBudgetBytes);
    this.grantEnds.set(vat.id, grantOwnDevices(vat, start.grants ?? {}, this.desktops));
    this.host.add(vat);
    const problems: string[] = [];
    const files = readSources(start.sources, problems);
    const installation = installSources(memory, files);
    for (const { file, line, column, message } of installation.problems)
      problems.push(`${file}:${line}:${column}: ${message}`);
    for (const step of installation.steps) {
      const outcome = await this.settle((onEnd) =>
        vat.perform(step.receiver, step.selector, step.args, onEnd),
      );
      if ('error' in outcome)
        problems.push(`${step.file}: ${step.text}: ${outcome.error.cls}: ${outcome.error.text}`);
    }
    if (files.length > 0) this.debug.codeChanged();
    this.hold(vat);
    return problems;
  }

  private settle(start: (onEnd: (outcome: Outcome) => void) => void): Promise<Outcome> {
    return new Promise((resolve) =>
      start((outcome) => {
        this.hasSettled = true;
        resolve(outcome);
      }),
    );
  }

  /** Runs even while the image is held at its entry; of an unmodified one nothing else runs meanwhile. */
  private async evaluate(vat: Vat, expression: string): Promise<Outcome> {
    const { memory } = vat;
    const method = compileExpression(memory, memory.kernel.known.UndefinedObject, expression);
    if (memory instanceof ImageMemory)
      return this.runHeld(vat, (onEnd) => vat.performMethod(memory.kernel.nil, method, [], onEnd));
    const wasStopped = vat.state === 'stopped';
    if (wasStopped) this.host.resume(vat);
    const outcome = await this.settle((onEnd) => vat.performMethod(memory.kernel.nil, method, [], onEnd));
    if (wasStopped) this.debug.freeze(vat);
    return outcome;
  }

  private async runHeld(vat: Vat, start: (onEnd: (outcome: Outcome) => void) => SProcess): Promise<Outcome> {
    const outcome = await this.settle((onEnd) => {
      vat.scheduler.beginExclusive(start(onEnd));
      this.host.wake(vat);
    });
    vat.scheduler.endExclusive();
    return outcome;
  }

  private async performHeld(
    vat: Vat,
    receiver: Value,
    selector: string,
    args: readonly Value[],
  ): Promise<Value> {
    const outcome = await this.runHeld(vat, (onEnd) => vat.perform(receiver, selector, args, onEnd));
    if ('value' in outcome) return outcome.value;
    throw new DebuggerError(
      `Image ${vat.name}, ${selector} at its start: ${outcome.error.cls}: ${outcome.error.text}`,
    );
  }

  private async snapshot(vat: Vat, file: string): Promise<void> {
    const wasRunning = vat.state === 'running';
    this.debug.freeze(vat);
    try {
      await writeSnapshot(vat, file);
    } catch (error) {
      throw new DebuggerError(`Image ${vat.name}: ${(error as Error).message}`);
    } finally {
      if (wasRunning && vat.state === 'stopped') this.debug.continue(vat.id);
    }
  }

  private async grant(image: number, expression: string, holder: number): Promise<Wire> {
    const vat = this.vat(image);
    let outcome: Outcome;
    try {
      outcome = await this.evaluate(vat, expression);
    } catch (error) {
      if (!(error instanceof CompilationError)) throw error;
      throw new DebuggerError(`Image ${vat.name}, wiring expression ${expression}: ${error.message}`);
    }
    if ('error' in outcome)
      throw new DebuggerError(
        `Image ${vat.name}, wiring expression ${expression}: ${outcome.error.cls}: ${outcome.error.text}`,
      );
    return vat.references.grant(outcome.value, holder as ImageId);
  }

  private async runEntry(
    image: number,
    expression: string,
    stopOnEntry: boolean,
  ): Promise<string | undefined> {
    const vat = this.vat(image);
    const { memory } = vat;
    const method = compileExpression(memory, memory.kernel.known.UndefinedObject, expression);
    const outcome = await this.settle((onEnd) => {
      const process = vat.performMethod(memory.kernel.nil, method, [], onEnd);
      if (stopOnEntry) this.debug.stopAtEntry(vat, process);
    });
    return 'error' in outcome
      ? `${outcome.error.cls}: ${outcome.error.text}\n${lines(outcome.error.stack)}`
      : undefined;
  }

  private breakWait(image: number, question: number, text: string): void {
    const vat = this.host.vat(image as ImageId);
    const found = vat?.questions.get(question as QuestionId);
    if (found) vat!.breakQuestion(found, { cls: 'DeadlockError', text, stack: '', suspension: null });
  }

  private tableSizes(): ReturnType<WorkerCalls['tableSizes']> {
    const timers = this.host.nextTimerMs < Infinity ? 1 : 0;
    const sizes = {
      exports: 0,
      imports: 0,
      questions: 0,
      answers: 0,
      inFlight: this.host.inFlight.liveCount,
      timers,
    };
    for (const vat of this.host.allVats()) {
      sizes.exports += vat.exports.size;
      sizes.imports += vat.imports.size;
      sizes.questions += vat.questions.size;
      sizes.answers += vat.answers.size;
    }
    return sizes;
  }
}

/** The files that can be read; why others can't is among the problems. */
function readSources(sources: readonly string[], problems: string[]): LoadedFile[] {
  const files: LoadedFile[] = [];
  for (const source of sources)
    try {
      for (const file of sourceFilesIn([source])) files.push(readSourceFile(file));
    } catch (error) {
      problems.push((error as Error).message);
    }
  return files;
}

/** A text of Smalltalk, whose lines end with CR, for a terminal. */
function lines(text: string): string {
  return text.replace(/\r\n?/g, '\n').trimEnd();
}
