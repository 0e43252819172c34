// Positions in a text and variables of code, for the debugger: from what the compiler says of the same code compiled
// again, or, where that is not to be had, from where the decompiler found each part.
import type { ImageCode } from '../compiler/image-code/imageCode';
import { parseMethod } from '../compiler/parser';
import type { SourceMapEntry, TempInfo } from '../compiler/compiledCode';
import type { CodeDescription, Method, SourcePosition, TempLocation } from '../object-memory/method';
import type { ImageMethod } from '../image-files/imageMethod';
import type { Decompiled } from './decompiler';
import type { MatchedCode } from './equivalence';
import { placeRanges } from './placeRanges';
import type { Recompiled } from './recompiler';

/** By the method and each block in it. */
export type Descriptions = ReadonlyMap<Method, CodeDescription>;

export function describeRecompiled({
  code,
  method,
  matched,
}: Pick<Recompiled, 'code' | 'method' | 'matched'>): Descriptions {
  const codes = new Map<Method, ImageCode>();
  collectCodes(method, code, codes);
  const embedded = new Map<number, ImageCode>();
  collectEmbedded(code, 0, embedded);
  const descriptions = new Map<Method, CodeDescription>();
  for (const each of matched) {
    const { embeddedAt } = each.second.body;
    const own = embeddedAt === undefined ? codes.get(each.second) : embedded.get(embeddedAt);
    if (own) descriptions.set(each.first, describe(own, each));
  }
  return descriptions;
}

function collectCodes(method: Method, code: ImageCode, into: Map<Method, ImageCode>): void {
  into.set(method, code);
  for (const [index, literal] of code.literals.entries())
    if (typeof literal === 'object' && literal.kind === 'block')
      collectCodes(method.body.literals[index] as ImageMethod, literal.code, into);
}

function collectEmbedded(code: ImageCode, at: number, into: Map<number, ImageCode>): void {
  for (const { offset, code: inner } of code.embedded) {
    into.set(at + offset, inner);
    collectEmbedded(inner, at + offset, into);
  }
}

function describe({ sourceMap, temps, start, stop }: ImageCode, matched: MatchedCode): CodeDescription {
  const pcs = [...matched.pcs.keys()].sort((a, b) => a - b);
  const position = (entry: SourceMapEntry): SourcePosition | undefined => {
    // What was left out of the normal form belongs to what follows it.
    const known = matched.pcs.has(entry.pc) ? entry.pc : pcs.find((pc) => pc >= entry.pc);
    return known === undefined ? undefined : { ...entry, pc: matched.pcs.get(known)! };
  };
  return {
    sourceMap: sourceMap
      .map(position)
      .filter((each) => each !== undefined)
      .sort((a, b) => a.pc - b.pc),
    temps: temps.map((temp) => location(temp, matched)).filter((each) => each !== undefined),
    start,
    stop,
  };
}

function location(
  { name, kind, location: at, start, stop }: TempInfo,
  { places, isExact }: MatchedCode,
): TempLocation | undefined {
  const place =
    places.get(at.index) ?? (isExact ? { index: at.index, slots: new Map<number, number>() } : undefined);
  if (!place) return undefined;
  const vectorSlot =
    at.kind === 'vector' ? (place.slots.get(at.slot) ?? (isExact ? at.slot : undefined)) : undefined;
  if (at.kind === 'vector' && vectorSlot === undefined) return undefined;
  return { name, kind, index: place.index, ...(vectorSlot !== undefined && { vectorSlot }), start, stop };
}

/** For code that no dialect makes again: messages and statements alone. */
export function describeDecompiled(decompiled: Decompiled): Descriptions {
  const { method } = parseMethod(decompiled.text);
  const ranges = placeRanges(decompiled.syntax, method, decompiled.places);
  const maps = new Map<Method, SourcePosition[]>();
  for (const { place, ...entry } of ranges) {
    const map = maps.get(place.unit);
    if (map) map.push({ ...entry, pc: place.pc });
    else maps.set(place.unit, [{ ...entry, pc: place.pc }]);
  }
  const descriptions = new Map<Method, CodeDescription>();
  for (const [unit, sourceMap] of maps) {
    const starts = sourceMap.map(({ start }) => start);
    descriptions.set(unit, {
      sourceMap: sourceMap.sort((a, b) => a.pc - b.pc),
      temps: argumentsOf(
        unit,
        method.parameters.map(({ name }) => name),
      ),
      start: Math.min(...starts),
      stop: method.stop,
    });
  }
  return descriptions;
}

function argumentsOf(unit: Method, names: readonly string[]): TempLocation[] {
  if (unit.isBlock) return [];
  return names.map((name, index) => ({ name, kind: 'argument', index }));
}
