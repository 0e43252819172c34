import type { Literal, LiteralValue } from './literals';

/**
 * The literals of a method or a block as the generator asks for them. Immutable ones are shared; each
 * string, array and byte array of the source is an object of its own.
 */
export class LiteralFrame {
  readonly literals: Literal[] = [];
  private readonly indices = new Map<string, number>();

  /** The index of a literal, which is added if it isn't there yet. */
  indexOf(literal: Literal): number {
    const key = literalKey(literal);
    const known = key === undefined ? undefined : this.indices.get(key);
    if (known !== undefined) return known;
    const index = this.literals.push(literal) - 1;
    if (key !== undefined) this.indices.set(key, index);
    return index;
  }

  indexOfSymbol(value: string): number {
    return this.indexOf({ kind: 'symbol', value });
  }
}

/** Equal for literals that are the same constant; undefined for those that aren't shared. */
export function literalKey(literal: Literal): string | undefined {
  if (typeof literal === 'number' || typeof literal === 'bigint') return `i${literal}`;
  switch (literal.kind) {
    case 'float':
      return Object.is(literal.value, -0) ? 'f-0' : `f${literal.value}`;
    case 'fraction':
      return `r${literal.numerator}/${literal.denominator}`;
    case 'scaledDecimal':
      return `s${literal.numerator}/${literal.denominator}s${literal.scale}`;
    case 'character':
      return `c${literal.codePoint}`;
    case 'symbol':
      return `y${literal.value}`;
    case 'binding':
      return `b${literal.name}`;
    case 'nil':
    case 'true':
    case 'false':
    case 'thisClassBinding':
      return literal.kind;
    case 'string':
    case 'array':
    case 'byteArray':
    case 'block':
      return undefined;
  }
}

/** Squeak's literal for a named primitive: module, name, and two places for the VM's own use. */
export function namedPrimitiveLiteral(name: string, module: string | undefined): LiteralValue {
  const moduleLiteral: LiteralValue =
    module === undefined ? { kind: 'nil' } : { kind: 'symbol', value: module };
  return { kind: 'array', elements: [moduleLiteral, { kind: 'symbol', value: name }, 0, 0] };
}
