// Finds waits that can never end: cycles over the wait edges of all workers. A cycle counts once it was seen twice in
// a row, because the workers are not asked at one instant.
import type { WaitEdge } from './workerProtocol';
import type { WorkerThread } from './workerThread';

const intervalMs = 200;
const restingIntervalMs = 1000;

export class DeadlockWatch {
  private timer: NodeJS.Timeout | null = null;
  private suspected = new Set<string>();
  private isStopped = false;

  constructor(private readonly threads: readonly WorkerThread[]) {}

  start(): void {
    this.schedule(intervalMs);
  }

  stop(): void {
    this.isStopped = true;
    if (this.timer) clearTimeout(this.timer);
  }

  private schedule(delayMs: number): void {
    if (this.isStopped) return;
    this.timer = setTimeout(() => void this.look(), delayMs);
    this.timer.unref();
  }

  private async look(): Promise<void> {
    let edges: WaitEdge[] = [];
    try {
      const living = this.threads.filter(({ isDead }) => !isDead);
      edges = (await Promise.all(living.map((thread) => thread.call('waits')))).flat();
    } catch {
      // A worker died meanwhile: its waits are broken by that.
    }
    const cycle = findCycle(edges);
    const key = cycle?.map(({ from }) => from).join(' ');
    if (cycle && key !== undefined && this.suspected.has(key)) await this.break(cycle);
    this.suspected = new Set(key !== undefined ? [key] : []);
    this.schedule(edges.length > 0 ? intervalMs : restingIntervalMs);
  }

  /** The first Process of the cycle that waits for an answer gets an error that names the whole cycle. */
  private async break(cycle: readonly WaitEdge[]): Promise<void> {
    const victim = cycle.find(({ question }) => question !== 0);
    if (!victim) return;
    const text = `Deadlock: ${cycle.map((edge) => edge.text).join('; ')}; and so for ever`;
    const thread = this.threads[victim.image % 1024];
    await thread.call('breakWait', victim.image, victim.question, text).catch(() => undefined);
  }
}

/** The edges of a cycle, in order, starting with the smallest name; undefined if there is none. */
export function findCycle(edges: readonly WaitEdge[]): readonly WaitEdge[] | undefined {
  // A Process waits for one thing at a time, and one Process works on an answer.
  const next = new Map(edges.map((edge) => [edge.from, edge]));
  const done = new Set<string>();
  for (const start of next.keys()) {
    const path: string[] = [];
    const onPath = new Set<string>();
    let at: string | undefined = start;
    while (at !== undefined && !done.has(at) && !onPath.has(at)) {
      onPath.add(at);
      path.push(at);
      at = next.get(at)?.to;
    }
    if (at !== undefined && onPath.has(at)) {
      const names = path.slice(path.indexOf(at));
      const smallest = names.indexOf([...names].sort()[0]);
      return [...names.slice(smallest), ...names.slice(0, smallest)].map((name) => next.get(name)!);
    }
    for (const name of path) done.add(name);
  }
  return undefined;
}
