// One image's part in collecting references over all images: says what its tables count, marks from where it is told,
// and lets go of the far references that were not reached. The image must not run meanwhile.
import type { ImageId } from '../object-memory/objectMemory';
import { HeapMarker } from '../object-memory/tracing';
import type { Vat } from './vat';
import type { ExportId } from './wire';

/** References from one image to an export of another, as one of the two counts them. */
export interface CountedReference {
  readonly holder: ImageId;
  readonly home: ImageId;
  readonly id: ExportId;
  readonly count: number;
}

/** An exported object, by its image and number there. */
export interface ExportName {
  readonly home: ImageId;
  readonly id: ExportId;
}

export interface ImageTables {
  readonly image: ImageId;
  readonly exported: readonly CountedReference[];
  readonly imported: readonly CountedReference[];
  /** Exports that messages in this image's queues are for. */
  readonly addressed: readonly ExportId[];
}

export class CollectionPart {
  private readonly marker = new HeapMarker();
  private readonly reported = new Set<string>();

  constructor(private readonly vat: Vat) {}

  tables(): ImageTables {
    const { vat } = this;
    const exported: CountedReference[] = [];
    for (const { id, holders } of vat.exports.entries())
      for (const [holder, count] of holders) exported.push({ holder, home: vat.id, id, count });
    const imported = [...vat.imports.counts()].map((each) => ({ holder: vat.id, ...each }));
    const targets = vat.inbox.messages().map(({ target }) => target);
    const addressed = targets.flatMap((target) => ('exportId' in target ? [target.exportId] : []));
    return { image: vat.id, exported, imported, addressed };
  }

  /** Marks from the image's own roots; answers the far references that it reached. */
  markRoots(): readonly ExportName[] {
    this.vat.forgetLostReturns();
    this.marker.markRoots(this.vat.memory, this.vat.exports);
    return this.newlyReached();
  }

  /** Marks from these exports; answers the far references that were not reached before. */
  mark(ids: readonly ExportId[]): readonly ExportName[] {
    for (const id of ids) {
      const entry = this.vat.exports.get(id);
      if (entry) this.marker.mark(entry.object);
    }
    return this.newlyReached();
  }

  private newlyReached(): ExportName[] {
    const reached: ExportName[] = [];
    for (const { ref } of this.vat.imports.entries()) {
      const key = `${ref.home}/${ref.exportId}`;
      if (this.reported.has(key) || !this.marker.marked.has(ref)) continue;
      this.reported.add(key);
      reached.push({ home: ref.home, id: ref.exportId as ExportId });
    }
    return reached;
  }

  /** Releases the far references that nothing alive reaches. */
  sweep(): void {
    this.vat.references.releaseUnmarked(this.marker.marked);
  }
}
