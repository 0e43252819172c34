// Far references that this image holds: one stand-in a target, held weakly. When a stand-in is garbage, all that was
// counted in for it is released at once.
import type { Kernel } from '../object-memory/kernel';
import type { ImageId } from '../object-memory/objectMemory';
import type { SObject } from '../object-memory/objects';
import { Ref } from '../object-memory/ref';
import type { ExportId } from './wire';

interface Import {
  readonly key: string;
  readonly home: ImageId;
  readonly id: ExportId;
  ref: WeakRef<Ref>;
  /** References counted in. */
  count: number;
}

export type ReleaseImport = (home: ImageId, id: ExportId, count: number) => void;

export class ImportTable {
  private readonly byKey = new Map<string, Import>();
  private readonly registry: FinalizationRegistry<string>;
  /** Stand-ins of what dead images exported: nothing is counted for them any more; forgotten when garbage. */
  private readonly broken = new Set<WeakRef<Ref>>();

  constructor(
    private readonly kernel: Kernel,
    private readonly release: ReleaseImport,
  ) {
    this.registry = new FinalizationRegistry((key) => this.collected(key));
  }

  /** Counts a reference in and answers its stand-in, always the same one for a target. */
  import(home: ImageId, id: ExportId, className: string): Ref {
    const key = `${home}/${id}`;
    const entry = this.byKey.get(key);
    const known = entry?.ref.deref();
    if (entry && known) {
      entry.count++;
      return known;
    }
    const ref = new Ref(this.kernel, home, id, className);
    this.registry.register(ref, key);
    if (entry) {
      entry.ref = new WeakRef(ref);
      entry.count++;
    } else this.byKey.set(key, { key, home, id, ref: new WeakRef(ref), count: 1 });
    return ref;
  }

  private collected(key: string): void {
    const entry = this.byKey.get(key);
    if (entry && entry.ref.deref() === undefined) this.drop(entry);
  }

  private drop(entry: Import): void {
    this.byKey.delete(entry.key);
    this.release(entry.home, entry.id, entry.count);
  }

  /** Releases the references whose stand-ins are not among `live`. */
  releaseUnreachable(live: ReadonlySet<SObject>): void {
    for (const entry of [...this.byKey.values()]) {
      const ref = entry.ref.deref();
      if (ref === undefined || !live.has(ref)) this.drop(entry);
    }
  }

  /** Breaks what `home` exported (or only one export of it) and forgets it. */
  breakFrom(home: ImageId, reason: string, id?: ExportId): void {
    for (const stale of this.broken) if (stale.deref() === undefined) this.broken.delete(stale);
    for (const entry of [...this.byKey.values()]) {
      if (entry.home !== home || (id !== undefined && entry.id !== id)) continue;
      const ref = entry.ref.deref();
      if (ref) ref.brokenReason ??= reason;
      if (id !== undefined) continue;
      this.byKey.delete(entry.key);
      if (ref) this.broken.add(entry.ref);
    }
  }

  get size(): number {
    return this.byKey.size;
  }

  *entries(): Iterable<{ readonly ref: Ref; readonly count: number }> {
    for (const { ref, count } of this.byKey.values()) {
      const live = ref.deref();
      if (live) yield { ref: live, count };
    }
  }

  /** Stand-ins whose images are dead, as far as somebody here still has them. */
  *brokenRefs(): Iterable<Ref> {
    for (const ref of this.broken) {
      const live = ref.deref();
      if (live) yield live;
    }
  }

  /** What is counted in, for stand-ins that are gone as well. */
  *counts(): Iterable<{ readonly home: ImageId; readonly id: ExportId; readonly count: number }> {
    for (const { home, id, count } of this.byKey.values()) yield { home, id, count };
  }

  clear(): void {
    this.byKey.clear();
    this.broken.clear();
  }
}
