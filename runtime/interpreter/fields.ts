// Access to named fields by index. Computed property names would be an order of magnitude slower.
import type { Fields, SObject, Value } from '../object-memory/objects';

/**
 * Names from a table: V8 takes the making of a name for free of effects, and in the interpreter's switch moves it to
 * where all cases come along.
 */
const names: string[] = [];

function nameOf(index: number): string {
  return (names[index] ??= `f${index}`);
}

export function fieldOf(o: SObject, index: number): Value {
  const f = o as Fields;
  switch (index) {
    case 0:
      return f.f0;
    case 1:
      return f.f1;
    case 2:
      return f.f2;
    case 3:
      return f.f3;
    case 4:
      return f.f4;
    case 5:
      return f.f5;
    case 6:
      return f.f6;
    case 7:
      return f.f7;
    default:
      return f[nameOf(index)];
  }
}

export function setFieldOf(o: SObject, index: number, value: Value): void {
  const f = o as Fields;
  switch (index) {
    case 0:
      f.f0 = value;
      break;
    case 1:
      f.f1 = value;
      break;
    case 2:
      f.f2 = value;
      break;
    case 3:
      f.f3 = value;
      break;
    case 4:
      f.f4 = value;
      break;
    case 5:
      f.f5 = value;
      break;
    case 6:
      f.f6 = value;
      break;
    case 7:
      f.f7 = value;
      break;
    default:
      f[nameOf(index)] = value;
  }
}
