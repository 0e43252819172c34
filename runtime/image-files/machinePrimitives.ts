// What an unmodified image asks of the machine under it, and gets without any device. Numbers are Squeak's.
import type { SCharacter } from '../object-memory/objects';
import { FAIL, type Primitive, type PrimitiveFamily } from '../primitives/primitive';
import { primitiveNumbered } from '../primitives/primitiveTable';
import { forImage } from './forImage';
import { ImageMemory } from './imageMemory';

/** Succeeds without doing anything: what it would tell or set is of no device that is here. */
const accepts = forImage((_vm, _image, stack, rcvr) => stack[rcvr]);

/** Of an immediate Character. */
const maxCodePoint = 0x3fffffff;
const heapBytes = 512 << 20;

/** 159: `self * 1664525` in 28 bits, without a LargeInteger in between. */
const hashMultiply: Primitive = (_vm, stack, rcvr) => {
  const value = stack[rcvr];
  if (typeof value === 'object') return FAIL;
  return Number((BigInt(value) * 1664525n) & 0xfffffffn);
};

const specialObjects = forImage((_vm, image) => image.specialObjects);

/** 130 and 131 collect, and answer how many bytes are then free. */
function collecting(number: 130 | 131): Primitive {
  const collect = primitiveNumbered(number);
  return (vm, stack, rcvr, argc) => {
    const answer = collect(vm, stack, rcvr, argc);
    return answer !== FAIL && vm.image instanceof ImageMemory ? heapBytes : answer;
  };
}

/** Made when called: it stands on the primitives that are there before. */
export const machinePrimitives = (): PrimitiveFamily => ({
  numbered: {
    92: accepts,
    112: forImage(() => heapBytes),
    124: accepts,
    125: accepts,
    129: specialObjects,
    159: hashMultiply,
    130: collecting(130),
    131: collecting(131),
    170: forImage((vm, _image, stack, rcvr, argc) => {
      const codePoint = stack[rcvr + argc];
      return typeof codePoint === 'number' && codePoint >= 0 && codePoint <= maxCodePoint
        ? vm.kernel.character(codePoint)
        : FAIL;
    }),
    171: forImage((_vm, _image, stack, rcvr) => (stack[rcvr] as Partial<SCharacter>).value ?? FAIL),
  },
});
