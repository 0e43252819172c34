// The bytecodes that images' compilers emit, one function an operation.
import type { JumpEncoding } from '../bytecodeAssembler';

export type Bytes = readonly number[];

/** Indexes are base 0: of fields, frame places, vector slots and literals. */
export interface ImageEncoder {
  readonly jumps: JumpEncoding;
  readonly pseudoVariables: Readonly<Record<string, Bytes>>;
  /** Returns of pseudo-variables from a method. */
  readonly pseudoReturns: Readonly<Record<string, Bytes>>;
  readonly duplicate: Bytes;
  readonly pop: Bytes;
  readonly returnTop: Bytes;
  readonly blockReturnTop: Bytes;
  pushField(index: number): Bytes;
  storeField(index: number): Bytes;
  popIntoField(index: number): Bytes;
  pushTemporary(index: number): Bytes;
  storeTemporary(index: number): Bytes;
  popIntoTemporary(index: number): Bytes;
  pushRemote(slot: number, vector: number): Bytes;
  storeRemote(slot: number, vector: number): Bytes;
  popIntoRemote(slot: number, vector: number): Bytes;
  pushBinding(literal: number): Bytes;
  storeBinding(literal: number): Bytes;
  popIntoBinding(literal: number): Bytes;
  pushLiteral(literal: number): Bytes;
  /** Undefined where an integer or a character is a literal. */
  pushInteger(value: number): Bytes | undefined;
  pushCharacter(codePoint: number): Bytes | undefined;
  send(literal: number, numArgs: number): Bytes;
  superSend(literal: number, numArgs: number): Bytes;
  /** The place of the selector among the special ones. */
  specialSend(place: number): Bytes;
  newArray(size: number): Bytes;
  newArrayOf(size: number): Bytes;
  callPrimitive(number: number): Bytes;
  storeErrorCode(index: number): Bytes;
}
