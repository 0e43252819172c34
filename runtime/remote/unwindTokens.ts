// Non-local returns that cross images: where each shall end, while the images between unwind.
import type { Context } from '../object-memory/context';
import type { RootTable } from '../object-memory/objectMemory';
import type { Value } from '../object-memory/objects';
import type { ReferenceMap } from '../object-memory/tracing';

export interface PendingReturn {
  home: Context;
  value: Value;
}

export class UnwindTokens implements RootTable {
  private readonly pending = new Map<number, PendingReturn>();
  private lastToken = 0;

  add(home: Context, value: Value): number {
    this.pending.set(++this.lastToken, { home, value });
    return this.lastToken;
  }

  take(token: number): PendingReturn | undefined {
    const found = this.pending.get(token);
    this.pending.delete(token);
    return found;
  }

  /** Forgets returns whose home no longer waits for them: an image on their way died. */
  prune(isWaiting: (home: Context) => boolean): void {
    for (const [token, { home }] of this.pending) if (!isWaiting(home)) this.pending.delete(token);
  }

  mapReferences(map: ReferenceMap): void {
    for (const entry of this.pending.values()) {
      entry.home = map(entry.home) as Context;
      entry.value = map(entry.value);
    }
  }
}
