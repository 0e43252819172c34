// Which large byte objects of one image are in memory and which are leaves: purged, with only their identity left.
// After LOOM (Green Book ch. 14): a purge keeps the object, a touch loads it in place.
import type { Behavior } from '../object-memory/behavior';
import type { ObjectMemory } from '../object-memory/objectMemory';
import type { SBytes, SObject } from '../object-memory/objects';
import type { ChunkHash, ChunkStore } from './chunkStore';

/** Byte objects of this size and more are blobs. */
export const blobThresholdBytes = 16 * 1024;

/** What is known of one blob. */
export interface Blob {
  readonly id: number;
  readonly object: SBytes;
  readonly behavior: Behavior;
  sizeBytes: number;
  /** Null while it was never written, or was written to since. */
  hash: ChunkHash | null;
  isResident: boolean;
  isPinned: boolean;
  /** performance.now() of when it last came to memory or was seen to be changed. */
  touchedAtMs: number;
}

export class Residency {
  private readonly blobs = new Map<SObject, Blob>();
  private nextId = 1;
  private changes = 0;

  constructor(
    private readonly memory: ObjectMemory,
    private readonly store: ChunkStore,
    readonly budgetBytes: number,
  ) {}

  /** Finds the image's blobs, forgets dead ones, and purges the least recently touched until the budget holds. */
  keepBudget(): void {
    const live = this.memory.reachable();
    for (const object of this.blobs.keys()) if (!live.has(object)) this.blobs.delete(object);
    for (const object of live) this.notice(object);
    const resident = [...this.blobs.values()].filter((b) => b.isResident && !b.isPinned);
    resident.sort((a, b) => a.touchedAtMs - b.touchedAtMs || a.id - b.id);
    let total = this.residentBytes;
    for (const blob of resident) {
      if (total <= this.budgetBytes) break;
      this.purge(blob);
      total -= blob.sizeBytes;
    }
  }

  private notice(object: SObject): void {
    if (object.$b.format !== 'bytes') return;
    const { b, s } = object as SBytes;
    const size = b !== null ? b.length : s!.length;
    const known = this.blobs.get(object);
    if (known) {
      known.sizeBytes = size;
      return;
    }
    if (size < blobThresholdBytes) return;
    this.add(object as SBytes, size, null, true);
  }

  private add(object: SBytes, sizeBytes: number, hash: ChunkHash | null, isResident: boolean): Blob {
    const blob: Blob = {
      id: this.nextId++,
      object,
      behavior: object.$b,
      sizeBytes,
      hash,
      isResident,
      isPinned: false,
      touchedAtMs: performance.now(),
    };
    this.blobs.set(object, blob);
    this.changes++;
    return blob;
  }

  /** A new leaf for contents that are in the store already: a blob passed by hash. */
  leaf(behavior: Behavior, hash: ChunkHash, sizeBytes: number): SBytes {
    const object = behavior.instantiate(0) as SBytes;
    this.add(object, sizeBytes, hash, false);
    this.makeAbsent(object);
    return object;
  }

  /** Writes the contents to the store and drops them from memory. Throws what the store throws; then nothing changed. */
  purge(blob: Blob): void {
    if (!blob.isResident) return;
    blob.hash = this.hashOf(blob.object);
    blob.isResident = false;
    this.makeAbsent(blob.object);
    this.changes++;
  }

  /** Stores the contents of a byte object, resident or not, and answers their hash. */
  hashOf(object: SBytes): ChunkHash {
    const blob = this.blobs.get(object);
    if (blob && !blob.isResident) return blob.hash!;
    const bytes = object.b ?? Uint8Array.from(object.s!, (c) => c.charCodeAt(0));
    return this.store.put(bytes);
  }

  private makeAbsent(object: SBytes): void {
    object.s = null;
    object.b = null;
    Object.setPrototypeOf(object, this.memory.kernel.leaf.prototype);
  }

  /** The fault: loads a leaf in place. False if `o` is none. */
  fault(o: SObject): boolean {
    const blob = this.blobs.get(o);
    if (!blob || blob.isResident) return false;
    const bytes = this.store.get(blob.hash!);
    Object.setPrototypeOf(blob.object, blob.behavior.prototype);
    blob.object.b = bytes;
    blob.isResident = true;
    blob.touchedAtMs = performance.now();
    this.changes++;
    return true;
  }

  /** The bytes of a purged blob, which stays where it is. */
  contents(blob: Blob): Uint8Array {
    return this.store.get(blob.hash!);
  }

  blobOf(o: SObject): Blob | undefined {
    return this.blobs.get(o);
  }

  blobWithId(id: number): Blob | undefined {
    for (const blob of this.blobs.values()) if (blob.id === id) return blob;
    return undefined;
  }

  pin(blob: Blob, pinned: boolean): void {
    blob.isPinned = pinned;
    this.changes++;
  }

  get residentBytes(): number {
    let total = 0;
    for (const blob of this.blobs.values()) if (blob.isResident) total += blob.sizeBytes;
    return total;
  }

  entries(): Iterable<Blob> {
    return this.blobs.values();
  }

  /** Goes up with every change. */
  get version(): number {
    return this.changes;
  }
}
