// News of the tables from all workers, told together and not too often.
import type { DebugEvent } from '../debugger/runtimeDebugger';

type Table = Extract<DebugEvent, { kind: 'tablesChanged' }>['what'][number];

const intervalMs = 250;

export class TableNews {
  private readonly changed = new Set<Table>();
  private timer: NodeJS.Timeout | undefined;
  private toldAtMs = -Infinity;

  constructor(private readonly tell: (what: readonly Table[]) => void) {}

  /** Tells at once, or when the time since the last news is over. */
  note(what: readonly Table[]): void {
    for (const table of what) this.changed.add(table);
    const leftMs = this.toldAtMs + intervalMs - performance.now();
    if (leftMs <= 0) this.tellNow();
    else this.timer ??= setTimeout(() => this.tellNow(), leftMs).unref();
  }

  private tellNow(): void {
    this.stop();
    this.toldAtMs = performance.now();
    const what = [...this.changed];
    this.changed.clear();
    this.tell(what);
  }

  /** What was not yet told, is not told any more. */
  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
