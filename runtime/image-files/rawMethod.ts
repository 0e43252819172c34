// What a CompiledMethod of an image says of itself. The header's fields are those of CompiledMethod's class comment:
// before Spur it has the primitive's number, since Spur the first bytecode has it.
import type { BytecodeSet } from '../object-memory/method';
import type { MemoryFormat } from './imageHeader';
import type { RawImage } from './rawImage';

export interface MethodShape {
  readonly numArgs: number;
  /** Arguments included. */
  readonly numTemps: number;
  /** Words that a Context of it has for temporaries and operands. */
  readonly frameSize: number;
  /** 0 if it has none. */
  readonly primitive: number;
  readonly bytecodes: BytecodeSet;
}

export interface RawMethod extends MethodShape {
  readonly literalCount: number;
  /** Bytecodes, then the trailer that says where the source is. */
  readonly bytes: Uint8Array;
}

const smallFrame = 16;
const largeFrame = 56;
const v3CallPrimitive = 139;
const sistaCallPrimitive = 248;

/** Reads the low 32 bits of a method's header, whose sign is `isNegative`, and its first bytecodes. */
export function methodShape(
  memory: MemoryFormat,
  header: number,
  isNegative: boolean,
  bytes: Uint8Array,
): MethodShape {
  const isSpur = memory === 'spur';
  const bytecodes = isSpur && isNegative ? 'sista' : 'v3';
  return {
    numArgs: (header >>> 24) & 15,
    numTemps: (header >>> 18) & 63,
    frameSize: header & 0x20000 ? largeFrame : smallFrame,
    primitive: isSpur
      ? calledPrimitive(header, bytecodes, bytes)
      : (header & 0x1ff) | ((header >>> 19) & 0x200),
    bytecodes,
  };
}

/** Literals that a header announces. */
export function literalCount(memory: MemoryFormat, header: number): number {
  return memory === 'spur' ? header & 0x7fff : (header >>> 9) & 0xff;
}

function calledPrimitive(header: number, bytecodes: BytecodeSet, bytes: Uint8Array): number {
  const call = bytecodes === 'v3' ? v3CallPrimitive : sistaCallPrimitive;
  if ((header & 0x10000) === 0 || bytes.length < 3 || bytes[0] !== call) return 0;
  return bytes[1] | (bytes[2] << 8);
}

export function readMethod(image: RawImage, method: number): RawMethod {
  const bytes = image.bytesOf(method);
  const { memory } = image.header.version;
  return {
    ...methodShape(memory, image.methodHeaderOf(method), image.hasNegativeHeader(method), bytes),
    literalCount: image.slotCountOf(method) - 1,
    bytes,
  };
}

/** The primitive that calls a function of a module, which the method's first literal names. */
export const namedPrimitive = 117;

/** `module.function` of a method with a named primitive, the module empty for the VM's own; undefined for others. */
export function primitiveNameOf(image: RawImage, method: number): string | undefined {
  const names = image.objectIn(method, 1);
  if (names < 0 || !image.isPointers(names)) return undefined;
  const name = textIn(image, names, 1);
  return name === undefined ? undefined : `${textIn(image, names, 0) ?? ''}.${name}`;
}

/** The text of the byte object in a slot; undefined for anything else. */
function textIn(image: RawImage, object: number, slot: number): string | undefined {
  const text = image.objectIn(object, slot);
  return text < 0 ? undefined : image.textOf(text);
}
