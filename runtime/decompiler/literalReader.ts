// Literals of methods as source text can write them.
import { readableBytes } from '../object-memory/bytesOf';
import { isSymbol, textOf } from '../object-memory/literals';
import type { Kernel } from '../object-memory/kernel';
import { Method, type MethodLiteral } from '../object-memory/method';
import type { Fields, SArray, SBytes, SCharacter, SFloat, SLargeInt, Value } from '../object-memory/objects';
import { SlotBinding } from '../object-memory/slotBinding';
import { integerLiteral, type LiteralValue } from '../compiler/literals';

/** Literal arrays nested deeper are no source's. */
const deepestArray = 100;

/** The literal as the compiler would read it, or undefined if no literal syntax makes such an object. */
export function readLiteral(kernel: Kernel, literal: MethodLiteral, depth = 0): LiteralValue | undefined {
  if (typeof literal === 'number') return literal;
  if (typeof literal === 'bigint') return integerLiteral(literal);
  if (literal instanceof SlotBinding || literal instanceof Method) return undefined;
  if (literal === kernel.nil) return { kind: 'nil' };
  if (literal === kernel.true_) return { kind: 'true' };
  if (literal === kernel.false_) return { kind: 'false' };
  const { known } = kernel;
  const behavior = literal.$b;
  switch (behavior.format) {
    case 'float': {
      const { v } = literal as SFloat;
      return Number.isFinite(v) ? { kind: 'float', value: v } : undefined;
    }
    case 'largeInt': {
      const { big } = literal as SLargeInt;
      return integerLiteral(big);
    }
    case 'character':
      return { kind: 'character', codePoint: (literal as SCharacter).value };
    case 'bytes':
    case 'words':
      if (isSymbol(literal)) return { kind: 'symbol', value: textOf(literal) };
      if (behavior.isText) return { kind: 'string', value: textOf(literal) };
      if (behavior === known.ByteArray)
        return { kind: 'byteArray', bytes: readableBytes(literal as SBytes).slice() };
      return undefined;
    case 'variable':
      if (behavior !== known.Array || depth > deepestArray) return undefined;
      return arrayLiteral(kernel, literal as SArray, depth);
    default:
      if (behavior === known.ScaledDecimal) return scaledDecimal(literal as Fields);
      if (behavior === known.Fraction) return fraction(literal as Fields);
      return undefined;
  }
}

function arrayLiteral(kernel: Kernel, { a }: SArray, depth: number): LiteralValue | undefined {
  const elements: LiteralValue[] = [];
  for (const element of a) {
    const value = readLiteral(kernel, element, depth + 1);
    if (value === undefined) return undefined;
    elements.push(value);
  }
  return { kind: 'array', elements };
}

function fraction(fields: Fields): LiteralValue | undefined {
  const quotient = quotientOf(fields);
  return quotient && writable(quotient) ? { kind: 'fraction', ...quotient } : undefined;
}

/** A Fraction and a scale in Squeak, numerator, denominator and scale in Pharo. */
function scaledDecimal(fields: Fields): LiteralValue | undefined {
  const { fieldCount } = fields.$b;
  const scale = fields[`f${fieldCount - 1}`];
  const quotient = fieldCount > 2 ? quotientOf(fields) : quotientIn(fields.f0);
  if (quotient === undefined || typeof scale !== 'number' || !writable(quotient)) return undefined;
  return { kind: 'scaledDecimal', ...quotient, scale };
}

interface Quotient {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

function quotientIn(value: Value | undefined): Quotient | undefined {
  const integer = integerIn(value);
  if (integer !== undefined) return { numerator: integer, denominator: 1n };
  return typeof value === 'object' ? quotientOf(value as Fields) : undefined;
}

function quotientOf({ f0, f1 }: Fields): Quotient | undefined {
  const numerator = integerIn(f0);
  const denominator = integerIn(f1);
  if (numerator === undefined || denominator === undefined || denominator <= 0n) return undefined;
  return { numerator, denominator };
}

function integerIn(value: Value | undefined): bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return BigInt(value);
  const big = (value as Partial<SLargeInt> | undefined)?.big;
  return typeof big === 'bigint' ? big : undefined;
}

/** Decimal digits write only quotients by 2 and 5. */
function writable({ denominator }: Quotient): boolean {
  let rest = denominator;
  while (rest % 2n === 0n) rest /= 2n;
  while (rest % 5n === 0n) rest /= 5n;
  return rest === 1n;
}
