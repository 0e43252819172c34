// Methods, Contexts and blocks as the indexable objects that unmodified images take them for. Other receivers go to the
// primitive that had the number before.
import type { Interpreter } from '../interpreter/interpreter';
import { writableBytes } from '../object-memory/bytesOf';
import { Context } from '../object-memory/context';
import { SBlock } from '../object-memory/method';
import type { SBytes, SCharacter, Value } from '../object-memory/objects';
import { FAIL, type Fail, type Primitive, type PrimitiveFamily } from '../primitives/primitive';
import { isClassObject } from '../primitives/operands';
import { primitiveNumbered } from '../primitives/primitiveTable';
import { newBlockContext } from './blockContexts';
import { maxStack } from './contextFields';
import { ImageMethod } from './imageMethod';
import { ImageMemory } from './imageMemory';
import { literalCount } from './rawMethod';

type Work = (vm: Interpreter, o: ImageMethod | Context | SBlock, index: number, value: Value) => Value | Fail;

function extending(number: number, work: Work): Primitive {
  const otherwise = primitiveNumbered(number);
  return (vm, stack, rcvr, argc) => {
    const o = stack[rcvr];
    if (
      o instanceof ImageMethod ||
      ((o instanceof Context || o instanceof SBlock) && vm.image instanceof ImageMemory)
    ) {
      const index = argc > 0 ? stack[rcvr + 1] : 0;
      return typeof index === 'number' ? work(vm, o, index, stack[rcvr + 2]) : FAIL;
    }
    return otherwise(vm, stack, rcvr, argc);
  };
}

function literalBytes(method: ImageMethod): number {
  return (method.literals.length + 1) * method.image.kernel.wordBytes;
}

const at: Work = (vm, o, index) => {
  if (o instanceof ImageMethod) return o.bytes[index - 1 - literalBytes(o)] ?? FAIL;
  const elements = o instanceof Context ? o.stack : o.copied;
  if (!(index >= 1 && index <= sizeOf(o))) return FAIL;
  return elements[index - 1] ?? vm.kernel.nil;
};

const atPut: Work = (_vm, o, index, value) => {
  if (o instanceof ImageMethod) {
    const at = index - 1 - literalBytes(o);
    if (!(at >= 0 && at < o.bytes.length) || typeof value !== 'number' || value < 0 || value > 255)
      return FAIL;
    o.bytes[at] = value;
    o.refresh();
    return value;
  }
  if (!(index >= 1 && index <= sizeOf(o))) return FAIL;
  (o instanceof Context ? o.stack : o.copied)[index - 1] = value;
  return value;
};

function sizeOf(o: ImageMethod | Context | SBlock): number {
  if (o instanceof ImageMethod) return literalBytes(o) + o.bytes.length;
  return o instanceof Context ? o.sp : o.copied.length;
}

/** Header (1) and literals of a method. */
const objectAt: Work = (_vm, o, index) => {
  if (!(o instanceof ImageMethod)) return FAIL;
  return index === 1 ? o.header : (o.literals[index - 2] ?? FAIL);
};

const objectAtPut: Work = (_vm, o, index, value) => {
  if (!(o instanceof ImageMethod)) return FAIL;
  if (index === 1) return typeof value !== 'object' && o.setHeader(value) ? value : FAIL;
  if (!(index >= 2 && index - 2 < o.literals.length)) return FAIL;
  o.literals[index - 2] = value;
  o.refresh();
  return value;
};

const instVarAt: Work = (vm, o, index) => {
  const { fieldCount } = o.$b;
  if (index > fieldCount) return at(vm, o, index - fieldCount, vm.kernel.nil);
  return (o as unknown as Record<string, Value>)[`f${index - 1}`] ?? FAIL;
};

const instVarAtPut: Work = (vm, o, index, value) => {
  const { fieldCount } = o.$b;
  if (index > fieldCount) return atPut(vm, o, index - fieldCount, value);
  if (index < 1) return FAIL;
  (o as unknown as Record<string, Value>)[`f${index - 1}`] = value;
  return value;
};

/** 148: what the VM's own objects copy by themselves. */
const clone: Work = (_vm, o) => {
  if (o instanceof SBlock) return new SBlock(o.code, o.outerContext, o.receiver, [...o.copied]);
  return o.copy();
};

/** 61 and 64: the Symbols of an image are made by its own Smalltalk, which fills them in byte by byte. */
function storeInto(number: 61 | 64, work: Work): Primitive {
  const otherwise = extending(number, work);
  return (vm, stack, rcvr, argc) => {
    const o = stack[rcvr];
    if (typeof o !== 'object' || !o.$b.isSymbols || !(vm.image instanceof ImageMemory))
      return otherwise(vm, stack, rcvr, argc);
    const index = stack[rcvr + 1];
    const value = stack[rcvr + 2];
    const byte = typeof value === 'object' ? (value as Partial<SCharacter>).value : value;
    const bytes = writableBytes(o as SBytes);
    if (typeof index !== 'number' || !(index >= 1 && index <= bytes.length)) return FAIL;
    if (typeof byte !== 'number' || byte < 0 || byte > 255) return FAIL;
    bytes[index - 1] = byte;
    return value;
  };
}

/** 71 of the classes of Contexts: one that is not yet about anything. */
function newContext(): Primitive {
  const otherwise = primitiveNumbered(71);
  return (vm, stack, rcvr, argc) => {
    const { image } = vm;
    const cls = stack[rcvr];
    const isClass = typeof cls === 'object' && isClassObject(cls);
    if (!isClass || !(image instanceof ImageMemory)) return otherwise(vm, stack, rcvr, argc);
    if (cls.behavior === image.kernel.blockContextClass) return newBlockContext(image) ?? FAIL;
    if (cls.behavior !== vm.kernel.known.Context) return otherwise(vm, stack, rcvr, argc);
    return new Context(null, image.placeholder, vm.kernel.nil, null, []);
  };
}

/** 76: sets the stack pointer of a Context. */
const storeStackPointer: Work = (_vm, o, index) => {
  if (!(o instanceof Context) || index < 0 || index > maxStack) return FAIL;
  (o as unknown as Record<string, Value>).f2 = index;
  return o;
};

/** 79: `CompiledMethod newMethod: bytes header: header`. */
const newMethod: Primitive = (vm, stack, rcvr) => {
  const { image } = vm;
  const size = stack[rcvr + 1];
  const header = stack[rcvr + 2];
  if (!(image instanceof ImageMemory) || typeof size !== 'number' || size < 0 || size > maxMethodBytes)
    return FAIL;
  if (typeof header === 'object') return FAIL;
  const { dialect } = image;
  const low = typeof header === 'number' ? header | 0 : Number(BigInt.asIntN(32, header));
  return new ImageMethod(image, dialect, {
    behavior: image.kernel.known.Object,
    selector: 'unbound',
    isBlock: false,
    header,
    literals: Array.from({ length: literalCount(dialect.memory, low) }, () => vm.kernel.nil),
    bytes: new Uint8Array(size),
  });
};
const maxMethodBytes = 1 << 20;

/** Made when called: it stands on the primitives that are there before. */
export function reflectivePrimitives(): PrimitiveFamily {
  return {
    numbered: {
      60: extending(60, at),
      61: storeInto(61, atPut),
      62: extending(62, (_vm, o) => sizeOf(o)),
      64: storeInto(64, () => FAIL),
      68: extending(68, objectAt),
      69: extending(69, objectAtPut),
      71: newContext(),
      73: extending(73, instVarAt),
      74: extending(74, instVarAtPut),
      76: extending(76, storeStackPointer),
      79: newMethod,
      148: extending(148, clone),
      173: extending(173, instVarAt),
      174: extending(174, instVarAtPut),
      210: extending(210, at),
      211: extending(211, atPut),
    },
  };
}
