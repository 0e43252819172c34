// A hash table for entries that come and go all the time. A Map won't do: each time V8 makes it anew, the former one
// refers to the next, for iterators, and keeps what it held; once old, that chain survives every quick collection.

const leastSlots = 16;

export class ChurnTable<K extends object | number, V> {
  // Open addressing with linear probing; what follows a deleted entry moves up.
  private keys: (K | undefined)[] = new Array<K | undefined>(leastSlots).fill(undefined);
  private entries: (V | undefined)[] = new Array<V | undefined>(leastSlots).fill(undefined);
  private mask = leastSlots - 1;
  private count = 0;

  /** `hashOf` answers the same integer for a key as long as it is in the table. */
  constructor(private readonly hashOf: (key: K) => number) {}

  get size(): number {
    return this.count;
  }

  /** Where a key belongs: scattered, because neighbours make deletion slow. */
  private homeOf(key: K): number {
    const scattered = Math.imul(this.hashOf(key), 0x9e3779b1);
    return (scattered ^ (scattered >>> 15)) & this.mask;
  }

  private slotOf(key: K): number {
    const { keys, mask } = this;
    let slot = this.homeOf(key);
    for (let k = keys[slot]; k !== undefined && k !== key; k = keys[slot]) slot = (slot + 1) & mask;
    return slot;
  }

  get(key: K): V | undefined {
    return this.entries[this.slotOf(key)];
  }

  set(key: K, value: V): void {
    const slot = this.slotOf(key);
    if (this.keys[slot] === undefined) {
      if ((this.count + 1) * 2 > this.mask) {
        this.grow();
        this.set(key, value);
        return;
      }
      this.keys[slot] = key;
      this.count++;
    }
    this.entries[slot] = value;
  }

  private grow(): void {
    const { keys, entries } = this;
    const slots = keys.length * 2;
    this.keys = new Array<K | undefined>(slots).fill(undefined);
    this.entries = new Array<V | undefined>(slots).fill(undefined);
    this.mask = slots - 1;
    this.count = 0;
    keys.forEach((key, i) => {
      if (key !== undefined) this.set(key, entries[i]!);
    });
  }

  delete(key: K): boolean {
    let free = this.slotOf(key);
    const { keys, entries, mask } = this;
    if (keys[free] === undefined) return false;
    for (let slot = (free + 1) & mask; ; slot = (slot + 1) & mask) {
      const next = keys[slot];
      if (next === undefined) break;
      const home = this.homeOf(next);
      // It may move up unless its home lies between the free slot and its own.
      if (((slot - home) & mask) < ((slot - free) & mask)) continue;
      keys[free] = next;
      entries[free] = entries[slot];
      free = slot;
    }
    keys[free] = undefined;
    entries[free] = undefined;
    this.count--;
    return true;
  }

  clear(): void {
    this.keys.fill(undefined);
    this.entries.fill(undefined);
    this.count = 0;
  }

  /** What is in it now, in no order; the table may change meanwhile. */
  list(): (readonly [K, V])[] {
    const list: (readonly [K, V])[] = [];
    this.keys.forEach((key, i) => {
      if (key !== undefined) list.push([key, this.entries[i]!]);
    });
    return list;
  }
}
