// Collects references over all images, cycles that cross images included: marks from the roots of every image, follows
// far references to their homes, round by round, and lets go of the rest (a distributed mark and sweep). All images
// stand still meanwhile; references in messages under way are found by counts that don't agree, and count as roots.
import type { ImageId } from '../object-memory/objectMemory';
import type { CountedReference, ExportName, ImageTables } from './collectionPart';
import type { ExportId } from './wire';

/** The images of one worker, standing still. */
export interface CollectionParticipant {
  tables(): Promise<readonly ImageTables[]>;
  /** Marks from the roots of its images; answers the far references reached. */
  markRoots(): Promise<readonly ExportName[]>;
  /** Marks from exports of its images; answers the far references reached for the first time. */
  mark(exports: readonly ExportName[]): Promise<readonly ExportName[]>;
  sweep(): Promise<void>;
}

export async function collectOver(participants: readonly CollectionParticipant[]): Promise<void> {
  const tablesOf = await Promise.all(participants.map((p) => p.tables()));
  const homes = new Map(participants.flatMap((p, i) => tablesOf[i].map(({ image }) => [image, p] as const)));
  const marked = new Set<string>();
  let next = unmarked(underWay(tablesOf.flat()), marked);
  next.push(...unmarked((await Promise.all(participants.map((p) => p.markRoots()))).flat(), marked));
  while (next.length > 0) {
    const byPlace = new Map<CollectionParticipant, ExportName[]>();
    for (const each of next) {
      const place = homes.get(each.home);
      if (place) byPlace.set(place, [...(byPlace.get(place) ?? []), each]);
    }
    const reached = await Promise.all([...byPlace].map(([p, exports]) => p.mark(exports)));
    next = unmarked(reached.flat(), marked);
  }
  await Promise.all(participants.map((p) => p.sweep()));
}

/** Those not yet in `marked`, which they are added to. */
function unmarked(names: readonly ExportName[], marked: Set<string>): ExportName[] {
  return names.filter(({ home, id }) => {
    const key = `${home}/${id}`;
    if (marked.has(key)) return false;
    marked.add(key);
    return true;
  });
}

/** Exports that a message under way refers to: as its receiver, or in what it carries. */
function underWay(tables: readonly ImageTables[]): ExportName[] {
  const names: ExportName[] = tables.flatMap(({ image, addressed }) =>
    addressed.map((id) => ({ home: image, id })),
  );
  const difference = new Map<string, { readonly home: ImageId; readonly id: ExportId; count: number }>();
  const add = ({ holder, home, id, count }: CountedReference, sign: 1 | -1): void => {
    const key = `${holder}/${home}/${id}`;
    const entry = difference.get(key);
    if (entry) entry.count += sign * count;
    else difference.set(key, { home, id, count: sign * count });
  };
  for (const { exported, imported } of tables) {
    for (const each of exported) add(each, 1);
    for (const each of imported) add(each, -1);
  }
  for (const { home, id, count } of difference.values()) if (count !== 0) names.push({ home, id });
  return names;
}
