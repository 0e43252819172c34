import type { Format } from '../object-memory/objects';
import type { MemoryFormat } from './imageHeader';

const spurFormats: readonly Format[] = [
  ...Array<Format>(2).fill('normal'),
  ...Array<Format>(2).fill('variable'),
  'weak',
  'normal',
  'normal',
  'immediate',
  'normal',
  'longs',
  ...Array<Format>(2).fill('words'),
  ...Array<Format>(4).fill('shorts'),
  ...Array<Format>(8).fill('bytes'),
  ...Array<Format>(8).fill('virtual'),
];
const v3Formats: readonly Format[] = [
  ...Array<Format>(2).fill('normal'),
  ...Array<Format>(2).fill('variable'),
  'weak',
  'normal',
  ...Array<Format>(2).fill('words'),
  ...Array<Format>(4).fill('bytes'),
  ...Array<Format>(4).fill('virtual'),
];

export interface ClassShape {
  readonly format: Format;
  /** Named fields of an instance, inherited ones included. */
  readonly fieldCount: number;
}

/** What the format word of a class says of its instances (Behavior>>format). */
export function shapeOf(memory: MemoryFormat, formatWord: number): ClassShape {
  if (memory === 'spur')
    return { format: spurFormats[(formatWord >> 16) & 31], fieldCount: formatWord & 0xffff };
  return {
    format: v3Formats[(formatWord >> 7) & 15],
    fieldCount: Math.max(0, ((formatWord >> 10) & 0xc0) + ((formatWord >> 1) & 0x3f) - 1),
  };
}
