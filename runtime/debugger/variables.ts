// What is inside frames and values, as lists of variables. Runs no Smalltalk; touches nothing absent.
import { bytePc } from '../primitives/contexts';
import { elementAt } from '../primitives/objectAccess';
import { indexableSize } from '../primitives/operands';
import type { Interpreter } from '../interpreter/interpreter';
import { Context } from '../object-memory/context';
import { Method, SBlock, type TempLocation } from '../object-memory/method';
import type { Fields, SArray, SBytes, SClass, SObject, Value } from '../object-memory/objects';
import { Ref } from '../object-memory/ref';
import type { Vat } from '../remote/vat';
import { display, elementsOf, typeName } from './presentation';
import type { Handles } from './handles';
import { positionAt } from './positions';
import { DebuggerError, type VariableInfo, type VariablePage } from './runtimeDebugger';

/** Something that has variables inside: a value, or a part of a frame. */
export type Container =
  | { readonly kind: 'value'; readonly vat: Vat; readonly value: SObject }
  | { readonly kind: 'temporaries'; readonly vat: Vat; readonly context: Context; readonly isTop: boolean }
  | { readonly kind: 'context'; readonly vat: Vat; readonly context: Context }
  | { readonly kind: 'globals'; readonly vat: Vat }
  | { readonly kind: 'kernel globals'; readonly vat: Vat }
  | { readonly kind: 'pairs'; readonly vat: Vat; readonly pairs: readonly (readonly [string, Value])[] };

/** One variable with the way to change it, if there is one. */
interface Slot {
  readonly name: string;
  readonly value: Value;
  readonly kind: VariableInfo['kind'];
  readonly set?: (value: Value) => void;
  readonly evaluateName?: string;
}

export class VariableLister {
  constructor(
    private readonly vm: Interpreter,
    private readonly handles: Handles<Container>,
  ) {}

  /** A value as a variable of that name. */
  show(vat: Vat, slot: Slot): VariableInfo {
    const { value, name } = slot;
    const isLeaf = typeof value === 'object' && value.$b === vat.memory.kernel.leaf;
    const isFar = value instanceof Ref;
    const container: Container | null = hasInside(vat, value)
      ? { kind: 'value', vat, value: value as SObject }
      : null;
    const size = container && !isLeaf && !isFar ? this.sizeOf(vat, value as SObject) : undefined;
    const hasBytes = isLeaf || (typeof value === 'object' && value.$b.format === 'bytes');
    return {
      name,
      value: display(vat, value),
      type: typeName(vat, value),
      handle: container ? this.handles.add(vat.id, container) : 0,
      ...(size ? { namedCount: size.named, indexedCount: size.indexed } : {}),
      ...(isLeaf || isFar ? { lazy: true } : {}),
      kind: isLeaf ? 'blob' : isFar ? 'far' : slot.kind,
      canSet: slot.set !== undefined,
      ...(slot.evaluateName !== undefined ? { evaluateName: slot.evaluateName } : {}),
      ...(hasBytes && container ? { memoryReference: this.memoryReference(vat, value as SObject) } : {}),
    };
  }

  /** Byte objects by number, for `readBytes`. */
  readonly byteObjects = new Map<string, { readonly vat: Vat; readonly object: WeakRef<SObject> }>();

  /** A key for the bytes of an object. */
  memoryReference(vat: Vat, object: SObject): string {
    const reference = `${vat.id}/${vat.memory.identityHash(object)}`;
    this.byteObjects.set(reference, { vat, object: new WeakRef(object) });
    return reference;
  }

  /** Of a blob that is paged out, too, which stays so. */
  readBytes(reference: string, offset: number, byteCount: number): Uint8Array {
    const known = this.byteObjects.get(reference);
    const object = known?.object.deref();
    if (!known || !object) throw new DebuggerError('The bytes are gone');
    const blob = known.vat.residency?.blobOf(object);
    const bytes =
      blob && !blob.isResident
        ? known.vat.residency!.contents(blob)
        : ((object as SBytes).b ?? Uint8Array.from((object as SBytes).s ?? '', (c) => c.charCodeAt(0)));
    return bytes.slice(offset, offset + byteCount);
  }

  list(container: Container, page: VariablePage = {}): VariableInfo[] {
    const { vat } = container;
    const { filter, start = 0, count = Infinity } = page;
    if (container.kind === 'value' && this.sizeOf(vat, container.value)) {
      const { named, indexed } = this.sizeOf(vat, container.value)!;
      if (filter === 'indexed')
        return this.elements(vat, container.value, start, Math.min(count, indexed - start));
      if (filter === 'named')
        return this.slots(container)
          .slice(start, start + count)
          .map((s) => this.show(vat, s));
      const fields = this.slots(container).slice(start, start + count);
      const rest = Math.min(count - fields.length, indexed - Math.max(0, start - named));
      const elements =
        rest > 0 ? this.elements(vat, container.value, Math.max(0, start - named), Math.min(rest, 1000)) : [];
      return [...fields.map((s) => this.show(vat, s)), ...elements];
    }
    const shown = this.slots(container)
      .slice(start, Math.min(start + count, 100_000))
      .map((s) => this.show(vat, s));
    return container.kind === 'globals' ? [...shown, ...this.kernelGroup(vat)] : shown;
  }

  /** The kernel's globals as one row below the image's own. */
  private kernelGroup(vat: Vat): VariableInfo[] {
    const container: Container = { kind: 'kernel globals', vat };
    const count = this.slots(container).length;
    if (count === 0) return [];
    const value = `${count} classes and other globals`;
    const handle = this.handles.add(vat.id, container);
    return [{ name: 'Kernel', value, type: '', handle, namedCount: count, kind: 'virtual', canSet: false }];
  }

  /** Named and indexed variables, undefined if there are only named ones. */
  private sizeOf(vat: Vat, o: SObject): { named: number; indexed: number } | undefined {
    const elements = elementsOf(vat, o);
    if (elements)
      return { named: this.slots({ kind: 'value', vat, value: o }).length, indexed: elements.length };
    const indexed = o.$b.format === 'class' ? undefined : indexableSize(o);
    return indexed === undefined ? undefined : { named: o.$b.fieldCount, indexed };
  }

  private elements(vat: Vat, o: SObject, start: number, count: number): VariableInfo[] {
    const own = elementsOf(vat, o);
    const shown: VariableInfo[] = [];
    for (let i = start; i < start + count; i++) {
      const value = own ? own[i] : elementAt(this.vm, o, i);
      if (typeof value === 'symbol') break;
      const set = own && o.$b.format !== 'variable' ? undefined : (v: Value): void => storeElement(o, i, v);
      shown.push(this.show(vat, { name: String(i + 1), value, kind: 'element', ...(set ? { set } : {}) }));
    }
    return shown;
  }

  /** The named variables of a container. */
  slots(container: Container): Slot[] {
    switch (container.kind) {
      case 'temporaries':
        return temporarySlots(container.vat, container.context, container.isTop);
      case 'context':
        return contextSlots(container.vat, container.context);
      case 'globals':
        return globalSlots(container.vat, true);
      case 'kernel globals':
        return globalSlots(container.vat, false);
      case 'pairs':
        return container.pairs.map(([name, value]) => ({ name, value, kind: 'virtual' }));
      case 'value':
        return valueSlots(container.vat, container.value);
    }
  }

  /** Changes a variable of a container; false if there is none of that name or it can't be changed. */
  set(container: Container, name: string, value: Value): boolean {
    const slot = this.slots(container).find((s) => s.name === name);
    if (slot?.set) {
      slot.set(value);
      return true;
    }
    const index = Number(name) - 1;
    if (container.kind !== 'value' || !Number.isInteger(index)) return false;
    if (
      container.value.$b.format !== 'variable' ||
      index < 0 ||
      index >= (container.value as SArray).a.length
    )
      return false;
    storeElement(container.value, index, value);
    return true;
  }
}

function storeElement(o: SObject, index: number, value: Value): void {
  (o as SArray).a[index] = value;
}

function hasInside(vat: Vat, v: Value): boolean {
  if (typeof v !== 'object') return false;
  const { kernel } = vat.memory;
  if (v === kernel.nil || v === kernel.true_ || v === kernel.false_) return false;
  if (v instanceof Ref || v.$b === kernel.leaf) return true;
  return v.$b.format !== 'character' && v.$b.format !== 'float' && v.$b.format !== 'largeInt';
}

/** Temporaries in scope where the Context stands. */
export function temporariesInScope(context: Context, isTop: boolean): readonly TempLocation[] {
  const at = positionAt(context, isTop);
  const { temps } = context.method.body;
  if (!at) return temps;
  return temps.filter((t) => t.start === undefined || (t.start <= at.start && at.start <= t.stop!));
}

/** Globals by name: those that the image made itself, or those that it has from the kernel. */
function globalSlots(vat: Vat, areOwn: boolean): Slot[] {
  const { memory } = vat;
  return [...memory.globalNames()]
    .filter((name) => memory.isOwnGlobal(name) === areOwn)
    .sort()
    .map((name) => ({
      name,
      value: memory.global(name)!,
      kind: 'virtual',
      evaluateName: name,
      ...(areOwn ? { set: (value: Value): void => memory.setGlobal(name, value) } : {}),
    }));
}

function temporarySlots(vat: Vat, context: Context, isTop: boolean): Slot[] {
  return temporariesInScope(context, isTop).map((temp) => ({
    name: temp.name,
    value: readTemporary(vat, context, temp),
    kind: temp.kind === 'argument' ? 'argument' : 'temporary',
    set: (value) => writeTemporary(context, temp, value),
    evaluateName: temp.name,
  }));
}

export function readTemporary(vat: Vat, context: Context, { index, vectorSlot }: TempLocation): Value {
  const value = context.stack[index] ?? vat.memory.kernel.nil;
  // Before its block runs, a temp vector is still nil.
  if (vectorSlot === undefined) return value;
  return (value as SArray).a?.[vectorSlot] ?? vat.memory.kernel.nil;
}

export function writeTemporary(context: Context, { index, vectorSlot }: TempLocation, value: Value): void {
  if (vectorSlot === undefined) context.stack[index] = value;
  else if ((context.stack[index] as SArray).a) (context.stack[index] as SArray).a[vectorSlot] = value;
}

function contextSlots(vat: Vat, context: Context): Slot[] {
  const { nil } = vat.memory.kernel;
  const slots: Slot[] = [
    { name: 'thisContext', value: context, kind: 'virtual', evaluateName: 'thisContext' },
    { name: 'sender', value: context.sender ?? nil, kind: 'virtual' },
    { name: 'method', value: context.method, kind: 'virtual' },
    { name: 'pc', value: context.isDead ? nil : bytePc(context), kind: 'virtual' },
    { name: 'stackp', value: context.sp, kind: 'virtual' },
  ];
  if (context.closure) slots.push({ name: 'closure', value: context.closure, kind: 'virtual' });
  const { numTemps } = context.method.body;
  for (let i = numTemps; i < context.sp; i++)
    slots.push({ name: `stack ${i - numTemps + 1}`, value: context.stack[i], kind: 'virtual' });
  return slots;
}

function valueSlots(vat: Vat, o: SObject): Slot[] {
  if (o instanceof Ref || o.$b === vat.memory.kernel.leaf) return [];
  if (o instanceof Context)
    return [
      { name: 'receiver', value: o.receiver, kind: 'virtual' },
      ...temporarySlots(vat, o, false),
      ...contextSlots(vat, o).slice(1),
    ];
  if (o instanceof SBlock)
    return [
      { name: 'receiver', value: o.receiver, kind: 'virtual' },
      { name: 'method', value: o.code, kind: 'virtual' },
      { name: 'outerContext', value: o.outerContext, kind: 'virtual' },
      ...o.copied.map((value, i): Slot => ({ name: `copied ${i + 1}`, value, kind: 'virtual' })),
    ];
  if (o instanceof Method) return [];
  const fields = o as Fields;
  const slots = o.$b.allInstanceVariableNames().map((name, i): Slot => ({
    name,
    value: fields[`f${i}`],
    kind: 'field',
    set: (value) => (fields[`f${i}`] = value),
    evaluateName: name,
  }));
  if (o.$b.format === 'class') slots.push(...classSlots(vat, o as SClass));
  if (o.$b.name.endsWith('Dictionary') || o.$b.name.endsWith('Set') || o.$b.name === 'Bag')
    slots.push(...hashedSlots(vat, o));
  return slots;
}

function classSlots(vat: Vat, cls: SClass): Slot[] {
  const { behavior } = cls;
  const { memory } = vat;
  const slots: Slot[] = [
    {
      name: 'superclass',
      value: behavior.superclass ? memory.classObject(behavior.superclass) : memory.kernel.nil,
      kind: 'virtual',
    },
  ];
  for (const [name, slot] of memory.classVariablesOf(behavior.instanceSide))
    slots.push({
      name,
      value: memory.slotValue(slot),
      kind: 'virtual',
      set: (v) => (memory.slots[slot] = v),
    });
  return slots;
}

/** The elements of hashed collections without the empty places of their arrays. */
function hashedSlots(vat: Vat, o: SObject): Slot[] {
  const { nil } = vat.memory.kernel;
  const names = o.$b.allInstanceVariableNames();
  const array = (o as Fields)[`f${names.indexOf('array')}`];
  if (typeof array !== 'object' || array === null || (array as SArray).a === undefined) return [];
  const slots: Slot[] = [];
  for (const entry of (array as SArray).a) {
    if (entry === nil || slots.length >= 1000) continue;
    if (typeof entry === 'object' && entry.$b.name === 'Association') {
      const association = entry as Fields;
      slots.push({
        name: display(vat, association.f0),
        value: association.f1,
        kind: 'element',
        set: (value) => (association.f1 = value),
      });
    } else slots.push({ name: String(slots.length + 1), value: entry, kind: 'element' });
  }
  return slots;
}
