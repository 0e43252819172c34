// Predecodes a method when it is first run.
import type { Method } from '../object-memory/method';
import { InstructionBuilder } from './instructionBuilder';
import type { Instructions } from './instructions';
import { decodeSista } from './sistaDecoder';

/** The instructions of `method`, decoded once and kept in it. */
export function instructionsOf(method: Method): Instructions {
  if (method.instructions === null) {
    const builder = new InstructionBuilder(method);
    const { bytes } = method.body;
    decodeSista(method, bytes, builder);
    method.instructions = builder.finish(bytes.length);
  }
  return method.instructions;
}
