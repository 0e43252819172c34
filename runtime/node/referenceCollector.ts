// Collects references over all workers: by hand, and by itself once many more are counted than after the last time.
import { collectOver, type CollectionParticipant } from '../remote/distributedCollection';
import type { WorkerThread } from './workerThread';

const intervalMs = 5000;
/** Fewer exports than this are not worth a collection. */
const leastExports = 1000;

export class ReferenceCollector {
  private timer: NodeJS.Timeout | null = null;
  private exportsAfterLast = 0;
  private running: Promise<void> | null = null;
  private isStopped = false;

  constructor(private readonly threads: readonly WorkerThread[]) {}

  start(): void {
    this.timer = setTimeout(() => void this.look(), intervalMs);
    this.timer.unref();
  }

  stop(): void {
    this.isStopped = true;
    if (this.timer) clearTimeout(this.timer);
  }

  private async look(): Promise<void> {
    try {
      if ((await this.countExports()) > Math.max(leastExports, this.exportsAfterLast * 2)) {
        await this.collect();
        this.exportsAfterLast = await this.countExports();
      }
    } catch {
      // A worker died meanwhile: its references are broken by that.
    }
    if (!this.isStopped) this.start();
  }

  private get living(): WorkerThread[] {
    return this.threads.filter(({ isDead }) => !isDead);
  }

  private async countExports(): Promise<number> {
    const sizes = await Promise.all(this.living.map((thread) => thread.call('tableSizes')));
    return sizes.reduce((sum, { exports }) => sum + exports, 0);
  }

  /** Rejects if a worker dies meanwhile; nothing was released then. */
  collect(): Promise<void> {
    this.running ??= this.stopAndCollect().finally(() => (this.running = null));
    return this.running;
  }

  private async stopAndCollect(): Promise<void> {
    const threads = this.living;
    try {
      await Promise.all(threads.map((thread) => thread.call('collectionBegin')));
      for (let isMoving = true; isMoving;)
        isMoving = (await Promise.all(threads.map((thread) => thread.call('drainLinks')))).includes(true);
      await collectOver(threads.map(participant));
    } finally {
      await Promise.allSettled(threads.map((thread) => thread.call('collectionEnd')));
    }
  }
}

function participant(thread: WorkerThread): CollectionParticipant {
  return {
    tables: () => thread.call('collectionTables'),
    markRoots: () => thread.call('collectionRoots'),
    mark: (exports) => thread.call('collectionMark', exports),
    sweep: () => thread.call('collectionSweep'),
  };
}
