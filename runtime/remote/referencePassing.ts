// References and values on their way in and out of one image: counts them in its export and import tables, so that
// what crosses is released when it is no longer held.
import type { ImageId, ObjectMemory } from '../object-memory/objectMemory';
import type { SObject, Value } from '../object-memory/objects';
import { Ref } from '../object-memory/ref';
import type { Residency } from '../paging/residency';
import { ArgumentReader, ArgumentWriter, PassingError, type ReferenceTables } from './argumentPassing';
import { ExportTable } from './exportTable';
import { ImportTable } from './importTable';
import type { ExportId, Frame, Wire, WireObject } from './wire';
import { wireReferences, type WireReference } from './wireReferences';

/** What passing references needs of the worker. */
export interface ReferenceHost {
  route(frame: Frame): void;
  deathOf(id: ImageId): string | undefined;
}

export class ReferencePassing implements ReferenceTables {
  readonly exports: ExportTable;
  readonly imports: ImportTable;
  residency: Residency | null = null;
  /** Image for which arguments are being written just now, and the references among them so far. */
  private writingTo: ImageId;
  private readonly written: WireReference[] = [];

  constructor(
    private readonly memory: ObjectMemory,
    private readonly host: ReferenceHost,
    /** Told of each object that no other image holds any more. */
    onLastRelease: (object: SObject) => void,
  ) {
    this.writingTo = memory.id;
    this.exports = new ExportTable(onLastRelease);
    this.imports = new ImportTable(memory.kernel, (home, id, count) =>
      host.route({ kind: 'release', from: memory.id, to: home, id, count }),
    );
  }

  /** Wire values for `to`; a PassingError if one can't be made, and then none of them counts. */
  writeAll(values: readonly Value[], to: ImageId, isPlain = false): readonly Wire[] | PassingError {
    if (areNumbers(values)) return values;
    this.writingTo = to;
    // Storing a length costs, whatever it was.
    if (this.written.length > 0) this.written.length = 0;
    try {
      const writer = new ArgumentWriter(this.memory, this, this.residency, isPlain);
      const wires: Wire[] = [];
      for (const v of values) wires.push(writer.write(v));
      return wires;
    } catch (error) {
      if (!(error instanceof PassingError)) throw error;
      for (const { home, id, broken } of this.written) {
        if (broken !== null || home === to) continue;
        if (home === this.memory.id) this.exports.release(id, to, 1);
        else this.host.route({ kind: 'release', from: to, to: home, id, count: 1 });
      }
      return error;
    }
  }

  /** This image's objects for wire values; a PassingError if one can't be made, and then none of them counts. */
  readAll(wires: readonly Wire[]): readonly Value[] | PassingError {
    if (areNumbers(wires)) return wires;
    const reader = new ArgumentReader(this.memory, this, this.residency);
    try {
      const values: Value[] = [];
      for (const w of wires) values.push(reader.read(w));
      return values;
    } catch (error) {
      if (!(error instanceof PassingError)) throw error;
      this.discard(wires, reader.referencesRead);
      return error;
    }
  }

  /** Lets go of the references in values that nobody will read, from the `skipped`th on. */
  discard(wires: readonly Wire[], skipped = 0): void {
    let n = 0;
    for (const { home, id, broken } of wireReferences(wires)) {
      if (n++ < skipped || broken !== null || home === this.memory.id) continue;
      this.host.route({ kind: 'release', from: this.memory.id, to: home, id, count: 1 });
    }
  }

  refOut(o: SObject): WireObject {
    const ref = this.countOut(o);
    this.written.push(ref);
    return ref;
  }

  private countOut(o: SObject): WireReference {
    if (o instanceof Ref) {
      const id = o.exportId as ExportId;
      const broken = this.brokenReason(o) ?? null;
      if (o.home !== this.writingTo && broken === null)
        this.host.route({ kind: 'introduce', from: this.memory.id, to: o.home, id, holder: this.writingTo });
      return { k: 'ref', home: o.home, id, cls: o.className, broken };
    }
    const { id } = this.exports.export(o, this.writingTo);
    return { k: 'ref', home: this.memory.id, id, cls: o.$b.printName, broken: null };
  }

  refIn(ref: WireReference): Value {
    if (ref.home === this.memory.id) {
      const entry = this.exports.get(ref.id);
      if (entry) return entry.object;
    }
    const broken =
      ref.broken ?? (ref.home === this.memory.id ? 'it was released' : this.host.deathOf(ref.home));
    if (broken === undefined) return this.imports.import(ref.home, ref.id, ref.cls);
    const stub = new Ref(this.memory.kernel, ref.home, ref.id, ref.cls);
    stub.brokenReason = broken;
    return stub;
  }

  /** A wire reference to `o` for `holder`, for wiring images at their start. Throws a PassingError. */
  grant(o: Value, holder: ImageId): Wire {
    const wires = this.writeAll([o], holder);
    if (wires instanceof PassingError) throw wires;
    return wires[0];
  }

  /** Throws a PassingError. */
  read(wire: Wire): Value {
    const values = this.readAll([wire]);
    if (values instanceof PassingError) throw values;
    return values[0];
  }

  brokenReason(ref: Ref): string | undefined {
    return ref.brokenReason ?? this.host.deathOf(ref.home);
  }

  /** Takes an export back: its holders' references break with the reason. */
  revoke(id: ExportId, reason: string): boolean {
    const entry = this.exports.get(id);
    if (!entry) return false;
    entry.revokedReason = reason;
    for (const holder of entry.holders.keys())
      this.host.route({ kind: 'revoke', from: this.memory.id, to: holder, id, reason });
    return true;
  }

  /** Releases far references that are not among the live objects. */
  releaseUnmarked(live: ReadonlySet<SObject>): void {
    this.imports.releaseUnreachable(live);
  }
}

/** SmallIntegers are the same on the wire: no writer or reader is needed. */
function areNumbers(values: readonly unknown[]): values is readonly number[] {
  for (const value of values) if (typeof value !== 'number') return false;
  return true;
}
