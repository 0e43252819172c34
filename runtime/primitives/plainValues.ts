// What device operations take and answer as objects of an image, and back.
import type { Plain } from '../devices/plain';
import { readableBytes } from '../object-memory/bytesOf';
import type { Kernel } from '../object-memory/kernel';
import { textIfString } from '../object-memory/literals';
import type { SArray, SBytes, SLargeInt, Value } from '../object-memory/objects';

export function valueOfPlain(kernel: Kernel, plain: Plain): Value {
  if (plain === null) return kernel.nil;
  if (typeof plain === 'boolean') return kernel.boolean(plain);
  if (typeof plain === 'string') return kernel.string(plain);
  if (typeof plain === 'number' || typeof plain === 'bigint') return kernel.integer(plain);
  if (plain instanceof Uint8Array) return kernel.bytes(plain);
  return kernel.array(plain.map((part) => valueOfPlain(kernel, part)));
}

/** A copy; undefined for what no device takes or answers. */
export function plainOfValue(kernel: Kernel, value: Value, depth = 0): Plain | undefined {
  if (typeof value !== 'object') return value;
  if (value === kernel.nil) return null;
  if (value === kernel.true_ || value === kernel.false_) return value === kernel.true_;
  const text = textIfString(value);
  if (text !== undefined) return text;
  if (value.$b.format === 'bytes') return readableBytes(value as SBytes).slice();
  if (value.$b.format === 'largeInt') return (value as SLargeInt).big;
  if (value.$b !== kernel.known.Array || depth > deepest) return undefined;
  const parts = (value as SArray).a.map((part) => plainOfValue(kernel, part, depth + 1));
  return parts.includes(undefined) ? undefined : (parts as Plain[]);
}
const deepest = 8;
