import type { CompiledCode } from './compiledCode';

/** A constant as source text can write it. Integers beyond 2^53 - 1 are bigints; -0 never occurs. */
export type LiteralValue =
  | number
  | bigint
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'fraction'; readonly numerator: bigint; readonly denominator: bigint }
  | {
      readonly kind: 'scaledDecimal';
      readonly numerator: bigint;
      readonly denominator: bigint;
      readonly scale: number;
    }
  | { readonly kind: 'character'; readonly codePoint: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'symbol'; readonly value: string }
  | { readonly kind: 'array'; readonly elements: readonly LiteralValue[] }
  | { readonly kind: 'byteArray'; readonly bytes: Uint8Array }
  | { readonly kind: 'nil' }
  | { readonly kind: 'true' }
  | { readonly kind: 'false' };

/**
 * An entry of a literal frame. `binding` is the association of a global, class or pool variable, found
 * by the virtual machine when it installs the code; `thisClassBinding` is that of the class the method is
 * installed in (for super sends); `block` is the code of a full block.
 */
export type Literal =
  | LiteralValue
  | { readonly kind: 'binding'; readonly name: string }
  | { readonly kind: 'block'; readonly code: CompiledCode }
  | { readonly kind: 'thisClassBinding' };

/** The smallest form of an integer: a number where it is exact, else a bigint. */
export function integerLiteral(value: bigint): number | bigint {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

/** The additive inverse of a number literal; other literals are answered unchanged. */
export function negateLiteral(literal: LiteralValue): LiteralValue {
  if (typeof literal === 'number') return literal === 0 ? 0 : -literal;
  if (typeof literal === 'bigint') return integerLiteral(-literal);
  switch (literal.kind) {
    case 'float':
      return { kind: 'float', value: -literal.value };
    case 'fraction':
      return { ...literal, numerator: -literal.numerator };
    case 'scaledDecimal':
      return { ...literal, numerator: -literal.numerator };
    default:
      return literal;
  }
}
