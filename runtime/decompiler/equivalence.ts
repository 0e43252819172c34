// Whether two methods have equivalent code: the same normal form (normalForm.ts), with a renaming of variables.
import { Method, type MethodLiteral } from '../object-memory/method';
import { textIfString } from '../object-memory/literals';
import type { Fields, SArray, SBytes, SFloat, SLargeInt, SObject } from '../object-memory/objects';
import { readableBytes } from '../object-memory/bytesOf';
import { normalForm, type NormalCode, type NormalInstruction } from './normalForm';

/** Two units of code that do the same, and which instruction of one is which of the other. */
export interface MatchedCode {
  readonly first: Method;
  readonly second: Method;
  /** Byte offsets: of the first by those of the second. */
  readonly pcs: ReadonlyMap<number, number>;
  /** Places in the frame of the first, and slots of vectors there, by those of the second. */
  readonly places: ReadonlyMap<number, Place>;
  readonly isExact: boolean;
}

export interface Place {
  readonly index: number;
  readonly slots: ReadonlyMap<number, number>;
}

export interface Difference {
  readonly reason: string;
}

/** The method and all its blocks, matched, or where they differ first. */
export function matchCode(first: Method, second: Method): MatchedCode[] | Difference {
  if (first.primitive !== second.primitive && !bothQuick(first, second))
    return { reason: `primitive ${first.primitive} or ${second.primitive}` };
  if (first.primitiveName !== second.primitiveName) return { reason: 'another named primitive' };
  if (first.numArgs !== second.numArgs) return { reason: 'another number of arguments' };
  const matched: MatchedCode[] = [];
  const reason = new Matcher(matched).match(first, second, new Renaming(first.numArgs));
  return reason === undefined ? matched : { reason };
}

/** A primitive that only answers something is a choice of the compiler: the code says the same. */
function bothQuick(first: Method, second: Method): boolean {
  const isQuick = ({ primitive }: Method): boolean =>
    primitive === 0 || (primitive >= 256 && primitive <= 519);
  return isQuick(first) && isQuick(second);
}

class Slots {
  readonly toFirst = new Map<number, number>();
  private readonly toSecond = new Map<number, number>();

  same(first: number, second: number): boolean {
    return bind(this.toFirst, this.toSecond, first, second);
  }
}

/** Binds two numbers to each other, or tells whether they are bound so. */
function bind(
  toFirst: Map<number, number>,
  toSecond: Map<number, number>,
  first: number,
  second: number,
): boolean {
  const knownSecond = toSecond.get(first);
  const knownFirst = toFirst.get(second);
  if (knownSecond === undefined && knownFirst === undefined) {
    toSecond.set(first, second);
    toFirst.set(second, first);
    return true;
  }
  return knownSecond === second && knownFirst === first;
}

class Renaming {
  readonly toFirst = new Map<number, number>();
  private readonly toSecond = new Map<number, number>();
  private readonly slots = new Map<number, Slots>();
  isExact = true;

  constructor(private readonly numArgs: number) {}

  same(first: number, second: number): boolean {
    if (first < this.numArgs || second < this.numArgs) return first === second;
    if (first !== second) this.isExact = false;
    return bind(this.toFirst, this.toSecond, first, second);
  }

  isBound(first: number): boolean {
    return first < this.numArgs || this.toSecond.has(first);
  }

  boundTo(first: number): number | undefined {
    return first < this.numArgs ? first : this.toSecond.get(first);
  }

  slotsOf(first: number): Slots {
    let slots = this.slots.get(first);
    if (!slots) this.slots.set(first, (slots = new Slots()));
    return slots;
  }

  shareSlots(first: number, slots: Slots): void {
    this.slots.set(first, slots);
  }

  places(): Map<number, Place> {
    const places = new Map<number, Place>();
    for (let i = 0; i < this.numArgs; i++) places.set(i, { index: i, slots: this.slotsOf(i).toFirst });
    for (const [second, first] of this.toFirst)
      places.set(second, { index: first, slots: this.slotsOf(first).toFirst });
    return places;
  }
}

class Matcher {
  constructor(private readonly matched: MatchedCode[]) {}

  /** The first difference; undefined if there is none. */
  match(first: Method, second: Method, renaming: Renaming): string | undefined {
    const [a, b] = [normalForm(first), normalForm(second)];
    const place = this.matched.push({ first, second, pcs: new Map(), places: new Map(), isExact: true }) - 1;
    const count = Math.min(a.instructions.length, b.instructions.length);
    for (let i = 0; i < count; i++) {
      const reason = this.instruction(a.instructions[i]!, b.instructions[i]!, renaming);
      if (reason !== undefined)
        return `${reason}, at ${a.code.pc(a.instructions[i]!.index)} of ${kindOf(first)}`;
    }
    if (a.instructions.length !== b.instructions.length)
      return `${a.instructions.length} instructions or ${b.instructions.length}, in ${kindOf(first)}`;
    this.matched[place] = {
      first,
      second,
      pcs: pcsOf(a, b),
      places: renaming.places(),
      isExact: renaming.isExact && first.body.numTemps === second.body.numTemps,
    };
    return undefined;
  }

  private instruction(a: NormalInstruction, b: NormalInstruction, renaming: Renaming): string | undefined {
    if (a.kind !== b.kind || a.op !== b.op) return 'another instruction';
    switch (a.kind) {
      case 'plain':
        return a.operand === b.operand ? undefined : 'another operand';
      case 'temporary':
        return renaming.same(a.operand, b.operand) ? undefined : 'another temporary';
      case 'remote':
        if (!renaming.same(a.operand, b.operand)) return 'another temp vector';
        if (!renaming.slotsOf(a.operand).same(a.slot, b.slot)) return 'another shared variable';
        if (a.slot !== b.slot) renaming.isExact = false;
        return undefined;
      case 'literal':
        return sameLiteral(a.literal, b.literal) ? undefined : 'another literal';
      case 'send':
        if (a.selector === b.selector && a.operand === b.operand) return undefined;
        return `${a.selector} or ${b.selector} sent`;
      case 'jump':
        return a.target === b.target ? undefined : 'another jump';
      case 'closure':
        return this.closure(a, b, renaming);
    }
  }

  private closure(a: NormalInstruction, b: NormalInstruction, renaming: Renaming): string | undefined {
    const [first, second] = [a.literal, b.literal];
    if (!(first instanceof Method) || !(second instanceof Method)) return 'no block';
    if (first.numArgs !== second.numArgs || a.operand !== b.operand) return 'another block';
    if (a.copied.length !== b.copied.length) return `${a.copied.length} or ${b.copied.length} copied values`;
    const pairs = pairCopied(a.copied, b.copied, renaming);
    if (!pairs) return 'other copied values';
    const { numArgs } = first;
    const inner = new Renaming(numArgs);
    for (const [i, j] of pairs) {
      if (!renaming.same(a.copied[i]!, b.copied[j]!)) return 'another copied value';
      inner.same(numArgs + i, numArgs + j);
      inner.shareSlots(numArgs + i, renaming.slotsOf(a.copied[i]!));
    }
    const reason = this.match(first, second, inner);
    if (!inner.isExact) renaming.isExact = false;
    return reason;
  }
}

/** Which copied value of one is which of the other: bound ones first, the others in their order. */
function pairCopied(
  a: readonly number[],
  b: readonly number[],
  renaming: Renaming,
): [number, number][] | undefined {
  const pairs: [number, number][] = [];
  const free = new Set(b.keys());
  const later: number[] = [];
  for (const [i, from] of a.entries()) {
    if (!renaming.isBound(from)) {
      later.push(i);
      continue;
    }
    const to = renaming.boundTo(from);
    const j = [...free].find((each) => b[each] === to);
    if (j === undefined) return undefined;
    free.delete(j);
    pairs.push([i, j]);
  }
  const rest = [...free];
  for (const [n, i] of later.entries()) pairs.push([i, rest[n]!]);
  return pairs.sort(([i], [j]) => i - j);
}

function pcsOf(a: NormalCode, b: NormalCode): Map<number, number> {
  const pcs = new Map<number, number>([[0, 0]]);
  for (const [i, { index }] of b.instructions.entries())
    pcs.set(b.code.pc(index), a.code.pc(a.instructions[i]!.index));
  return pcs;
}

function kindOf(method: Method): string {
  return method.isBlock ? 'a block' : 'the method';
}

/** Literals that the same source makes: each compilation has Strings and Arrays of its own. */
function sameLiteral(a: MethodLiteral | undefined, b: MethodLiteral | undefined, depth = 0): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object') {
    return (typeof a === 'bigint' || typeof b === 'bigint') && String(a) === String(b);
  }
  if (!('$b' in a) || !('$b' in b) || depth > 50) return false;
  if (a.$b !== b.$b && !bothText(a, b))
    return a.$b.format === 'float' && b.$b.format === 'float' && sameFloat(a, b);
  switch (a.$b.format) {
    case 'float':
      return sameFloat(a, b);
    case 'largeInt':
      return (a as SLargeInt).big === (b as SLargeInt).big;
    case 'bytes':
    case 'words': {
      const text = textIfString(a);
      if (text !== undefined) return text === textIfString(b);
      return a.$b.format === 'bytes' && sameBytes(readableBytes(a as SBytes), readableBytes(b as SBytes));
    }
    case 'variable':
      return sameElements((a as SArray).a, (b as SArray).a, depth);
    case 'normal':
      return sameFields(a as Fields, b as Fields, depth);
    default:
      return false;
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function bothText(a: SObject, b: SObject): boolean {
  return a.$b.isText && b.$b.isText && a.$b.isSymbols === b.$b.isSymbols;
}

function sameFloat(a: SObject, b: SObject): boolean {
  return Object.is((a as SFloat).v, (b as SFloat).v);
}

function sameElements(a: SArray['a'], b: SArray['a'], depth: number): boolean {
  return a.length === b.length && a.every((element, i) => sameLiteral(element, b[i], depth + 1));
}

/** Fractions and scaled decimals. */
function sameFields(a: Fields, b: Fields, depth: number): boolean {
  const { fieldCount } = a.$b;
  if (fieldCount === 0 || fieldCount > 3) return false;
  return Array.from({ length: fieldCount }, (_, i) => sameLiteral(a[`f${i}`], b[`f${i}`], depth + 1)).every(
    Boolean,
  );
}
