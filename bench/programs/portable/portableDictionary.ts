import { PortableVector } from './portableVector';

export interface PortableKey {
  readonly portableHash: number;
}

/** The twin of PortableEntry.class.st. */
class Entry<K, V> {
  next: Entry<K, V> | null = null;

  constructor(
    readonly hash: number,
    readonly key: K,
    public value: V,
  ) {}

  is(key: K, hash: number): boolean {
    return this.hash === hash && this.key === key;
  }
}

/** The twin of PortableDictionary.class.st. */
export class PortableDictionary<K extends PortableKey, V> {
  private buckets: (Entry<K, V> | null)[] = emptyBuckets(16);
  private count = 0;

  at(key: K): V | undefined {
    const hash = this.hashOf(key);
    let entry = this.buckets[this.bucketOf(hash)];
    while (entry !== null) {
      if (entry.is(key, hash)) return entry.value;
      entry = entry.next;
    }
    return undefined;
  }

  put(key: K, value: V): void {
    const hash = this.hashOf(key);
    const bucket = this.bucketOf(hash);
    const head = this.buckets[bucket];
    if (head === null) {
      this.buckets[bucket] = new Entry(hash, key, value);
      this.count++;
    } else this.putInChain(head, key, value, hash);
    if (this.count > this.buckets.length) this.grow();
  }

  get size(): number {
    return this.count;
  }

  get keys(): PortableVector<K> {
    const keys = new PortableVector<K>(this.count);
    this.forEachEntry((entry) => keys.append(entry.key));
    return keys;
  }

  removeAll(): void {
    this.buckets = emptyBuckets(this.buckets.length);
    this.count = 0;
  }

  private forEachEntry(action: (entry: Entry<K, V>) => void): void {
    for (const head of this.buckets) {
      let entry = head;
      while (entry !== null) {
        action(entry);
        entry = entry.next;
      }
    }
  }

  private hashOf(key: K): number {
    const hash = key.portableHash;
    return hash ^ (hash >>> 16);
  }

  private bucketOf(hash: number): number {
    return hash & (this.buckets.length - 1);
  }

  private putInChain(head: Entry<K, V>, key: K, value: V, hash: number): void {
    let entry = head;
    for (;;) {
      if (entry.is(key, hash)) {
        entry.value = value;
        return;
      }
      if (entry.next === null) break;
      entry = entry.next;
    }
    entry.next = new Entry(hash, key, value);
    this.count++;
  }

  private grow(): void {
    const heads = this.buckets;
    this.buckets = emptyBuckets(heads.length * 2);
    for (const head of heads) {
      let entry = head;
      while (entry !== null) {
        const rest = entry.next;
        const bucket = this.bucketOf(entry.hash);
        entry.next = this.buckets[bucket];
        this.buckets[bucket] = entry;
        entry = rest;
      }
    }
  }
}

function emptyBuckets<K, V>(count: number): (Entry<K, V> | null)[] {
  return new Array<Entry<K, V> | null>(count).fill(null);
}
