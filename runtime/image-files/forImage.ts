import type { Interpreter } from '../interpreter/interpreter';
import type { Value } from '../object-memory/objects';
import { FAIL, type Fail, type Primitive } from '../primitives/primitive';
import { ImageMemory } from './imageMemory';

/** A primitive that only unmodified images have: in ours it fails. */
export const forImage =
  (
    work: (vm: Interpreter, image: ImageMemory, stack: Value[], rcvr: number, argc: number) => Value | Fail,
  ): Primitive =>
  (vm, stack, rcvr, argc) =>
    vm.image instanceof ImageMemory ? work(vm, vm.image, stack, rcvr, argc) : FAIL;
