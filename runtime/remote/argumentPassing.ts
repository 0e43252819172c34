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
  SArray,
  SBytes,
  SCharacter,
  SFloat,
  SLargeInt,
  SObject,
  SWords,
  Value,
} from '../object-memory/objects';
import type { ChunkHash } from '../paging/chunkStore';
import type { Residency } from '../paging/residency';
import type { Wire, WireObject } from './wire';

/** Byte objects of more than this many bytes pass by content hash where a store is at hand. */
export const copyLimitBytes = 64 * 1024;

/** Counts references out and in; the vat's tables. */
export interface ReferenceTables {
  refOut(o: SObject): WireObject;
  refIn(ref: Extract<WireObject, { k: 'ref' }>): Value;
}

/** Turns the arguments of one message into wire values, keeping aliases among them. */
export class ArgumentWriter {
  private readonly copied = new Map<SObject, number>();

  constructor(
    private readonly memory: ObjectMemory,
    private readonly tables: ReferenceTables,
    private readonly residency: Residency | null,
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
    const alias = this.copied.get(v);
    if (alias !== undefined) return { k: 'back', v: alias };
    if (behavior === kernel.leaf) return this.writeLeaf(v as SBytes);
    if (behavior.format === 'bytes') return this.writeBytes(v as SBytes);
    if (behavior.format === 'words') return this.writeWords(v as SWords);
    return behavior.isPointers && passesByCopy(this.memory, behavior)
      ? this.writeCopy(v)
      : this.tables.refOut(v);
  }

  private note(o: SObject): void {
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
    if (size > copyLimitBytes && this.residency)
      return { k: 'blob', cls: o.$b.name, hash: this.residency.hashOf(o), size };
    if (o.$b === kernel.known.ByteString) return { k: 'string', v: textOf(o) };
    if (o.$b === kernel.known.ByteArray) return { k: 'bytes', v: readableBytes(o).slice() };
    return { k: 'copy', cls: o.$b.name, fields: [], elements: [{ k: 'bytes', v: readableBytes(o).slice() }] };
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
    for (let i = 0; i < o.$b.fieldCount; i++) fields.push(this.write((o as Fields)[`f${i}`]));
    const elements = (o as SArray).a;
    if (elements !== undefined) copy.elements = elements.map((e) => this.write(e));
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
        return this.tables.refIn(w);
      case 'blob':
        return this.readBlob(w);
      case 'back':
        return this.copied[w.v];
    }
  }

  private note(o: SObject): SObject {
    this.copied.push(o);
    return o;
  }

  private behavior(name: string): Behavior {
    const behavior = this.memory.classNamed(name)?.behavior;
    if (!behavior)
      throw new PassingError(`Image ${this.memory.name} has no class ${name}, of which it was sent a copy`);
    return behavior;
  }

  private readWords(w: Extract<WireObject, { k: 'words' }>): Value {
    const o = this.behavior(w.cls).instantiate(0) as SWords;
    o.w = w.v;
    return this.note(o);
  }

  private readCopy(w: Extract<WireObject, { k: 'copy' }>): Value {
    const behavior = this.behavior(w.cls);
    const o = behavior.instantiate(0);
    if (w.fields.length !== behavior.fieldCount)
      throw new PassingError(
        `Image ${this.memory.name}: ${w.cls} has ${behavior.fieldCount} instance variables, the copy it was sent ${w.fields.length}`,
      );
    this.note(o);
    w.fields.forEach((field, i) => ((o as Fields)[`f${i}`] = this.read(field)));
    if (w.elements === null) return o;
    if (behavior.format === 'bytes') {
      (o as SBytes).s = null;
      (o as SBytes).b = (w.elements[0] as { v: Uint8Array }).v;
    } else (o as SArray).a = w.elements.map((e) => this.read(e));
    return o;
  }

  private readBlob(w: Extract<WireObject, { k: 'blob' }>): Value {
    if (!this.residency)
      throw new PassingError(
        `Image ${this.memory.name} has no blob store, but was sent a blob of ${w.size} bytes`,
      );
    return this.note(this.residency.leaf(this.behavior(w.cls), w.hash as ChunkHash, w.size));
  }
}

/** A value can't be made in the receiving image. */
export class PassingError extends Error {
  override readonly name = 'PassingError';
}
