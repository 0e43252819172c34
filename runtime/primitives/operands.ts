// Reading and answering operands in primitives.
import type { Interpreter } from '../interpreter/interpreter';
import type {
  SArray,
  SBytes,
  SClass,
  SLargeInt,
  SLongs,
  SObject,
  SShorts,
  SWords,
  Value,
} from '../object-memory/objects';
import { digitCount } from './numberOperands';

/** A SmallInteger that fits a JavaScript number; NaN for anything else. */
export function integerOperand(v: Value): number {
  return typeof v === 'number' ? v : NaN;
}

export function isObject(v: Value): v is SObject {
  return typeof v === 'object';
}

export function isClassObject(v: Value): v is SClass {
  return typeof v === 'object' && v.$b.format === 'class';
}

/** Number of indexable elements, undefined if there are none. */
export function indexableSize(o: SObject): number | undefined {
  switch (o.$b.format) {
    case 'variable':
    case 'weak':
      return (o as SArray).a.length;
    case 'bytes':
      return (o as SBytes).s?.length ?? (o as SBytes).b!.length;
    case 'words':
      return (o as SWords).w.length;
    case 'shorts':
      return (o as SShorts).d.length;
    case 'longs':
      return (o as SLongs).q.length;
    case 'largeInt':
      return digitCount(o as SLargeInt);
    default:
      return undefined;
  }
}

/** Classes whose elements are Characters though stored as integers. */
export function isText(vm: Interpreter, o: SObject): boolean {
  const { ByteString, WideString, ByteSymbol, WideSymbol } = vm.kernel.known;
  const b = o.$b;
  return b === ByteString || b === ByteSymbol || b === WideString || b === WideSymbol;
}
