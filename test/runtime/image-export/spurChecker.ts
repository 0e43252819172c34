// Walks the bytes of a little-endian Spur 64 image as a stock virtual machine's leak checker does, with nothing of the
// project's readers: every header, every pointer, the class table, and what a virtual machine takes for granted.
import assert from 'node:assert/strict';

export interface CheckedObject {
  readonly address: number;
  readonly classIndex: number;
  readonly format: number;
  readonly hash: number;
  readonly slots: number;
}

const headerBytes = 128;
const wordBytes = 8;
/** Class indexes of classes below it mean what the memory manager has for itself. */
const firstClassIndex = 32;
const firstPointerlessFormat = 9;
const firstMethodFormat = 24;

export class SpurChecker {
  readonly objects = new Map<number, CheckedObject>();
  private readonly order: CheckedObject[] = [];
  private readonly view: DataView;
  private readonly base: number;
  private readonly size: number;
  private readonly special: CheckedObject;
  private readonly classes = new Map<number, CheckedObject>();

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const version = this.view.getUint32(0, true);
    assert.ok(version === 68021 || version === 68533, `version ${version}`);
    assert.equal(this.view.getUint32(4, true), headerBytes, 'size of the header');
    this.size = this.headerWord(0);
    this.base = this.headerWord(1);
    assert.equal(bytes.length, headerBytes + this.size, 'size of the file');
    assert.equal(this.base % 8, 0, 'base address');
    assert.equal(this.headerWord(5) & 2, 2, 'flag of little-endian Floats');
    assert.equal(this.view.getBigUint64(72, true), BigInt(this.size), 'first segment');
    this.walk();
    this.special = this.at(this.headerWord(2), 'the special objects');
    this.checkFirstObjects();
    this.checkClassTable();
    for (const object of this.objects.values()) this.checkObject(object);
  }

  private headerWord(index: number): number {
    return Number(this.view.getBigUint64(8 + index * wordBytes, true));
  }

  private offset(address: number): number {
    return headerBytes + address - this.base;
  }

  private word(address: number): bigint {
    return this.view.getBigUint64(this.offset(address), true);
  }

  /** The object at an address that a pointer names. */
  at(address: number, what: string): CheckedObject {
    const object = this.objects.get(address);
    assert.ok(object, `${what}: no object starts at 0x${address.toString(16)}`);
    return object;
  }

  private walk(): void {
    const end = this.base + this.size - 2 * wordBytes;
    let at = this.base;
    while (at < end) {
      let slots = Number(this.word(at) >> 56n);
      if (slots === 255) {
        slots = Number(this.word(at) & 0xffffffffffffffn);
        assert.ok(slots >= 255, `a large object of ${slots} slots`);
        at += wordBytes;
        assert.equal(this.word(at) >> 56n, 255n, 'the second header of a large object');
      }
      const header = this.word(at);
      const object = {
        address: at,
        classIndex: Number(header & 0x3fffffn),
        format: Number((header >> 24n) & 31n),
        hash: Number((header >> 32n) & 0x3fffffn),
        slots,
      };
      assert.equal(header & (1n << 22n), 0n, 'a reserved bit');
      assert.equal((header >> 54n) & 3n, 0n, 'mark bits');
      this.objects.set(at, object);
      this.order.push(object);
      at += wordBytes + Math.max(1, slots) * wordBytes;
    }
    assert.equal(at, end, 'where the last object ends');
    assert.equal(this.word(end) >> 56n, 0n, 'a bridge to nothing');
    assert.equal(Number(this.word(end) & 0x3fffffn), 3, 'the class index of a bridge');
    assert.equal(this.word(end + wordBytes), 0n, 'a segment behind the last one');
  }

  /** nil, false, true, the free lists, the hidden roots and the first page of the class table, in that order. */
  private checkFirstObjects(): void {
    for (let i = 0; i < 3; i++)
      assert.equal(this.pointer(this.special, i), this.order[i]!.address, `object ${i} of the memory`);
    const [lists, roots, page] = this.order.slice(3, 6) as [CheckedObject, CheckedObject, CheckedObject];
    assert.deepEqual([lists.slots, lists.format, lists.classIndex], [64, 9, 19], 'the free lists');
    for (let i = 0; i < 64; i++) assert.equal(this.word(lists.address + 8 + i * 8), 0n, 'a free list');
    assert.deepEqual([roots.slots, roots.format, roots.classIndex], [4104, 2, 16], 'the hidden roots');
    assert.deepEqual([page.slots, page.format, page.classIndex], [1024, 2, 16], 'a page of classes');
    assert.equal(this.pointer(roots, 0), page.address);
  }

  private checkClassTable(): void {
    const [nil, , , , roots] = this.order as [CheckedObject, ...CheckedObject[]] & { 4: CheckedObject };
    let isOver = false;
    for (let page = 0; page < 4096; page++) {
      const address = this.pointer(roots, page);
      if (address === nil.address) isOver = true;
      else {
        assert.ok(!isOver, `page ${page} of the class table stands behind its end`);
        for (let i = 0; i < 1024; i++) {
          const entry = this.pointer(this.at(address, 'a page'), i);
          if (entry !== nil.address) this.classes.set(page * 1024 + i, this.at(entry, 'a class'));
        }
      }
    }
    for (let i = 4096; i < 4104; i++) assert.equal(this.pointer(roots, i), nil.address, 'a hidden root');
    for (const [index, { hash }] of this.classes) {
      assert.ok(this.classes.get(hash) === this.classes.get(index), `class ${index} has hash ${hash}`);
      assert.ok(index < 5 || index === 16 || index >= firstClassIndex, `a class at index ${index}`);
    }
    for (const [index, place] of knownClasses)
      assert.equal(this.classes.get(index)?.address, this.pointer(this.special, place), `class ${index}`);
    assert.ok(this.classes.has(4), 'a class of immediate Floats');
  }

  private checkObject(object: CheckedObject): void {
    const { classIndex, format, slots, address } = object;
    const what = `object 0x${address.toString(16)}`;
    if (classIndex < firstClassIndex) return assert.ok([16, 19].includes(classIndex), `${what}: class index`);
    const behavior = this.classes.get(classIndex);
    assert.ok(behavior, `${what} has class index ${classIndex}, where there is no class`);
    const word = this.smallInteger(behavior, 2, `${what}: format of its class`);
    const specification = (word >> 16) & 31;
    const kind = format < 10 ? format : format < 12 ? 10 : format < 16 ? 12 : format & ~7;
    assert.equal(kind, specification, `${what}: format of instances of its class`);
    if (format < firstPointerlessFormat) {
      const fixed = word & 0xffff;
      assert.ok(format === 1 || format === 0 ? slots === fixed : slots >= fixed, `${what}: ${slots} slots`);
      for (let i = 0; i < slots; i++) this.checkSlot(object, i);
    } else if (format >= firstMethodFormat) this.checkMethod(object);
    else assert.ok(slots * 8 >= (format >= 16 ? format & 7 : 0), `${what}: unused bytes`);
  }

  private checkSlot(object: CheckedObject, slot: number): void {
    const value = this.word(object.address + 8 + slot * 8);
    const tag = Number(value & 7n);
    assert.ok([0, 1, 2, 4].includes(tag), `the tag ${tag}`);
    if (tag === 0) this.at(Number(value), `slot ${slot} of 0x${object.address.toString(16)}`);
  }

  private checkMethod(method: CheckedObject): void {
    const header = BigInt.asIntN(64, this.word(method.address + 8)) >> 3n;
    assert.equal(this.word(method.address + 8) & 7n, 1n, 'the header of a method');
    assert.ok(header < 0n, 'the second set of bytecodes');
    const literals = Number(header & 0x7fffn);
    const end = method.slots * 8 - (method.format & 7);
    assert.ok((literals + 1) * 8 < end, 'a method with bytecodes');
    for (let i = 1; i <= literals; i++) this.checkSlot(method, i);
    const first = this.view.getUint8(this.offset(method.address) + 8 + (literals + 1) * 8);
    assert.equal(((header >> 16n) & 1n) === 1n, first === 248, 'a primitive and its call');
    const last = this.at(this.pointer(method, literals), 'the last literal');
    if (last.format >= firstMethodFormat) return;
    const behavior = this.at(this.pointer(last, 1), 'the class of a method');
    assert.ok([...this.classes.values()].includes(behavior) || behavior.slots > 2, 'the class of a method');
    this.texts.set(method.address, this.textAt(this.pointer(method, literals - 1)));
  }

  /** Selectors of methods by address. */
  readonly texts = new Map<number, string>();

  textAt(address: number): string {
    const { slots, format } = this.at(address, 'a text');
    assert.ok(format >= 16 && format < 24, 'a text');
    const start = this.offset(address) + 8;
    return Buffer.from(this.view.buffer, this.view.byteOffset + start, slots * 8 - (format & 7)).toString(
      'latin1',
    );
  }

  pointer(object: CheckedObject, slot: number): number {
    assert.ok(slot < object.slots, `slot ${slot} of ${object.slots}`);
    const value = this.word(object.address + 8 + slot * 8);
    assert.equal(value & 7n, 0n, `slot ${slot} of 0x${object.address.toString(16)} is no pointer`);
    return Number(value);
  }

  smallInteger(object: CheckedObject, slot: number, what: string): number {
    const value = this.word(object.address + 8 + slot * 8);
    assert.equal(value & 7n, 1n, what);
    return Number(BigInt.asIntN(64, value) >> 3n);
  }

  specialObject(place: number): CheckedObject {
    return this.at(this.pointer(this.special, place), `special object ${place}`);
  }

  classAt(index: number): CheckedObject {
    return this.classes.get(index)!;
  }

  /** Searches a method dictionary as a virtual machine does (lookupMethodInDictionary:). */
  lookup(behavior: CheckedObject, selector: CheckedObject): CheckedObject | undefined {
    const nil = this.order[0]!.address;
    const dictionary = this.at(this.pointer(behavior, 1), 'a method dictionary');
    const size = dictionary.slots - 2;
    assert.equal(size & (size - 1), 0, 'a method dictionary of a power of two');
    for (let i = 0, at = selector.hash & (size - 1); i < size; i++, at = (at + 1) & (size - 1)) {
      const key = this.pointer(dictionary, 2 + at);
      if (key === nil) return undefined;
      if (key !== selector.address) continue;
      const methods = this.at(this.pointer(dictionary, 1), 'methods');
      return this.at(this.pointer(methods, at), 'a method');
    }
    return undefined;
  }

  /** Every class that is in the table. */
  *allClasses(): Generator<CheckedObject> {
    yield* new Set(this.classes.values());
  }

  /** Selectors and methods that a class's dictionary has, in the order of the table. */
  *methodsOf(behavior: CheckedObject): Generator<readonly [CheckedObject, CheckedObject]> {
    const nil = this.order[0]!.address;
    const dictionary = this.at(this.pointer(behavior, 1), 'a method dictionary');
    const methods = this.at(this.pointer(dictionary, 1), 'methods');
    for (let i = 2; i < dictionary.slots; i++) {
      const key = this.pointer(dictionary, i);
      if (key !== nil) yield [this.at(key, 'a selector'), this.at(this.pointer(methods, i - 2), 'a method')];
    }
  }
}

/** Class index and place among the special objects (SpurMemoryManager and ObjectMemory). */
const knownClasses: readonly (readonly [number, number])[] = [
  [1, 5],
  [2, 19],
  [3, 5],
  [16, 7],
  [32, 42],
  [33, 13],
  [34, 9],
  [35, 15],
  [36, 10],
  [37, 36],
  [38, 37],
  [48, 18],
  [50, 26],
  [51, 7],
  [52, 6],
  [53, 4],
  [54, 12],
];
