// Several images in the test's own thread: in one host, or in several that a fake link joins. The link carries bytes,
// and a seeded choice of what happens next makes every interleaving of turns and deliveries possible, and repeatable.
import { readTonel } from '../../../runtime/sources/tonelReader';
import { compileExpression } from '../../../runtime/loader/doIt';
import { installSources } from '../../../runtime/loader/packageLoader';
import { loadBuiltKernel } from '../../../runtime/node/evaluate';
import { textIfString } from '../../../runtime/object-memory/literals';
import type { ImageId } from '../../../runtime/object-memory/objectMemory';
import type { Value } from '../../../runtime/object-memory/objects';
import type { ChunkStore } from '../../../runtime/paging/chunkStore';
import { Residency } from '../../../runtime/paging/residency';
import { decodeFrame, encodeFrame } from '../../../runtime/remote/codec';
import { CollectionPart, type ExportName } from '../../../runtime/remote/collectionPart';
import { collectOver } from '../../../runtime/remote/distributedCollection';
import { ImageHost } from '../../../runtime/remote/imageHost';
import { Vat } from '../../../runtime/remote/vat';
import type { Frame, WireError } from '../../../runtime/remote/wire';
import type { StopResult } from '../../../runtime/interpreter/host';
import type { WorkerKernel } from '../../../runtime/topology/workerKernel';
import { RandomChoice } from './randomChoice';

export type Outcome = { readonly value: Value } | { readonly error: WireError };

let sharedKernel: WorkerKernel | undefined;

/** The embedded kernel, loaded once a process: images of all tests share its classes, as those of a worker do. */
export function testKernel(): WorkerKernel {
  return (sharedKernel ??= loadBuiltKernel());
}

export interface LocalSystemOptions {
  /** Hosts to place images in; default 1. */
  readonly hosts?: number;
  /** Seed for the order of turns and deliveries; default: hosts take turns and links are emptied at once. */
  readonly seed?: number;
  readonly store?: ChunkStore;
  readonly isMemoryLow?: () => boolean;
}

/** One image of a LocalSystem, and what a test does with it. */
export class TestImage {
  constructor(
    readonly system: LocalSystem,
    readonly vat: Vat,
    readonly host: ImageHost,
  ) {}

  /** Loads classes and methods in Tonel. Throws if anything in them is wrong. */
  define(...tonel: string[]): this {
    const { memory } = this.vat;
    const files = tonel.map((text, i) => ({ source: readTonel(`test${i}.st`, text), text }));
    const { problems, steps } = installSources(memory, files);
    if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'));
    for (const { receiver, selector, args } of steps) this.vat.perform(receiver, selector, args, null);
    return this;
  }

  /** Starts a Process that evaluates `source`; the outcome is there once the system ran. */
  start(source: string): { outcome: Outcome | undefined } {
    const { memory } = this.vat;
    const method = compileExpression(memory, memory.kernel.known.UndefinedObject, source);
    const pending: { outcome: Outcome | undefined } = { outcome: undefined };
    this.vat.performMethod(memory.kernel.nil, method, [], (outcome) => (pending.outcome = outcome));
    return pending;
  }

  /** Evaluates `source` while the whole system runs. */
  evaluate(source: string): Outcome {
    const pending = this.start(source);
    this.system.runUntil(() => pending.outcome !== undefined);
    return (
      pending.outcome ?? {
        error: { cls: 'Waiting', text: 'it waits for ever', stack: '', suspension: null },
      }
    );
  }

  value(source: string): Value {
    const outcome = this.evaluate(source);
    if ('error' in outcome)
      throw new Error(`${source}\n${outcome.error.cls}: ${outcome.error.text}\n${outcome.error.stack}`);
    return outcome.value;
  }

  /** The expression's value as JavaScript sees it: integers, booleans, nil as null, texts; else its class's name. */
  plain(source: string): number | bigint | boolean | null | string {
    return this.plainOf(this.value(source));
  }

  plainOf(value: Value): number | bigint | boolean | null | string {
    const { kernel } = this.vat.memory;
    if (typeof value !== 'object') return value;
    if (value === kernel.nil) return null;
    if (value === kernel.true_) return true;
    if (value === kernel.false_) return false;
    return textIfString(value) ?? value.$b.printName;
  }

  /** The class and text of the error that `source` ends in. */
  error(source: string): WireError {
    const outcome = this.evaluate(source);
    if ('value' in outcome) throw new Error(`${source} did not fail`);
    return outcome.error;
  }

  /** Sets a global of this image to what `expression` is in `home`: an object there is far here. */
  wire(name: string, home: TestImage, expression: string): this {
    const wire = home.vat.references.grant(home.value(expression), this.vat.id);
    this.vat.memory.setGlobal(name, this.vat.references.read(wire));
    return this;
  }

  set(name: string, value: Value): void {
    this.vat.memory.setGlobal(name, value);
  }
}

export class LocalSystem {
  readonly hosts: ImageHost[] = [];
  readonly images: TestImage[] = [];
  /** What images wrote to the Transcript and to the error stream. */
  readonly output: string[] = [];
  readonly deaths: string[] = [];
  readonly stops: { vat: Vat; stop: StopResult }[] = [];
  private readonly links = new Map<string, Uint8Array[]>();
  private readonly placement = new Map<ImageId, ImageHost>();
  private readonly choice: RandomChoice | null;
  private lastId = 0;

  constructor(private readonly options: LocalSystemOptions = {}) {
    this.choice = options.seed === undefined ? null : new RandomChoice(options.seed);
    for (let i = 0; i < (options.hosts ?? 1); i++) this.hosts.push(this.newHost(i));
  }

  private newHost(index: number): ImageHost {
    return new ImageHost({
      sendAway: (frame) => this.sendAway(index, frame),
      stopped: (vat, stop) => this.stops.push({ vat, stop }),
      output: (_vat, _category, text) => this.output.push(text),
      isMemoryLow: this.options.isMemoryLow ?? (() => false),
      imageDied: (vat, reason) => {
        this.deaths.push(`${vat.name}: ${reason}`);
        for (const host of this.hosts) host.imageDied(vat.id, `image ${vat.name} died: ${reason}`);
      },
    });
  }

  private sendAway(from: number, frame: Frame): void {
    const host = this.placement.get(frame.to);
    if (!host) return;
    const key = `${from}-${this.hosts.indexOf(host)}`;
    const link = this.links.get(key) ?? [];
    link.push(encodeFrame(frame).slice());
    this.links.set(key, link);
  }

  image(name: string, host = 0): TestImage {
    const id = ++this.lastId as ImageId;
    const home = this.hosts[host];
    const vat = new Vat(testKernel().newImage(id, name), home);
    if (this.options.store) vat.residency = new Residency(vat.memory, this.options.store, 2 ** 40);
    home.add(vat);
    for (const other of this.hosts) other.learnName(id, name);
    this.placement.set(id, home);
    const image = new TestImage(this, vat, home);
    this.images.push(image);
    return image;
  }

  kill(image: TestImage, reason: string): void {
    image.host.kill(image.vat, reason);
    this.images.splice(this.images.indexOf(image), 1);
  }

  /** One thing that can happen: a host runs a while, or a frame crosses. False: nothing can. */
  step(): boolean {
    const choices: (() => void)[] = [];
    const now = performance.now();
    for (const host of this.hosts)
      if (host.hasWork || host.nextTimerMs <= now)
        choices.push(() => host.runUntil(this.choice ? performance.now() + 0.01 : performance.now() + 5));
    for (const [key, link] of this.links)
      if (link.length > 0) {
        const to = this.hosts[Number(key.split('-')[1])];
        choices.push(() => to.receive(decodeFrame(link.shift()!)));
      }
    if (choices.length === 0) return false;
    if (this.choice) this.choice.of(choices)();
    else for (const choose of choices) choose();
    return true;
  }

  /** Runs until `isDone` or nothing can happen any more; waits out timers. */
  runUntil(isDone: () => boolean): void {
    while (!isDone()) {
      if (this.step()) continue;
      const dueMs = Math.min(...this.hosts.map((host) => host.nextTimerMs));
      if (dueMs === Infinity) return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.max(0, dueMs - performance.now()));
    }
  }

  /** Runs until nothing can happen any more. */
  run(): void {
    this.runUntil(() => false);
  }

  /** Releases what nothing reaches, in all images, until no table changes any more. */
  collect(): void {
    for (let before = ''; ;) {
      this.run();
      for (const { vat } of this.images) vat.collectReferences();
      this.run();
      const after = JSON.stringify(this.tableSizes());
      if (after === before) return;
      before = after;
    }
  }

  /** Collects over all images, as a system does while everything stands still. */
  async collectEverywhere(): Promise<void> {
    this.run();
    await collectOver(
      this.hosts.map((host) => {
        const parts = [...host.allVats()].map((vat) => [vat.id, new CollectionPart(vat)] as const);
        return {
          tables: () => Promise.resolve(parts.map(([, part]) => part.tables())),
          markRoots: () => Promise.resolve(parts.flatMap(([, part]) => part.markRoots())),
          mark: (names: readonly ExportName[]) =>
            Promise.resolve(
              parts.flatMap(([id, part]) =>
                part.mark(names.filter(({ home }) => home === id).map((n) => n.id)),
              ),
            ),
          sweep: () => Promise.resolve(parts.forEach(([, part]) => part.sweep())),
        };
      }),
    );
    this.run();
  }

  tableSizes(): { exports: number; imports: number; questions: number; answers: number; inFlight: number } {
    const sizes = { exports: 0, imports: 0, questions: 0, answers: 0, inFlight: 0 };
    for (const { vat } of this.images) {
      sizes.exports += vat.exports.size;
      sizes.imports += vat.imports.size;
      sizes.questions += vat.questions.size;
      sizes.answers += vat.answers.size;
    }
    for (const host of this.hosts) sizes.inFlight += host.inFlight.liveCount;
    return sizes;
  }
}

export const emptyTables = { exports: 0, imports: 0, questions: 0, answers: 0, inFlight: 0 };
