// What images ask of the object memory of Spur: sizes, pinning, read-only objects and their identity hashes; and of
// the machine's modules, which are all built in, and its security.
import type { Behavior } from '../object-memory/behavior';
import type { Format, SObject, Value } from '../object-memory/objects';
import { utcMicroseconds } from '../primitives/clocks';
import { indexableSize } from '../primitives/operands';
import { FAIL, type Fail, type Primitive, type PrimitiveFamily } from '../primitives/primitive';
import { moduleNames, primitiveNumbered } from '../primitives/primitiveTable';
import { forImage } from './forImage';
import type { ImageMemory } from './imageMemory';
import type { ObjectTraits } from './imageOrigin';

const inSpur = (
  work: (image: ImageMemory, receiver: Value, args: readonly Value[]) => Value | Fail,
): Primitive =>
  forImage((_vm, image, stack, rcvr, argc) =>
    image.dialect.memory === 'spur' ? work(image, stack[rcvr], stack.slice(rcvr + 1, rcvr + 1 + argc)) : FAIL,
  );

/** Of 22 bits. */
const maxIdentityHash = 0x3fffff;

const elementBytes: Partial<Record<Format, number>> = {
  bytes: 1,
  largeInt: 1,
  shorts: 2,
  words: 4,
  longs: 8,
};
/** Objects of more slots have their number in a word before the header. */
const overflowSlots = 255;

/** With the header; objects fill whole 64-bit words, and at least one. Undefined for what has no size of its own. */
export function sizeInBytes(behavior: Behavior, elements: number, wordBytes: number): number | undefined {
  const { format, fieldCount } = behavior;
  if (format === 'immediate' || format === 'virtual') return undefined;
  const width = elementBytes[format];
  const body =
    format === 'float'
      ? 8
      : width !== undefined
        ? Math.ceil((elements * width) / wordBytes) * wordBytes
        : (fieldCount + elements) * wordBytes;
  const header = body / wordBytes >= overflowSlots ? 16 : 8;
  return header + Math.max(8, Math.ceil(body / 8) * 8);
}

/** 181: of an instance of the receiver, with so many elements. */
const sizeOfInstance = inSpur((image, receiver, [elements = 0]) => {
  const behavior = (receiver as SObject & { behavior?: Behavior }).behavior;
  if (behavior === undefined || typeof elements !== 'number' || elements < 0) return FAIL;
  const isIndexable = behavior.format === 'variable' || behavior.format === 'weak';
  if (elements > 0 && !isIndexable && elementBytes[behavior.format] === undefined) return FAIL;
  return sizeInBytes(behavior, elements, image.kernel.wordBytes) ?? FAIL;
});

/** 182: immediate values have none. */
const sizeOfObject = inSpur((image, receiver) => {
  if (typeof receiver !== 'object') return 0;
  const size = sizeInBytes(receiver.$b, indexableSize(receiver) ?? 0, image.kernel.wordBytes);
  return size ?? FAIL;
});

const noTraits: ObjectTraits = { isPinned: false, isImmutable: false };
const traitsOf = (image: ImageMemory, o: SObject): ObjectTraits => image.traits.get(o) ?? noTraits;

const isPinned = inSpur((image, receiver) =>
  typeof receiver === 'object' ? image.kernel.boolean(traitsOf(image, receiver).isPinned) : FAIL,
);

/** 184: answers whether it was; nothing here moves. */
const setPinned = inSpur((image, receiver, [flag]) => {
  const { kernel } = image;
  if (typeof receiver !== 'object' || (flag !== kernel.true_ && flag !== kernel.false_)) return FAIL;
  const traits = traitsOf(image, receiver);
  image.traits.set(receiver, { ...traits, isPinned: flag === kernel.true_ });
  return kernel.boolean(traits.isPinned);
});

/** 163: immediate values can't be changed. 164, setting it, fails: as on machines that don't guard such objects. */
const isReadOnly = inSpur((image, receiver) =>
  image.kernel.boolean(typeof receiver !== 'object' || traitsOf(image, receiver).isImmutable),
);

/** 180: there is always more. */
const growMemory = inSpur((_image, _receiver, [bytes]) =>
  typeof bytes === 'number' && bytes >= 0 ? Math.max(bytes, smallestSegment) : FAIL,
);
const smallestSegment = 1 << 24;

/** 580 and 581: new instances that don't move. 583: ones whose bits may be anything. */
function newInstance(argc: 0 | 1, pins: boolean): Primitive {
  const instantiate = primitiveNumbered(argc === 0 ? 70 : 71);
  return forImage((vm, image, stack, rcvr, count) => {
    if (count !== argc || image.dialect.memory !== 'spur') return FAIL;
    const instance = instantiate(vm, stack, rcvr, count);
    if (typeof instance !== 'object') return FAIL;
    if (pins) image.traits.set(instance, { ...noTraits, isPinned: true });
    return instance;
  });
}

/** 575: of a SmallInteger that is not negative; 0 has none. */
const highBit: Primitive = (_vm, stack, rcvr) => {
  const n = stack[rcvr];
  if (typeof n === 'object' || n < 0) return FAIL;
  return n === 0 ? 0 : n.toString(2).length;
};

const accepts = forImage((_vm, _image, stack, rcvr) => stack[rcvr]);
const no = forImage((vm) => vm.kernel.false_);
const text = (value: string): Primitive => forImage((vm) => vm.kernel.string(value));

/** 572: by number from 1 on; nil behind the last. */
const builtinModule = forImage((vm, _image, stack, rcvr) => {
  const index = stack[rcvr + 1];
  if (typeof index !== 'number' || index < 1) return FAIL;
  const name = moduleNames()[index - 1];
  return name === undefined ? vm.kernel.nil : vm.kernel.string(name);
});

/** 573: none is loaded from outside. */
const loadedModule = forImage((vm, _image, stack, rcvr) => {
  const index = stack[rcvr + 1];
  return typeof index === 'number' && index >= 1 ? vm.kernel.nil : FAIL;
});

const folderOf = (image: ImageMemory): string => image.fileName.slice(0, image.fileName.lastIndexOf('/'));

/** SecurityPlugin of a machine that does not restrict its image. */
const security: Record<string, Primitive> = {
  'SecurityPlugin.primitiveCanWriteImage': forImage((vm) => vm.kernel.true_),
  'SecurityPlugin.primitiveGetSecureUserDirectory': forImage((vm, image) =>
    vm.kernel.string(folderOf(image)),
  ),
  'SecurityPlugin.primitiveGetUntrustedUserDirectory': forImage((vm, image) =>
    vm.kernel.string(`${folderOf(image)}/My Squeak`),
  ),
};

export const memoryPrimitives: PrimitiveFamily = {
  numbered: {
    163: isReadOnly,
    176: inSpur(() => maxIdentityHash),
    180: growMemory,
    181: sizeOfInstance,
    182: sizeOfObject,
    183: isPinned,
    184: setPinned,
    570: accepts,
    575: highBit,
    580: newInstance(0, true),
    581: newInstance(1, true),
    583: newInstance(1, false),
    572: builtinModule,
    573: loadedModule,
  },
  named: {
    ...security,
    '.primitiveImageFormatVersion': forImage((_vm, image) =>
      image.kernel.integer(image.origin.header.version.number),
    ),
    '.primitiveMaxIdentityHash': inSpur(() => maxIdentityHash),
    '.primitiveScreenDepth': forImage((_vm, image) => (image.devices.display ? 32 : FAIL)),
    '.primitiveHighResClock': forImage((vm) => vm.kernel.integer(utcMicroseconds() * 1000n)),
    '.primitiveVMVersion': text('Archipelago'),
    '.primitiveInterpreterSourceVersion': text('Archipelago'),
    '.primitivePlatformSourceVersion': text('Archipelago'),
    '.primitiveForceTenure': accepts,
    '.primitiveIsYoung': no,
    '.primitiveIsRoot': no,
    '.primitiveSetGCBiasToGrow': accepts,
    '.primitiveSetGCBiasToGrowGCLimit': accepts,
    '.primitiveSetGCSemaphore': accepts,
    '.primitiveDisableModuleLoading': accepts,
    '.primitiveFlushExternalPrimitives': accepts,
    '.primitiveListBuiltinModule': builtinModule,
    '.primitiveListExternalModule': loadedModule,
  },
};
