// Data breakpoints: instance variables, of one object or of all instances of a class, and the instructions that read
// or write them. Code without one pays nothing; what primitives and the debugger itself store is not seen.
import { instructionsOf } from '../bytecodes/decoder';
import { Op, operandShift } from '../bytecodes/instructions';
import type { Behavior } from '../object-memory/behavior';
import type { Context } from '../object-memory/context';
import type { Method } from '../object-memory/method';
import type { Fields, SObject, Value } from '../object-memory/objects';
import type { Vat } from '../remote/vat';
import { workerStride } from './handles';
import { withBlocks } from './positions';
import { article, display } from './presentation';
import type { DataAccess, DataTarget } from './runtimeDebugger';

/** One variable that is watched: where it is in its instances, and whose. */
export class WatchedField {
  constructor(
    /** The classes whose instances are meant; those of several images may have one name. */
    readonly behaviors: readonly Behavior[],
    readonly name: string,
    /** Null for all instances. */
    private readonly object: WeakRef<SObject> | null,
  ) {}

  isMeant(receiver: Value): boolean {
    if (this.object) return this.object.deref() === receiver;
    return typeof receiver === 'object' && this.behaviors.some((b) => receiver.$b.isOrInheritsFrom(b));
  }

  /** Places in a method and its blocks that access the variable. */
  *placesIn(
    method: Method,
    access: DataAccess,
  ): Iterable<{ readonly method: Method; readonly index: number }> {
    const { methodClass } = method;
    const isRelated = this.behaviors.some(
      (b) => b.isOrInheritsFrom(methodClass) || methodClass.isOrInheritsFrom(b),
    );
    const field = isRelated ? methodClass.allInstanceVariableNames().indexOf(this.name) : -1;
    if (field < 0) return;
    for (const code of withBlocks(method)) {
      const { original } = instructionsOf(code);
      for (let index = 0; index < original.length; index++) {
        const op: Op = original[index] & 0xff;
        const isWrite = op === Op.StoreField || op === Op.PopStoreField;
        if (!isWrite && op !== Op.PushField && op !== Op.PushFloatField) continue;
        if (original[index] >> operandShift !== field) continue;
        if (access === 'readWrite' || (access === 'write') === isWrite) yield { method: code, index };
      }
    }
  }
}

/** What a stop says that is about to carry out the access at which `context` stands. */
export function accessText(vat: Vat, context: Context): string {
  const word = instructionsOf(context.method).original[context.pc];
  const receiver = context.receiver as SObject;
  const field = word >> operandShift;
  const name = `${receiver.$b.allInstanceVariableNames()[field]} of ${article(receiver.$b.printName)}`;
  const old = display(vat, (receiver as Fields)[`f${field}`]);
  const op: Op = word & 0xff;
  if (op === Op.PushField || op === Op.PushFloatField) return `reads ${name}: ${old}`;
  return `writes ${name}: ${old} → ${display(vat, context.stack[context.sp - 1])}`;
}

/**
 * The targets that were offered to clients. `Account.balance` means all instances and is the same in every session;
 * that of one object is a number, whose worker knows the object.
 */
export class WatchedFields {
  private readonly objects = new Map<string, { readonly name: string; readonly object: WeakRef<SObject> }>();
  private count = 0;

  constructor(private readonly worker: number) {}

  /** The instance variable `name` of a value; undefined if it has none. */
  target(vat: Vat, value: Value, name: string): DataTarget | undefined {
    if (typeof value !== 'object' || value.$b === vat.memory.kernel.leaf) return undefined;
    if (!value.$b.allInstanceVariableNames().includes(name)) return undefined;
    const dataId = String(++this.count * workerStride + this.worker);
    this.objects.set(dataId, { name, object: new WeakRef(value) });
    return { dataId, description: `${name} of this ${value.$b.printName}`, outlivesSession: false };
  }

  /** What a target means among these images; undefined if nothing, or nothing any more. */
  field(vats: Iterable<Vat>, dataId: string): WatchedField | undefined {
    const known = this.objects.get(dataId);
    const object = known?.object.deref();
    if (known && object) return new WatchedField([object.$b], known.name, known.object);
    const [, className, meta, name] = /^(\w+)( class)?\.(\w+)$/.exec(dataId) ?? [];
    if (className === undefined) return undefined;
    const behaviors = new Set<Behavior>();
    for (const { memory } of vats) {
      const behavior = memory.classNamed(className)?.behavior;
      const side = meta ? behavior?.counterpart : behavior;
      if (side?.allInstanceVariableNames().includes(name)) behaviors.add(side);
    }
    return behaviors.size > 0 ? new WatchedField([...behaviors], name, null) : undefined;
  }
}
