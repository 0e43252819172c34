// Predecodes a method when it is first run.
import type { Method } from '../object-memory/method';
import { InstructionBuilder } from './instructionBuilder';
import type { Instructions } from './instructions';
import { decodeSista } from './sistaDecoder';
import { decodeQuick, isQuickPrimitive } from './quickPrimitives';
import { decodeV3 } from './v3Decoder';

/** The instructions of `method`, decoded once and kept in it. */
export function instructionsOf(method: Method): Instructions {
  if (method.instructions === null) {
    const builder = new InstructionBuilder(method);
    const { bytes, bytecodes, hasTrailer } = method.body;
    if (!method.isBlock && isQuickPrimitive(method.primitive)) decodeQuick(method.primitive, builder);
    else if (bytecodes === 'v3') decodeV3(method, bytes, builder);
    else decodeSista(method, bytes, builder);
    if (hasTrailer && !builder.endsBefore(bytes.length))
      throw new Error(`${method.printName}: its bytecodes have no end`);
    method.instructions = builder.finish(bytes.length);
  }
  return method.instructions;
}
