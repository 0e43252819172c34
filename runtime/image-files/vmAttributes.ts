// What an unmodified image asks about its virtual machine: the command line, the system's name, parameters by number.
import type { Value } from '../object-memory/objects';
import { FAIL, type Fail, type Primitive, type PrimitiveFamily } from '../primitives/primitive';
import { ImageMemory } from './imageMemory';
import { bytesOf, nameString } from './guestFiles';

type Work = (call: {
  readonly image: ImageMemory;
  readonly argc: number;
  arg(index: number): Value;
  text(text: string): Value;
}) => Value | Fail;

const forGuest =
  (work: Work): Primitive =>
  (vm, stack, rcvr, argc) => {
    const { image } = vm;
    if (!(image instanceof ImageMemory)) return FAIL;
    const arg = (index: number): Value => stack[rcvr + index];
    return work({ image, argc, arg, text: (text) => nameString(vm, text) });
  };

/** 142: the folder of the VM, for the image the one that it is in itself. */
const vmPath = forGuest(({ image, text }) => text(image.fileName.replace(/[^/]*$/, '')));

/** 149: VM 0, image 1, what it was started with from 2; options of the VM below 0; the system from 1001. */
const attribute = forGuest(({ image, arg, text }) => {
  const index = arg(1);
  if (typeof index !== 'number') return FAIL;
  const found = attributeOf(image, index);
  return found === undefined ? FAIL : text(found);
});

function attributeOf(image: ImageMemory, index: number): string | undefined {
  if (index < 0) return vmOptions(image)[-index - 1];
  if (index === 0) return 'archipelago';
  if (index === 1) return image.fileName;
  if (index < 1000) {
    image.hasReadArguments = true;
    return image.arguments[index - 2];
  }
  if (index === 1005) return image.devices.display ? 'X11' : 'none';
  return systemAttributes.get(index);
}

/** As a stock VM without a window is started; images ask for it before they wait for a user. */
function vmOptions({ devices }: ImageMemory): readonly string[] {
  return devices.display ? [] : ['--headless'];
}

const systemAttributes = new Map([
  [1001, 'unix'],
  [1002, 'linux-gnu'],
  [1003, 'x86_64'],
  [1004, 'Archipelago'],
  [1006, 'Archipelago'],
  [1007, 'Archipelago interpreter'],
]);

/** 254: all, one, or one set; setting answers what was there, and changes nothing. */
const parameter = forGuest(({ image, argc, arg }) => {
  if (argc === 0)
    return image.kernel.array(
      Array.from({ length: parameterCount }, (_, i) => image.kernel.integer(parameterOf(image, i + 1))),
    );
  const index = arg(1);
  if (typeof index !== 'number' || index < 1 || index > parameterCount) return FAIL;
  if (argc === 2 && !settable.has(index)) return FAIL;
  return image.kernel.integer(parameterOf(image, index));
});
const parameterCount = 71;
const settable = new Set([5, 6, 17, 23, 24, 25, 26, 43, 45, 47, 48, 49, 55, 67, 68]);
const heapBytes = 512 << 20;

/** By Squeak's numbers; what is not here is 0. */
function parameterOf(image: ImageMemory, index: number): number {
  switch (index) {
    case 1: // End of old space.
    case 2: // End of young space.
    case 3: // End of memory.
    case 54: // Free bytes of old space.
      return heapBytes;
    case 40:
      return image.kernel.wordBytes;
    case 41:
      return image.origin.header.version.number;
    case 44: // Size of new space.
      return 1 << 22;
    case 49: // Semaphores that the host can signal.
      return 256;
    case 53: // Segments of old space.
      return 1;
    case 65: // Bit 0: methods may be of several sets of bytecodes.
      return image.dialect.memory === 'spur' ? 1 : 0;
    case 70: // Version of the interface to plugins.
      return 1;
    case 71:
      return 16;
    default:
      return 0;
  }
}

/** The folder of the image is what relative names start from. */
const workingDirectory = forGuest(({ image, text }) => text(image.fileName.replace(/\/[^/]*$/, '') || '/'));

/** Nothing of the host's environment is granted: every variable is unset. */
const environmentVariable = forGuest(({ image, arg }) => (bytesOf(arg(1)) ? image.kernel.nil : FAIL));

export const vmAttributes: PrimitiveFamily = {
  numbered: { 142: vmPath, 149: attribute, 254: parameter },
  named: {
    '.primitiveVMPath': vmPath,
    '.primitiveGetCurrentWorkingDirectory': workingDirectory,
    '.primitiveGetenv': environmentVariable,
    '.primitiveGetAttribute': attribute,
    '.primitiveVMParameter': parameter,
  },
};
