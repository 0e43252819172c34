// Objects of this image that others hold references to. An entry lives as long as any holder's count is not zero.
import type { ImageId, RootTable } from '../object-memory/objectMemory';
import type { SObject } from '../object-memory/objects';
import type { ReferenceMap } from '../object-memory/tracing';
import type { ExportId } from './wire';

export interface Export {
  readonly id: ExportId;
  object: SObject;
  /** References counted out to each holder, less those it released. Can be negative while an introduction is on its way. */
  readonly holders: Map<ImageId, number>;
  revokedReason: string | null;
}

export class ExportTable implements RootTable {
  private readonly byId = new Map<ExportId, Export>();
  private readonly byObject = new Map<SObject, Export>();
  private nextId = 1;

  /** `onLastRelease` is told of each object that no other image holds any more. */
  constructor(private readonly onLastRelease: (object: SObject) => void) {}

  /** Counts one more reference out to `holder`. */
  export(object: SObject, holder: ImageId): Export {
    let entry = this.byObject.get(object);
    if (!entry || entry.revokedReason !== null) {
      entry = { id: this.nextId++ as ExportId, object, holders: new Map(), revokedReason: null };
      this.byId.set(entry.id, entry);
      this.byObject.set(object, entry);
    }
    this.change(entry, holder, 1);
    return entry;
  }

  get(id: ExportId): Export | undefined {
    return this.byId.get(id);
  }

  introduce(id: ExportId, holder: ImageId): void {
    const entry = this.byId.get(id);
    if (entry) this.change(entry, holder, 1);
  }

  release(id: ExportId, holder: ImageId, count: number): void {
    const entry = this.byId.get(id);
    if (entry) this.change(entry, holder, -count);
  }

  /** The holder is dead: all that it held is released. */
  dropHolder(holder: ImageId): void {
    for (const entry of [...this.byId.values()]) {
      const count = entry.holders.get(holder);
      if (count !== undefined) this.change(entry, holder, -count);
    }
  }

  private change(entry: Export, holder: ImageId, by: number): void {
    const count = (entry.holders.get(holder) ?? 0) + by;
    if (count === 0) entry.holders.delete(holder);
    else entry.holders.set(holder, count);
    if (entry.holders.size === 0) this.remove(entry);
  }

  private remove(entry: Export): void {
    this.byId.delete(entry.id);
    if (this.byObject.get(entry.object) === entry) this.byObject.delete(entry.object);
    this.onLastRelease(entry.object);
  }

  get size(): number {
    return this.byId.size;
  }

  entries(): Iterable<Export> {
    return this.byId.values();
  }

  clear(): void {
    this.byId.clear();
    this.byObject.clear();
  }

  mapReferences(map: ReferenceMap): void {
    let hasChanged = false;
    for (const entry of this.byId.values()) {
      const mapped = map(entry.object) as SObject;
      hasChanged ||= mapped !== entry.object;
      entry.object = mapped;
    }
    if (!hasChanged) return;
    // Anew, because two that change places would overwrite each other. Later exports of an object stand for it.
    this.byObject.clear();
    for (const entry of this.byId.values()) this.byObject.set(entry.object, entry);
  }
}
