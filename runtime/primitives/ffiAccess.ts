// What SqueakFFIPrims does without foreign functions: numbers of C's types within a ByteArray, which images use to lay
// out binary data. Calls, libraries and addresses fail, as on a virtual machine without them.
import { bytesToRead, bytesToWrite, booleanOf, numberOf, taking } from './pluginOperands';
import { bigOperand } from './numberOperands';
import type { Interpreter } from '../interpreter/interpreter';
import type { Value } from '../object-memory/objects';
import type { Primitive, PrimitiveFamily } from './primitive';
import { codePointOf } from './textOperands';

const sizes: readonly number[] = [1, 2, 4, 8];

/** The place of `size` bytes from `offset` (base 1) on; null out of bounds. */
function viewOf(bytes: Uint8Array | null, offset: Value, size: number): DataView | null {
  if (bytes === null || typeof offset !== 'number' || offset < 1 || offset - 1 + size > bytes.length)
    return null;
  return new DataView(bytes.buffer, bytes.byteOffset + offset - 1, size);
}

function isSize(v: Value): v is number {
  return typeof v === 'number' && sizes.includes(v);
}

function integerIn(view: DataView, hasSign: boolean): bigint {
  let n = 0n;
  for (let i = view.byteLength - 1; i >= 0; i--) n = (n << 8n) | BigInt(view.getUint8(i));
  return hasSign ? BigInt.asIntN(8 * view.byteLength, n) : n;
}

function putInteger(view: DataView, n: bigint): void {
  for (let i = 0; i < view.byteLength; i++) view.setUint8(i, Number((n >> BigInt(8 * i)) & 255n));
}

function fits(n: bigint, size: number, hasSign: boolean): boolean {
  return n === (hasSign ? BigInt.asIntN(8 * size, n) : BigInt.asUintN(8 * size, n));
}

/** offset, size in bytes, whether the number has a sign. */
const integerAt = taking(3, (vm, [offset, size, signed], receiver) => {
  const hasSign = booleanOf(vm, signed);
  if (!isSize(size) || hasSign === null) return null;
  const view = viewOf(bytesToRead(receiver), offset, size);
  return view && vm.kernel.integer(integerIn(view, hasSign));
});

const integerAtPut = taking(4, (vm, [offset, value, size, signed], receiver) => {
  const n = bigOperand(value);
  const hasSign = booleanOf(vm, signed);
  if (n === null || !isSize(size) || hasSign === null || !fits(n, size, hasSign)) return null;
  const view = viewOf(bytesToWrite(receiver), offset, size);
  if (view === null) return null;
  putInteger(view, n);
  return value;
});

/** A C type: its width, and what of it is an object. Undefined is a value that it can't have. */
interface CType {
  readonly name: string;
  readonly size: number;
  read(vm: Interpreter, view: DataView): Value | undefined;
  write(vm: Interpreter, view: DataView, value: Value): boolean;
}

function integerType(size: number, hasSign: boolean): CType {
  return {
    name: `${hasSign ? 'Signed' : 'Unsigned'}Int${8 * size}`,
    size,
    read: (vm, view) => vm.kernel.integer(integerIn(view, hasSign)),
    write: (_vm, view, value) => {
      const n = bigOperand(value);
      if (n === null || !fits(n, size, hasSign)) return false;
      putInteger(view, n);
      return true;
    },
  };
}

function floatType(size: 4 | 8): CType {
  return {
    name: size === 4 ? 'Float' : 'Double',
    size,
    read: (vm, view) => vm.kernel.float(size === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true)),
    write: (_vm, view, value) => {
      const number = numberOf(value);
      if (number === null) return false;
      if (size === 4) view.setFloat32(0, number, true);
      else view.setFloat64(0, number, true);
      return true;
    },
  };
}

function characterType(size: number): CType {
  return {
    name: `Char${8 * size}`,
    size,
    read: (vm, view) => {
      const code = Number(integerIn(view, false));
      return code <= 0x3fffffff ? vm.kernel.character(code) : undefined;
    },
    write: (vm, view, value) => {
      const code = codePointOf(vm, value);
      if (code < 0 || !fits(BigInt(code), size, false)) return false;
      putInteger(view, BigInt(code));
      return true;
    },
  };
}

const boolean: CType = {
  name: 'Boolean',
  size: 1,
  read: (vm, view) => vm.kernel.boolean(view.getUint8(0) !== 0),
  write: (vm, view, value) => {
    const flag = booleanOf(vm, value);
    if (flag === null) return false;
    view.setUint8(0, flag ? 1 : 0);
    return true;
  },
};

/** A primitive that reads a value; the first byte is at offset `base`. */
const reading = (type: CType, base: 0 | 1): Primitive =>
  taking(1, (vm, [offset], receiver) => {
    const at = typeof offset === 'number' ? offset + 1 - base : offset;
    const view = viewOf(bytesToRead(receiver), at, type.size);
    return view && (type.read(vm, view) ?? null);
  });

const writing = (type: CType, base: 0 | 1): Primitive =>
  taking(2, (vm, [offset, value], receiver) => {
    const at = typeof offset === 'number' ? offset + 1 - base : offset;
    const view = viewOf(bytesToWrite(receiver), at, type.size);
    return view && type.write(vm, view, value) ? value : null;
  });

const integerTypes = [1, 2, 4, 8].flatMap((size) => [integerType(size, false), integerType(size, true)]);

/** In the order of Spur's numbers: 600 and on read, 615 and on write, from offset 0 on. At undefined is a pointer. */
const numberedTypes: readonly (CType | undefined)[] = [
  boolean,
  ...integerTypes,
  undefined,
  characterType(1),
  characterType(2),
  characterType(4),
  floatType(4),
  floatType(8),
];

const numbered: Record<number, Primitive> = {};
numberedTypes.forEach((type, i) => {
  if (!type) return;
  numbered[600 + i] = reading(type, 0);
  numbered[615 + i] = writing(type, 0);
});

const named: Record<string, Primitive> = {
  'SqueakFFIPrims.primitiveFFIIntegerAt': integerAt,
  'SqueakFFIPrims.primitiveFFIIntegerAtPut': integerAtPut,
  // Newer machines have them built in.
  '.primitiveFFIIntegerAt': integerAt,
  '.primitiveFFIIntegerAtPut': integerAtPut,
};
for (const type of integerTypes) {
  named[`SqueakFFIPrims.primitive${type.name}At`] = reading(type, 1);
  named[`SqueakFFIPrims.primitive${type.name}AtPut`] = writing(type, 1);
}
for (const type of [floatType(4), floatType(8)]) {
  named[`SqueakFFIPrims.primitiveFFI${type.name}At`] = reading(type, 1);
  named[`SqueakFFIPrims.primitiveFFI${type.name}AtPut`] = writing(type, 1);
}

export const ffiAccessPrimitives: PrimitiveFamily = { numbered, named };
