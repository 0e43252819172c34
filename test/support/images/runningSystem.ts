// A system of real workers for a test: its images from Tonel texts, its events in order, its end after the test.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { DebugEvent, ImageInfo } from '../../../runtime/debugger/runtimeDebugger';
import { startSystem, type System } from '../../../runtime/node/system';
import type { Topology } from '../../../runtime/topology/topology';

type Matching<K extends DebugEvent['kind']> = Extract<DebugEvent, { kind: K }>;

export class RunningSystem {
  readonly events: DebugEvent[] = [];
  private readonly waiting = new Set<() => void>();
  private readonly unread: DebugEvent[] = [];

  private constructor(
    readonly system: System,
    readonly folder: string,
    private readonly infos: Map<string, ImageInfo>,
  ) {}

  /** Starts `topology`, whose images load `sources` (file names and texts); they don't run before `begin`. */
  static async start(
    topology: Topology,
    sources: Readonly<Record<string, string>> = {},
  ): Promise<RunningSystem> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'running-'));
    for (const [name, text] of Object.entries(sources)) writeFileSync(path.join(folder, name), text);
    const early: DebugEvent[] = [];
    const taker: { running?: RunningSystem } = {};
    const system = await startSystem(
      { topology, folder },
      { onEvent: (event) => (taker.running ? taker.running.take(event) : early.push(event)) },
    );
    const infos = new Map<string, ImageInfo>();
    for (const info of await system.debugger.images()) infos.set(info.name, info);
    const running = new RunningSystem(system, folder, infos);
    taker.running = running;
    for (const event of early) running.take(event);
    return running;
  }

  private take(event: DebugEvent): void {
    this.events.push(event);
    this.unread.push(event);
    for (const wake of [...this.waiting]) wake();
  }

  get debugger(): System['debugger'] {
    return this.system.debugger;
  }

  image(name: string): number {
    return this.infos.get(name)!.image;
  }

  file(name: string): string {
    return path.join(this.folder, name);
  }

  begin(): Promise<void> {
    return this.debugger.configurationDone();
  }

  /** The first event that fits and was not answered yet; rejects if none comes for a while. */
  async next<K extends DebugEvent['kind']>(
    kind: K,
    fits: (event: Matching<K>) => boolean = () => true,
    timeoutMs = 40_000,
  ): Promise<Matching<K>> {
    const untilMs = performance.now() + timeoutMs;
    for (;;) {
      const index = this.unread.findIndex((event) => event.kind === kind && fits(event as Matching<K>));
      if (index >= 0) return this.unread.splice(index, 1)[0] as Matching<K>;
      const leftMs = untilMs - performance.now();
      if (leftMs <= 0)
        throw new Error(
          `No ${kind} came; events: ${JSON.stringify(this.events.filter((e) => e.kind !== 'tablesChanged'))}`,
        );
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          this.waiting.delete(done);
          resolve();
        };
        const timer = setTimeout(done, leftMs);
        this.waiting.add(done);
      });
    }
  }

  /** What an expression evaluates to in an image, as the debugger shows it. */
  async evaluate(image: string, expression: string): Promise<string> {
    const { value } = await this.debugger.evaluate(expression, { image: this.image(image) }, 'repl');
    return value.value;
  }

  /** Everything that was written to one of the streams so far. */
  output(category: 'stdout' | 'stderr' | 'console'): string {
    return this.events.map((e) => (e.kind === 'output' && e.category === category ? e.text : '')).join('');
  }

  async end(): Promise<void> {
    await this.system.end(0);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
