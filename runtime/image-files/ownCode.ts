// Code that this virtual machine's own compiler made, as CompiledMethods and CompiledBlocks of an image file: a header,
// the literals, then selector and class or the code around a block, the bytecodes and a trailer (CompiledMethod's class
// comment in Squeak 6).
import type { Method } from '../object-memory/method';
import { ImageMethod } from './imageMethod';

/** Operands and temporaries that a small Context has room for, and a large one. */
const smallFrame = 16;
export const largeFrame = 56;
/** CompiledMethodTrailer's kind for code without source. */
const noTrailer = 4;
const returnReceiver = 88;
const blockReturnNil = 93;
const jump = 237;
const extensionB = 225;

/** Whether it is such code, and no method or block of the image's own. */
export function isOwnCode(method: Method): boolean {
  const { embeddedAt, hasHomeTemps } = method.body;
  return !(method instanceof ImageMethod) && embeddedAt === undefined && !hasHomeTemps;
}

/** What stands behind its literals: selector and class, or the code around a block. */
export function tailLiterals(method: Method): number {
  return method.isBlock ? 1 : 2;
}

/** The header of Sista V1 code with `literalCount` literals, in an image of words of `wordBytes`. */
export function headerOf(
  method: Method,
  literalCount: number,
  frameSize: number,
  wordBytes: 4 | 8,
): number | bigint {
  const hasPrimitive = !method.isBlock && method.primitive !== 0;
  const low =
    literalCount |
    (hasPrimitive ? 0x10000 : 0) |
    (frameSize > smallFrame ? 0x20000 : 0) |
    (method.body.numTemps << 18) |
    (method.numArgs << 24);
  // SmallInteger minVal means the second set of bytecodes.
  return wordBytes === 8 ? BigInt(low) - (1n << 60n) : low - 2 ** 30;
}

/** The bytes of its object. Virtual machines find the end of the code by a return, also after an endless loop. */
export function withTrailer(bytes: Uint8Array, isBlock: boolean): Uint8Array {
  const end = endsWithLoop(bytes) ? [isBlock ? blockReturnNil : returnReceiver] : [];
  return Uint8Array.of(...bytes, ...end, noTrailer);
}

/** A jump backwards has an extension. */
function endsWithLoop(bytes: Uint8Array): boolean {
  return bytes.at(-2) === jump && bytes.at(-4) === extensionB;
}
