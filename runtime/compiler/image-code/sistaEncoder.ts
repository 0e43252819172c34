import * as sista from '../sistaBytecodes';
import { sistaJumps } from '../bytecodeAssembler';
import type { ImageEncoder } from './imageEncoder';

/** Sista V1, as images' compilers emit it. */
export const sistaEncoder: ImageEncoder = {
  jumps: {
    ...sistaJumps,
    size: (on, distance, isBackward) =>
      distance === 0 && on !== 'always' && !isBackward ? 1 : sistaJumps.size(on, distance, isBackward),
    bytes: (on, size, distance) =>
      distance === 0 && on !== 'always' && size === 1 ? sista.pop : sistaJumps.bytes(on, size, distance),
  },
  pseudoVariables: {
    self: sista.pushReceiver,
    super: sista.pushReceiver,
    true: sista.pushTrue,
    false: sista.pushFalse,
    nil: sista.pushNil,
    thisContext: sista.pushThisContext,
    thisProcess: sista.pushThisProcess,
  },
  pseudoReturns: {
    self: sista.returnReceiver,
    true: sista.returnTrue,
    false: sista.returnFalse,
    nil: sista.returnNil,
  },
  duplicate: sista.duplicate,
  pop: sista.pop,
  returnTop: sista.returnTop,
  blockReturnTop: sista.blockReturnTop,
  pushField: sista.pushInstanceVariable,
  storeField: sista.storeInstanceVariable,
  popIntoField: sista.popIntoInstanceVariable,
  pushTemporary: sista.pushTemporary,
  storeTemporary: sista.storeTemporary,
  popIntoTemporary: sista.popIntoTemporary,
  pushRemote: sista.pushRemoteTemporary,
  storeRemote: sista.storeRemoteTemporary,
  popIntoRemote: sista.popIntoRemoteTemporary,
  pushBinding: sista.pushLiteralVariable,
  storeBinding: sista.storeLiteralVariable,
  popIntoBinding: sista.popIntoLiteralVariable,
  pushLiteral: sista.pushLiteral,
  pushInteger: (value) => (value >= -32768 && value <= 32767 ? sista.pushInteger(value) : undefined),
  pushCharacter: (codePoint) => (codePoint <= 32767 ? sista.pushCharacter(codePoint) : undefined),
  send: sista.send,
  superSend: sista.superSend,
  specialSend: (place) => [96 + place],
  newArray: sista.pushNewArray,
  newArrayOf: sista.popIntoNewArray,
  callPrimitive: sista.callPrimitive,
  storeErrorCode: sista.storeTemporary,
};
