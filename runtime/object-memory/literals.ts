// Questions about literals and texts.
import { byteText } from './bytesOf';
import { Method } from './method';
import type { MethodLiteral } from './method';
import type { SArray, SBytes, SObject, SWords } from './objects';
import { SlotBinding } from './slotBinding';

/** Whether a literal could be stored into, so that each image needs a copy of its own. */
export function isMutableLiteral(literal: MethodLiteral): boolean {
  if (typeof literal !== 'object' || literal instanceof SlotBinding || literal instanceof Method)
    return false;
  const behavior = literal.$b;
  switch (behavior.format) {
    case 'bytes':
    case 'words':
      return !isSymbol(literal);
    case 'shorts':
    case 'longs':
      return true;
    case 'variable':
      return true;
    case 'normal':
      return behavior.fieldCount > 0;
    default:
      return false;
  }
}

const readOnly = new WeakSet<SObject>();

/** Notes a number that code shared by images holds: it is no mutable literal, and its digits can't be stored into. */
export function makeReadOnly(o: SObject): void {
  readOnly.add(o);
}

export function isReadOnly(o: SObject): boolean {
  return readOnly.has(o);
}

export function isSymbol(o: SObject): boolean {
  return o.$b.isSymbols;
}

/** The text of a String or Symbol in either width. */
export function textOf(o: SObject): string {
  const wide = (o as SWords).w;
  if (wide !== undefined) {
    let text = '';
    for (const c of wide) text += String.fromCodePoint(c);
    return text;
  }
  return byteText(o as SBytes);
}

/** The text of a String or Symbol, undefined for anything else. */
export function textIfString(v: unknown): string | undefined {
  if (typeof v !== 'object' || v === null || !('$b' in v)) return undefined;
  const behavior = (v as SObject).$b;
  if (behavior.format !== 'bytes' && behavior.format !== 'words') return undefined;
  return behavior.isText ? textOf(v as SObject) : undefined;
}

/** Elements of an Array, undefined for anything without indexable pointers. */
export function elementsOf(v: unknown): unknown[] | undefined {
  return typeof v === 'object' && v !== null ? (v as SArray).a : undefined;
}
