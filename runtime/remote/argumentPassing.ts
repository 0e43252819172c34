// What passes by copy and what by reference (semantics.md): immutable values and byte objects by copy, large byte
// objects by content hash, everything else by reference, unless the class says otherwise with `passMode`.
import { Quick } from '../bytecodes/instructions';
import { instructionsOf } from '../bytecodes/decoder';
import type { Behavior } from '../object-memory/behavior';
import { readableBytes } from '../object-memory/bytesOf';
import { isSymbol, textOf } from '../object-memory/literals';
import type { ObjectMemory } from '../object-memory/objectMemory';
import type {
  Fields,
  Format,
  SArray,
  SBytes,
  SCharacter,
  SFloat,
  SLargeInt,
  SObject,
  SWords,
  Value,
} from '../object-memory/objects';
import { isWeakSlot } from '../object-memory/tracing';
import { weakSlotFor } from '../primitives/objectAccess';
import { ChunkStoreError, type ChunkHash } from '../paging/chunkStore';
import type { Residency } from '../paging/residency';
import type { Wire, WireObject } from './wire';

/** Byte objects of more than this many bytes pass by content hash where a store is at hand. */
export const copyLimitBytes = 64 * 1024;
/** Copies nest no deeper than this: half of what the codec reads, which every stack has room for. */
const maxDepth = 1000;
const maxCodePoint = 0x10ffff;

/** Counts references out and in; the vat's tables. */
export interface ReferenceTables {
  refOut(o: SObject): WireObject;
  refIn(ref: Extract<WireObject, { k: 'ref' }>): Value;
}

/** Turns the arguments of one message into wire values, keeping aliases among them. */
export class ArgumentWriter {
  /** Made when first needed: most arguments are plain values. */
  private copied: Map<SObject, number> | null = null;
  private depth = 0;

  constructor(
    private readonly memory: ObjectMemory,
    private readonly tables: ReferenceTables,
    private readonly residency: Residency | null,
    /** Arrays and byte objects of any size pass by copy. */
    private readonly isPlain: boolean,
  ) {}

  write(v: Value): Wire {
    if (typeof v !== 'object') return v;
    const { kernel } = this.memory;
    if (v === kernel.nil) return null;
    if (v === kernel.true_) return true;
    if (v === kernel.false_) return false;
    const behavior = v.$b;
    switch (behavior.format) {
      case 'float':
        return { k: 'float', v: (v as SFloat).v };
      case 'largeInt':
        return (v as SLargeInt).big;
      case 'character':
        return { k: 'char', v: (v as SCharacter).value };
      case 'bytes':
      case 'words':
        if (isSymbol(v)) return textOf(v);
        break;
      default:
        break;
    }
    const alias = this.copied?.get(v);
    if (alias !== undefined) return { k: 'back', v: alias };
    if (behavior === kernel.leaf) return this.writeLeaf(v as SBytes);
    if (behavior.format === 'bytes') return this.writeBytes(v as SBytes);
    if (behavior.format === 'words') return this.writeWords(v as SWords);
    if (this.isPlain && behavior === kernel.known.Array) return this.writeCopy(v);
    return behavior.isPointers && passesByCopy(this.memory, behavior)
      ? this.writeCopy(v)
      : this.tables.refOut(v);
  }

  private note(o: SObject): void {
    this.copied ??= new Map();
    this.copied.set(o, this.copied.size);
  }

  private writeLeaf(o: SBytes): Wire {
    const blob = this.residency!.blobOf(o)!;
    this.note(o);
    return { k: 'blob', cls: blob.behavior.name, hash: blob.hash!, size: blob.sizeBytes };
  }

  private writeBytes(o: SBytes): Wire {
    const { kernel } = this.memory;
    this.note(o);
    const size = o.b?.length ?? o.s!.length;
    if (size > copyLimitBytes && this.residency && !this.isPlain)
      return { k: 'blob', cls: o.$b.name, hash: this.storedHash(this.residency, o), size };
    if (o.$b === kernel.known.ByteString) return { k: 'string', v: textOf(o) };
    if (o.$b === kernel.known.ByteArray) return { k: 'bytes', v: readableBytes(o).slice() };
    return { k: 'copy', cls: o.$b.name, fields: [], elements: [{ k: 'bytes', v: readableBytes(o).slice() }] };
  }

  private storedHash(residency: Residency, o: SBytes): ChunkHash {
    try {
      return residency.hashOf(o);
    } catch (error) {
      if (!(error instanceof ChunkStoreError)) throw error;
      throw new PassingError(`A ${o.$b.name} can't be passed: ${error.message}`);
    }
  }

  private writeWords(o: SWords): Wire {
    this.note(o);
    if (o.$b === this.memory.kernel.known.WideString) return { k: 'string', v: textOf(o) };
    return { k: 'words', cls: o.$b.name, v: o.w.slice() };
  }

  private writeCopy(o: SObject): Wire {
    this.note(o);
    const fields: Wire[] = [];
    const copy: WireObject = { k: 'copy', cls: o.$b.name, fields, elements: null };
    if (++this.depth > maxDepth)
      throw new PassingError(
        `A ${o.$b.name} can't be copied to another image: it nests deeper than ${maxDepth}`,
      );
    for (let i = 0; i < o.$b.fieldCount; i++) fields.push(this.write((o as Fields)[`f${i}`]));
    const elements = (o as SArray).a as unknown[] | undefined;
    if (elements !== undefined)
      copy.elements = elements.map((e) =>
        this.write(isWeakSlot(e) ? (e.deref() ?? this.memory.kernel.nil) : (e as Value)),
      );
    this.depth--;
    return copy;
  }
}

/** Fractions and ScaledDecimals are values; other classes say so with a `passMode` that answers #copy. */
export function passesByCopy(memory: ObjectMemory, behavior: Behavior): boolean {
  const { known } = memory.kernel;
  if (behavior === known.Fraction || behavior === known.ScaledDecimal) return true;
  const method = memory.lookup(behavior, 'passMode');
  if (method === null) return false;
  const { quick, quickOperand, literals } = instructionsOf(method);
  if (quick !== Quick.Literal) return false;
  const answer = literals[quickOperand];
  return typeof answer === 'object' && '$b' in answer && isSymbol(answer) && textOf(answer) === 'copy';
}

/** Turns wire values of one message into this image's objects. */
export class ArgumentReader {
  private readonly copied: SObject[] = [];
  /** References counted in so far. */
  referencesRead = 0;

  constructor(
    private readonly memory: ObjectMemory,
    private readonly tables: ReferenceTables,
    private readonly residency: Residency | null,
  ) {}

  read(w: Wire): Value {
    const { kernel } = this.memory;
    if (typeof w === 'number') return w;
    if (typeof w === 'string') return kernel.symbol(w);
    if (typeof w === 'bigint') return kernel.integer(w);
    if (w === null) return kernel.nil;
    if (typeof w === 'boolean') return kernel.boolean(w);
    switch (w.k) {
      case 'float':
        return kernel.float(w.v);
      case 'char':
        if (w.v > maxCodePoint) throw new PassingError(`No character has the code point ${w.v}`);
        return kernel.character(w.v);
      case 'string':
        return this.note(kernel.string(w.v));
      case 'bytes':
        return this.note(kernel.bytes(w.v));
      case 'words':
        return this.readWords(w);
      case 'copy':
        return this.readCopy(w);
      case 'ref':
        this.referencesRead++;
        return this.tables.refIn(w);
      case 'blob':
        return this.readBlob(w);
      case 'back':
        if (w.v >= this.copied.length)
          throw new PassingError('An alias in a message stands for nothing before it');
        return this.copied[w.v];
    }
  }

  private note(o: SObject): SObject {
    this.copied.push(o);
    return o;
  }

  /** The class of that name, whose instances must be of the given format. */
  private behavior(name: string, ...formats: readonly Format[]): Behavior {
    const behavior = this.memory.classNamed(name)?.behavior;
    if (!behavior)
      throw new PassingError(`Image ${this.memory.name} has no class ${name}, of which it was sent a copy`);
    if (!formats.includes(behavior.format))
      throw new PassingError(`Image ${this.memory.name}: ${name} is not laid out as the copy it was sent`);
    return behavior;
  }

  private readWords(w: Extract<WireObject, { k: 'words' }>): Value {
    const o = this.behavior(w.cls, 'words').instantiate(0) as SWords;
    o.w = w.v;
    return this.note(o);
  }

  private readCopy(w: Extract<WireObject, { k: 'copy' }>): Value {
    const behavior = this.behavior(w.cls, 'normal', 'variable', 'weak', 'bytes');
    const o = behavior.instantiate(0);
    if (w.fields.length !== behavior.fieldCount)
      throw new PassingError(
        `Image ${this.memory.name}: ${w.cls} has ${behavior.fieldCount} instance variables, the copy it was sent ${w.fields.length}`,
      );
    if ((w.elements !== null) !== behavior.isIndexable)
      throw new PassingError(`Image ${this.memory.name}: ${w.cls} is not laid out as the copy it was sent`);
    this.note(o);
    w.fields.forEach((field, i) => ((o as Fields)[`f${i}`] = this.read(field)));
    if (w.elements === null) return o;
    if (behavior.format === 'bytes') fillBytes(o as SBytes, w.elements[0]);
    else
      (o as SArray).a = w.elements.map((e) => {
        const value = this.read(e);
        return behavior.format === 'weak' ? weakSlotFor(value) : value;
      });
    return o;
  }

  private readBlob(w: Extract<WireObject, { k: 'blob' }>): Value {
    if (!this.residency)
      throw new PassingError(
        `Image ${this.memory.name} has no blob store, but was sent a blob of ${w.size} bytes`,
      );
    return this.note(this.residency.leaf(this.behavior(w.cls, 'bytes'), w.hash as ChunkHash, w.size));
  }
}

function fillBytes(o: SBytes, run: Wire | undefined): void {
  if (typeof run !== 'object' || run?.k !== 'bytes')
    throw new PassingError('A copy has no bytes where they should be');
  o.s = null;
  o.b = run.v;
}

/** A value can't be passed: it can't be written, or not be made in the receiving image. The message is for people. */
export class PassingError extends Error {
  override readonly name = 'PassingError';
}
