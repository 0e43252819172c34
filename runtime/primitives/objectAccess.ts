// Indexed access, instance variables, instantiation, identity and copying: primitives 60–62, 68–79, 110–119, 148…
import { byteAt, writableBytes } from '../object-memory/bytesOf';
import { copyBits } from '../object-memory/copyBits';
import { isReadOnly, isSymbol } from '../object-memory/literals';
import { Method, SBlock } from '../object-memory/method';
import type {
  Fields,
  SArray,
  SBytes,
  SClass,
  SFloat,
  SLargeInt,
  SLongs,
  SObject,
  SShorts,
  SWords,
  Value,
} from '../object-memory/objects';
import { released } from '../object-memory/ownFloats';
import type { Kernel } from '../object-memory/kernel';
import { isWeakSlot } from '../object-memory/tracing';
import { bigOperand, digitAt, integerOperand, putDigit } from './numberOperands';
import { indexableSize, isClassObject, isObject } from './operands';
import { FAIL, type Fail, type Primitive, type PrimitiveFamily } from './primitive';
import type { Interpreter } from '../interpreter/interpreter';

/** Element `index` (base 0) as Smalltalk sees it. */
export function elementAt(vm: Interpreter, o: SObject, index: number): Value | Fail {
  const size = indexableSize(o);
  if (size === undefined || !(index >= 0 && index < size)) return FAIL;
  switch (o.$b.format) {
    case 'bytes':
      return byteAt(o as SBytes, index);
    case 'words':
      return vm.kernel.integer((o as SWords).w[index]);
    case 'shorts':
      return (o as SShorts).d[index];
    case 'longs':
      return vm.kernel.integer((o as SLongs).q[index]);
    case 'largeInt':
      return digitAt(o as SLargeInt, index);
    default: {
      const value = (o as SArray).a[index] as unknown;
      return isWeakSlot(value) ? (value.deref() ?? vm.kernel.nil) : (value as Value);
    }
  }
}

/** Stores element `index` (base 0); FAIL out of bounds or if the class can't hold the value. */
export function elementAtPut(o: SObject, index: number, value: Value): Value | Fail {
  const size = indexableSize(o);
  if (size === undefined || !(index >= 0 && index < size)) return FAIL;
  switch (o.$b.format) {
    case 'bytes':
      if (typeof value !== 'number' || value < 0 || value > 255 || isSymbol(o)) return FAIL;
      writableBytes(o as SBytes)[index] = value;
      return value;
    case 'words': {
      // In an image of 32 bits a word can be a large integer.
      const element = integerOperand(value);
      if (element === null || element < 0 || element > 0xffffffff || isSymbol(o)) return FAIL;
      (o as SWords).w[index] = Number(element);
      return value;
    }
    case 'shorts':
      if (typeof value !== 'number' || value < 0 || value > 0xffff) return FAIL;
      (o as SShorts).d[index] = value;
      return value;
    case 'longs': {
      const element = bigOperand(value);
      if (element === null || element < 0n || element >> 64n !== 0n) return FAIL;
      (o as SLongs).q[index] = element;
      return value;
    }
    case 'largeInt':
      if (typeof value !== 'number' || value < 0 || value > 255 || isReadOnly(o)) return FAIL;
      putDigit(o as SLargeInt, index, value);
      return value;
    case 'weak':
      (o as SArray).a[index] = weakSlotFor(value);
      return value;
    default:
      (o as SArray).a[index] = value;
      return value;
  }
}

/** Weak slots hold objects that can die weakly, all else as itself. */
export function weakSlotFor(value: Value): Value {
  if (typeof value !== 'object') return value;
  const dies = value.$b.format !== 'immediate' && value.$b.format !== 'character' && value.h !== 1;
  return dies && !isSymbol(value) ? (new WeakRef(value) as unknown as Value) : value;
}

const at: Primitive = (vm, stack, rcvr) => {
  const o = stack[rcvr];
  const index = stack[rcvr + 1];
  return isObject(o) && typeof index === 'number' ? elementAt(vm, o, index - 1) : FAIL;
};

const atPut: Primitive = (_vm, stack, rcvr) => {
  const o = stack[rcvr];
  const index = stack[rcvr + 1];
  return isObject(o) && typeof index === 'number' ? elementAtPut(o, index - 1, stack[rcvr + 2]) : FAIL;
};

const size: Primitive = (_vm, stack, rcvr) => {
  const o = stack[rcvr];
  return isObject(o) ? (indexableSize(o) ?? FAIL) : FAIL;
};

const basicNew: Primitive = (vm, stack, rcvr) => {
  const cls = stack[rcvr];
  if (!isClassObject(cls)) return FAIL;
  const { format } = cls.behavior;
  if (format === 'immediate' || format === 'virtual' || format === 'character') return FAIL;
  return format === 'class' ? FAIL : vm.instantiate(cls.behavior, 0);
};

/** What V8 gives as one piece; more is OutOfMemory, signalled by the method's body. */
const maxElements = 2 ** 30;
const maxPointers = 2 ** 25;

const basicNewSize: Primitive = (vm, stack, rcvr) => {
  const cls = stack[rcvr];
  const count = stack[rcvr + 1];
  if (!isClassObject(cls) || typeof count !== 'number' || count < 0 || count > maxElements) return FAIL;
  switch (cls.behavior.format) {
    case 'variable':
    case 'weak':
      return count > maxPointers ? FAIL : vm.instantiate(cls.behavior, count);
    case 'bytes':
    case 'shorts':
    case 'words':
    case 'longs':
    case 'largeInt':
      return vm.instantiate(cls.behavior, count);
    default:
      return FAIL;
  }
};

const instVarAt: Primitive = (vm, stack, rcvr) => {
  const o = stack[rcvr];
  const index = stack[rcvr + 1];
  if (!isObject(o) || typeof index !== 'number' || index < 1) return FAIL;
  const { fieldCount } = o.$b;
  return index <= fieldCount
    ? released(vm.kernel, (o as Fields)[`f${index - 1}`])
    : elementAt(vm, o, index - 1 - fieldCount);
};

const instVarAtPut: Primitive = (_vm, stack, rcvr) => {
  const o = stack[rcvr];
  const index = stack[rcvr + 1];
  const value = stack[rcvr + 2];
  if (!isObject(o) || typeof index !== 'number' || index < 1) return FAIL;
  const { fieldCount } = o.$b;
  if (index > fieldCount) return elementAtPut(o, index - 1 - fieldCount, value);
  (o as Fields)[`f${index - 1}`] = value;
  return value;
};

const identityHash: Primitive = (vm, stack, rcvr) => {
  const o = stack[rcvr];
  if (typeof o === 'number') return o & 0x3fffff;
  return typeof o === 'bigint' ? Number(BigInt.asUintN(22, o)) : vm.image.identityHash(o);
};

/** The VM's `==`: one object, or two Floats (immediate in Spur 64, except NaNs) of the same bits. */
export function isIdentical(x: Value, y: Value): boolean {
  if (x === y) return true;
  if (typeof x !== 'object' || typeof y !== 'object') return false;
  if (x.$b.format !== 'float' || y.$b.format !== 'float') return false;
  return Object.is((x as SFloat).v, (y as SFloat).v) && !Number.isNaN((x as SFloat).v);
}

const identical: Primitive = (vm, stack, rcvr) =>
  vm.kernel.boolean(isIdentical(stack[rcvr], stack[rcvr + 1]));
const notIdentical: Primitive = (vm, stack, rcvr) =>
  vm.kernel.boolean(!isIdentical(stack[rcvr], stack[rcvr + 1]));

const classOf: Primitive = (vm, stack, rcvr, argc) => vm.classObjectOf(stack[rcvr + argc]);

/** A copy that shares the fields' values; FAIL for what has no copy of its own. */
export function shallowCopyOf(kernel: Kernel, o: SObject): SObject | Fail {
  const behavior = o.$b;
  if (o instanceof SBlock) return new SBlock(o.code, o.outerContext, o.receiver, [...o.copied]);
  if (behavior.format === 'virtual' || behavior.format === 'class' || behavior.format === 'immediate')
    return FAIL;
  if (behavior.format === 'character') return o;
  const copy = behavior.instantiate(0);
  for (let i = 0; i < behavior.fieldCount; i++)
    (copy as Fields)[`f${i}`] = released(kernel, (o as Fields)[`f${i}`]);
  switch (behavior.format) {
    case 'variable':
    case 'weak':
      (copy as SArray).a = (o as SArray).a.slice();
      break;
    default:
      copyBits(o, copy);
      break;
  }
  return copy;
}

const shallowCopy: Primitive = (vm, stack, rcvr) => {
  const o = stack[rcvr];
  return isObject(o) ? shallowCopyOf(vm.kernel, o) : FAIL;
};

/** 168: copies fields and elements of an object of the same class and size. */
const copyFrom: Primitive = (_vm, stack, rcvr) => {
  const to = stack[rcvr];
  const from = stack[rcvr + 1];
  if (!isObject(to) || !isObject(from) || to.$b !== from.$b) return FAIL;
  if (!to.$b.isPointers || indexableSize(to) !== indexableSize(from)) return FAIL;
  for (let i = 0; i < to.$b.fieldCount; i++)
    (to as Fields)[`f${i}`] = released(_vm.kernel, (from as Fields)[`f${i}`]);
  if ((from as SArray).a !== undefined) (to as SArray).a = (from as SArray).a.slice();
  return to;
};

/** 115 and 160: the object becomes an instance of another class of the same layout. */
function changeClass(o: Value, cls: SClass): boolean {
  if (!isObject(o) || !('h' in o)) return false;
  const from = o.$b;
  const to = cls.behavior;
  if (from === to) return true;
  if (from.format !== to.format || from.fieldCount !== to.fieldCount) return false;
  if (from.format === 'virtual' || from.format === 'immediate' || from.format === 'class') return false;
  // What images share stays what it is for all of them.
  if (from.format === 'character' || isSymbol(o) || isReadOnly(o) || o instanceof Method) return false;
  Object.setPrototypeOf(o, to.prototype);
  return true;
}

const changeClassTo: Primitive = (_vm, stack, rcvr) => {
  const like = stack[rcvr + 1];
  const cls = isObject(like) ? _vm.image.classObject(like.$b) : undefined;
  return cls && changeClass(stack[rcvr], cls) ? stack[rcvr] : FAIL;
};

const adoptInstance: Primitive = (_vm, stack, rcvr) => {
  const cls = stack[rcvr];
  return isClassObject(cls) && changeClass(stack[rcvr + 1], cls) ? cls : FAIL;
};

export const objectAccessPrimitives: PrimitiveFamily = {
  numbered: {
    60: at,
    61: atPut,
    62: size,
    68: instVarAt,
    69: instVarAtPut,
    70: basicNew,
    71: basicNewSize,
    73: instVarAt,
    74: instVarAtPut,
    75: identityHash,
    110: identical,
    111: classOf,
    115: changeClassTo,
    148: shallowCopy,
    160: adoptInstance,
    168: copyFrom,
    169: notIdentical,
    173: instVarAt,
    174: instVarAtPut,
    175: identityHash,
  },
};
