// The formats of objects by the numbers that headers and classes have for them (Behavior>>format).
import type { ImageBehavior } from './imageBehavior';
import type { MemoryFormat } from './imageHeader';
import type { Fields, Format } from '../object-memory/objects';

/** Numbers without what they say of the bytes that the last word leaves unused. */
export const enum Spur {
  Fixed = 1,
  Variable = 3,
  Bits64 = 9,
  Bits32 = 10,
  Bits16 = 12,
  Bits8 = 16,
  Method = 24,
}

export const enum V3 {
  Fixed = 1,
  Variable = 3,
  Bits32 = 6,
  Bits64 = 7,
  Bits8 = 8,
  Method = 12,
}

/** The number as it is of instances that leave no byte unused. */
export function kindOf(memory: MemoryFormat, specification: number): number {
  if (memory === 'v3') return specification < V3.Bits8 ? specification : specification & ~3;
  if (specification < Spur.Bits32) return specification;
  if (specification < Spur.Bits16) return Spur.Bits32;
  return specification < Spur.Bits8 ? Spur.Bits16 : specification & ~7;
}

const spurDefaults: Partial<Record<Format, number>> = {
  variable: Spur.Variable,
  weak: 4,
  bytes: Spur.Bits8,
  largeInt: Spur.Bits8,
  words: Spur.Bits32,
  float: Spur.Bits32,
  shorts: Spur.Bits16,
  longs: Spur.Bits64,
};
const v3Defaults: Partial<Record<Format, number>> = {
  ...spurDefaults,
  bytes: V3.Bits8,
  largeInt: V3.Bits8,
  words: V3.Bits32,
  float: V3.Bits32,
  longs: V3.Bits64,
};

/** What the class says of its instances, or, where it says nothing that fits them, what instances of such a layout have. */
export function instanceSpecification(memory: MemoryFormat, behavior: ImageBehavior): number {
  const defaults = memory === 'v3' ? v3Defaults : spurDefaults;
  const usual = defaults[behavior.format] ?? 1;
  const word = (behavior.classObject as unknown as Fields).f2 as unknown;
  if (typeof word !== 'number') return usual;
  const said = kindOf(memory, memory === 'v3' ? (word >> 7) & 15 : (word >> 16) & 31);
  return isBits(memory, said) === isBits(memory, usual) && !isMethod(memory, said) ? said : usual;
}

export function isBits(memory: MemoryFormat, specification: number): boolean {
  return memory === 'v3'
    ? specification >= V3.Bits32 && specification < V3.Method
    : specification >= Spur.Bits64 && specification < Spur.Method;
}

function isMethod(memory: MemoryFormat, specification: number): boolean {
  return specification >= (memory === 'v3' ? V3.Method : Spur.Method);
}
