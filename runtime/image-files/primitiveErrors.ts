// Why a primitive of an unmodified image failed, for methods that ask for it (`<primitive: … error: code>`).
import type { Interpreter } from '../interpreter/interpreter';
import type { Fields, SArray, Value } from '../object-memory/objects';
import { FAIL, type Fail } from '../primitives/primitive';
import { ImageMemory } from './imageMemory';
import { Special } from './rawImage';

/** Place (base 0) of the object that stands for errors of the operating system in the image's table of errors. */
const osError = 20;

/** Fails with a number of the operating system or of a plugin, in a copy of the object that the image has for that. */
export function failWithOsError(vm: Interpreter, code: number): Fail {
  const { image } = vm;
  const table = image instanceof ImageMemory ? image.specialObjects.a[Special.PrimitiveErrors] : undefined;
  const sample = (table as Partial<SArray> | undefined)?.a?.[osError];
  if (typeof sample !== 'object' || sample.$b.fieldCount < 2) return FAIL;
  const error = sample.$b.instantiate(0) as Fields;
  for (let i = 0; i < sample.$b.fieldCount; i++) error[`f${i}`] = (sample as Fields)[`f${i}`] as Value;
  error.f1 = code;
  vm.primitiveErrorCode = error;
  return FAIL;
}
