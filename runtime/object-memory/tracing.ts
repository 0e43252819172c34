// Walks the references of heap objects: for allInstances, become:, memory figures and weak slots. Needed because
// objects are V8's, whose heap can't be enumerated.
import { BlockContext } from './blockContext';
import { Context } from './context';
import { Method, SBlock } from './method';
import type { ObjectMemory, RootTable } from './objectMemory';
import type { Fields, SArray, SObject, Value } from './objects';

/** Answers what shall stand where `value` stood: the same value, unless objects become others. */
export type ReferenceMap = (value: Value) => Value;

/** Weak slots hold these in place of heap objects. */
export function isWeakSlot(v: unknown): v is WeakRef<SObject> {
  return v instanceof WeakRef;
}

/** Passes every strong reference that `o` holds through `map`. Weak slots are only passed if `weakToo`. */
export function mapReferences(o: SObject, map: ReferenceMap, weakToo = false): void {
  if (o instanceof Context) return mapContext(o, map);
  if (o instanceof SBlock) return mapBlock(o, map);
  if (o instanceof Method) return o.mapReferences(map);
  const behavior = o.$b;
  const fields = o as Fields;
  for (let i = 0; i < behavior.fieldCount; i++) {
    const name = `f${i}`;
    const value = fields[name];
    const mapped = map(value);
    if (mapped !== value) fields[name] = mapped;
  }
  const elements = (o as SArray).a;
  if (elements === undefined) return;
  for (let i = 0; i < elements.length; i++) {
    const value = elements[i] as unknown;
    if (isWeakSlot(value)) {
      const target = weakToo ? value.deref() : undefined;
      if (target === undefined) continue;
      const mapped = map(target);
      if (mapped !== target)
        elements[i] = (typeof mapped === 'object' ? new WeakRef(mapped) : mapped) as unknown as Value;
    } else {
      const mapped = map(value as Value);
      if (mapped !== value) elements[i] = mapped;
    }
  }
}

function mapContext(context: Context, map: ReferenceMap): void {
  if (context.sender) context.sender = map(context.sender) as Context;
  map(context.method);
  context.receiver = map(context.receiver);
  if (context.closure) context.closure = map(context.closure) as SBlock;
  if (context instanceof BlockContext && context.homeContext)
    context.homeContext = map(context.homeContext) as Context;
  const { stack } = context;
  for (let i = 0; i < context.sp; i++) stack[i] = map(stack[i]);
}

function mapBlock(block: SBlock, map: ReferenceMap): void {
  const fields = block as { -readonly [K in keyof SBlock]: SBlock[K] };
  map(block.code);
  fields.outerContext = map(block.outerContext) as SObject;
  fields.receiver = map(block.receiver);
  const { copied } = block;
  for (let i = 0; i < copied.length; i++) copied[i] = map(copied[i]);
}

/** Finds what is reachable over strong references, from more and more starting points. */
export class HeapMarker {
  readonly marked = new Set<SObject>();
  private readonly pending: SObject[] = [];
  private readonly visit: ReferenceMap = (value) => {
    if (typeof value === 'object' && value !== null && !this.marked.has(value)) {
      this.marked.add(value);
      this.pending.push(value);
    }
    return value;
  };

  /** Marks from the image's roots, without those that `except` holds. */
  markRoots(memory: ObjectMemory, except?: RootTable): void {
    memory.mapRoots(this.visit, except);
    this.follow();
  }

  mark(o: SObject): void {
    this.visit(o);
    this.follow();
  }

  private follow(): void {
    for (let o = this.pending.pop(); o !== undefined; o = this.pending.pop()) mapReferences(o, this.visit);
  }
}

/** All objects reachable over strong references. */
export function traceHeap(memory: ObjectMemory): Set<SObject> {
  const marker = new HeapMarker();
  marker.markRoots(memory);
  return marker.marked;
}

/** Empties the weak slots whose targets only weak slots still reach; answers the weak objects that lost one. */
export function clearWeakSlots(memory: ObjectMemory): SObject[] {
  const live = traceHeap(memory);
  const losers: SObject[] = [];
  for (const o of live) {
    if (o.$b.format !== 'weak') continue;
    const elements = (o as SArray).a as unknown[];
    let lost = false;
    for (let i = 0; i < elements.length; i++) {
      const slot = elements[i];
      if (!isWeakSlot(slot)) continue;
      const target = slot.deref();
      if (target !== undefined && live.has(target)) continue;
      elements[i] = memory.kernel.nil;
      lost = true;
    }
    if (lost) losers.push(o);
  }
  return losers;
}

/**
 * Replaces every reference to a key of `replacements` by a reference to its value, everywhere in the image:
 * become: where the pairs stand both ways, becomeForward: where they don't.
 */
export function replaceEverywhere(memory: ObjectMemory, replacements: ReadonlyMap<SObject, Value>): void {
  const map: ReferenceMap = (value) =>
    typeof value === 'object' ? (replacements.get(value) ?? value) : value;
  const objects = traceHeap(memory);
  for (const o of objects) mapReferences(o, map, true);
  memory.mapRoots(map);
  // What will be copied from the template later refers to these, too.
  for (const [original, copy] of memory.copies) {
    const replaced = map(copy);
    if (replaced !== copy && typeof replaced === 'object') memory.copies.set(original, replaced);
  }
}
