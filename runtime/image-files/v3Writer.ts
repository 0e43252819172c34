// Objects as the object memory before Spur has them: headers of one to three words, compact classes by number. Source:
// "Back to the Future" (Ingalls et al. 1997) and Squeak's ObjectMemory.
import type { SArray, SObject, Value } from '../object-memory/objects';
import type { BlockBuffer } from './blockBuffer';
import type { ImageBehavior } from './imageBehavior';
import type { ImageGraph } from './imageGraph';
import type { ObjectBody } from './objectBody';
import { Special } from './rawImage';
import { V3 } from './specifications';

const wordBytes = 4;
/** Words, the header's last one included, that a short header has room to count. */
const maxShortWords = 63;
const maxCompactClasses = 31;

const enum HeaderType {
  SizeAndClass = 0,
  Class = 1,
  Short = 3,
}

export class V3Writer {
  /** Of the last word of each object's header. */
  private readonly addresses: Float64Array;
  private readonly compactClasses = new Map<SObject, number>();
  readonly dataBytes: number;
  /** V3 has no segments. */
  readonly firstSegmentBytes = 0;

  constructor(
    private readonly graph: ImageGraph,
    private readonly baseAddress: number,
  ) {
    this.addresses = new Float64Array(graph.objects.length);
    const { memory } = graph;
    const compact = (memory.specialObjects.a[Special.CompactClasses] as Partial<SArray>).a ?? [];
    compact.slice(0, maxCompactClasses).forEach((behavior, i) => {
      if (typeof behavior === 'object' && behavior !== memory.kernel.nil)
        this.compactClasses.set(behavior, i + 1);
    });
    this.dataBytes = this.layOut();
  }

  addressOf(object: SObject): number {
    return this.addresses[this.graph.numberOf(object)]!;
  }

  private layOut(): number {
    let at = this.baseAddress;
    this.graph.objects.forEach((object, i) => {
      const body = this.graph.bodyOf(object);
      const words = wordsOf(body);
      const type = this.headerType(body.behavior, words);
      at += type === HeaderType.SizeAndClass ? 8 : type === HeaderType.Class ? 4 : 0;
      this.addresses[i] = at;
      at += words * wordBytes;
    });
    return at - this.baseAddress;
  }

  private headerType({ classObject }: ImageBehavior, words: number): HeaderType {
    if (words > maxShortWords) return HeaderType.SizeAndClass;
    return this.compactClasses.has(classObject) ? HeaderType.Short : HeaderType.Class;
  }

  /** Writes the memory, a block at a time; what comes last stays in `out`. */
  *write(out: BlockBuffer): Generator<Uint8Array, void> {
    for (const object of this.graph.objects) {
      this.writeObject(object, out);
      if (out.isFull) yield out.take();
    }
  }

  private writeObject(object: SObject, out: BlockBuffer): void {
    const body = this.graph.bodyOf(object);
    const { behavior, slots, bytes } = body;
    const words = wordsOf(body);
    const type = this.headerType(behavior, words);
    const isLarge = type === HeaderType.SizeAndClass;
    if (isLarge) out.word(words << 2);
    if (type !== HeaderType.Short) out.word(this.addressOf(behavior.classObject) | type);
    const compact = this.compactClasses.get(behavior.classObject) ?? 0;
    const size = isLarge ? 0 : words << 2;
    const hash = (this.graph.memory.identityHash(object) & 0xfff) << 17;
    const room = (words - 1 - slots.length) * wordBytes;
    out.word(hash | (compact << 12) | (fullSpecification(body, room) << 8) | size | type);
    for (const value of slots) this.writeValue(value, out);
    out.padded(bytes, room);
  }

  private writeValue(value: Value, out: BlockBuffer): void {
    const object = this.graph.objectFor(value);
    out.word(object ? this.addressOf(object) : (Number(value) << 1) | 1);
  }
}

/** Words of an object, one of its header included. */
function wordsOf({ slots, bytes }: ObjectBody): number {
  return 1 + slots.length + Math.ceil(bytes.length / wordBytes);
}

function fullSpecification({ specification, bytes }: ObjectBody, room: number): number {
  return specification >= V3.Bits8 ? specification + room - bytes.length : specification;
}
