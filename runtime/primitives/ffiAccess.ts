// What SqueakFFIPrims does without foreign functions: numbers of C's types within a ByteArray, which images use to lay
// out binary data. Calls, libraries and addresses fail, as on a virtual machine without them.
import { bytesToRead, bytesToWrite, booleanOf, numberOf, taking } from './pluginOperands';
import { bigOperand } from './numberOperands';
import type { Value } from '../object-memory/objects';
import type { PrimitiveFamily } from './primitive';

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

/** offset, size in bytes, whether the number has a sign. */
const integerAt = taking(3, (vm, [offset, size, signed], receiver) => {
  const hasSign = booleanOf(vm, signed);
  if (!isSize(size) || hasSign === null) return null;
  const view = viewOf(bytesToRead(receiver), offset, size);
  if (view === null) return null;
  let n = 0n;
  for (let i = size - 1; i >= 0; i--) n = (n << 8n) | BigInt(view.getUint8(i));
  return vm.kernel.integer(hasSign ? BigInt.asIntN(8 * size, n) : n);
});

const integerAtPut = taking(4, (vm, [offset, value, size, signed], receiver) => {
  const n = bigOperand(value);
  const hasSign = booleanOf(vm, signed);
  if (n === null || !isSize(size) || hasSign === null) return null;
  if (n !== (hasSign ? BigInt.asIntN(8 * size, n) : BigInt.asUintN(8 * size, n))) return null;
  const view = viewOf(bytesToWrite(receiver), offset, size);
  if (view === null) return null;
  for (let i = 0; i < size; i++) view.setUint8(i, Number((n >> BigInt(8 * i)) & 255n));
  return value;
});

const floatAt = (size: 4 | 8) =>
  taking(1, (vm, [offset], receiver) => {
    const view = viewOf(bytesToRead(receiver), offset, size);
    return view && vm.kernel.float(size === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true));
  });

const floatAtPut = (size: 4 | 8) =>
  taking(2, (_vm, [offset, value], receiver) => {
    const number = numberOf(value);
    const view = number === null ? null : viewOf(bytesToWrite(receiver), offset, size);
    if (number === null || view === null) return null;
    if (size === 4) view.setFloat32(0, number, true);
    else view.setFloat64(0, number, true);
    return value;
  });

export const ffiAccessPrimitives: PrimitiveFamily = {
  named: {
    'SqueakFFIPrims.primitiveFFIIntegerAt': integerAt,
    'SqueakFFIPrims.primitiveFFIIntegerAtPut': integerAtPut,
    'SqueakFFIPrims.primitiveFFIFloatAt': floatAt(4),
    'SqueakFFIPrims.primitiveFFIFloatAtPut': floatAtPut(4),
    'SqueakFFIPrims.primitiveFFIDoubleAt': floatAt(8),
    'SqueakFFIPrims.primitiveFFIDoubleAtPut': floatAtPut(8),
  },
};
