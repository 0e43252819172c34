// What an unmodified image asks of the machine under it, and gets without any device: names, parameters, clocks, a
// screen that nobody sees. Numbers are Squeak's.
import type { SArray, SCharacter, SObject, Value } from '../object-memory/objects';
import { utcMicroseconds } from '../primitives/clocks';
import { FAIL, type Primitive, type PrimitiveFamily } from '../primitives/primitive';
import { primitiveNumbered } from '../primitives/primitiveTable';
import { forImage } from './forImage';
import { ImageMemory } from './imageMemory';

/** Succeeds without doing anything: what it would tell or set is of no device that is here. */
const accepts = forImage((_vm, _image, stack, rcvr) => stack[rcvr]);

const imageName = forImage((vm, image, _stack, _rcvr, argc) =>
  argc === 0 ? vm.kernel.string(image.fileName) : FAIL,
);

/** 149: attributes of the VM, from 1001 on; the image's name is 1, its arguments follow. */
const attribute = forImage((vm, image, stack, rcvr) => {
  const index = stack[rcvr + 1];
  if (typeof index !== 'number') return FAIL;
  const text = index === 0 ? 'archipelago' : index === 1 ? image.fileName : attributes.get(index);
  if (text !== undefined) return vm.kernel.string(text);
  const argument = index >= 2 && index < 1000 ? image.arguments[index - 2] : undefined;
  return argument === undefined ? FAIL : vm.kernel.string(argument);
});
const attributes = new Map([
  [1001, 'unix'],
  [1002, 'linux'],
  [1003, 'x86_64'],
  [1004, 'Archipelago'],
  [1005, 'none'],
]);

/** 254: parameters that images look at, by Squeak's numbers; others are 0. */
const parameter = forImage((vm, image, stack, rcvr, argc) => {
  if (argc === 0) {
    const all = Array.from({ length: parameterCount }, (_, i) => parameterOf(image, i + 1));
    return vm.kernel.array(all);
  }
  const index = stack[rcvr + 1];
  if (typeof index !== 'number' || index < 1 || index > parameterCount) return FAIL;
  return parameterOf(image, index);
});
const parameterCount = 70;
/** Of an immediate Character. */
const maxCodePoint = 0x3fffffff;
const heapBytes = 512 << 20;

function parameterOf(image: ImageMemory, index: number): number {
  switch (index) {
    case 1: // End of old space.
    case 2: // End of young space.
    case 3: // End of memory.
      return heapBytes;
    case 40:
      return image.kernel.wordBytes;
    case 41:
      return image.kernel.wordBytes === 8 ? 68021 : 6521;
    case 44: // Size of new space.
      return 1 << 22;
    default:
      return 0;
  }
}

/** 94: the event buffer says that there is none. */
const nextEvent = forImage((_vm, _image, stack, rcvr) => {
  const buffer = stack[rcvr + 1] as Partial<SArray>;
  if (!Array.isArray(buffer.a) || buffer.a.length < 8) return FAIL;
  buffer.a.fill(0, 0, 8);
  return stack[rcvr];
});

/** 242: `aSemaphore` is signalled when the microsecond clock reaches a value; nil cancels. */
const signalAtMicroseconds = forImage((vm, _image, stack, rcvr) => {
  const semaphore = stack[rcvr + 1];
  const due = microseconds(stack[rcvr + 2]);
  if (due === undefined || typeof semaphore !== 'object') return FAIL;
  const delayMs = Number(due - utcMicroseconds()) / 1000;
  vm.scheduler.timers.setSingle(semaphore === vm.kernel.nil ? null : semaphore, performance.now() + delayMs);
  return stack[rcvr];
});

function microseconds(v: Value): bigint | undefined {
  if (typeof v === 'object') return (v as SObject & { big?: bigint }).big;
  return BigInt(v);
}

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
    93: accepts,
    94: nextEvent,
    112: forImage(() => heapBytes),
    121: imageName,
    124: accepts,
    125: accepts,
    129: specialObjects,
    133: accepts,
    134: accepts,
    142: forImage((vm) => vm.kernel.string('')),
    149: attribute,
    159: hashMultiply,
    242: signalAtMicroseconds,
    130: collecting(130),
    131: collecting(131),
    170: forImage((vm, _image, stack, rcvr, argc) => {
      const codePoint = stack[rcvr + argc];
      return typeof codePoint === 'number' && codePoint >= 0 && codePoint <= maxCodePoint
        ? vm.kernel.character(codePoint)
        : FAIL;
    }),
    171: forImage((_vm, _image, stack, rcvr) => (stack[rcvr] as Partial<SCharacter>).value ?? FAIL),
    254: parameter,
  },
});
