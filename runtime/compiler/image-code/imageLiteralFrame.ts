import { literalKey } from '../literalFrame';
import type { ImageLiteral } from './imageCode';

/** The literals of a method and of the blocks that share them. */
export class ImageLiteralFrame {
  readonly literals: ImageLiteral[] = [];
  private readonly byKey = new Map<string, number>();
  private readonly byObject = new Map<object, number>();

  indexOf(literal: ImageLiteral): number {
    if (typeof literal === 'object' && literal.kind === 'object') {
      const known = this.byObject.get(literal.object);
      if (known !== undefined) return known;
      const index = this.literals.push(literal) - 1;
      this.byObject.set(literal.object, index);
      return index;
    }
    const key = typeof literal === 'object' && literal.kind === 'block' ? undefined : literalKey(literal);
    const known = key === undefined ? undefined : this.byKey.get(key);
    if (known !== undefined) return known;
    const index = this.literals.push(literal) - 1;
    if (key !== undefined) this.byKey.set(key, index);
    return index;
  }

  symbol(value: string): number {
    return this.indexOf({ kind: 'symbol', value });
  }
}
