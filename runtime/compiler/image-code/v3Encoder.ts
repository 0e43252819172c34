// The encodings of V3 (Blue Book ch. 28, with Squeak's extended sends and its closures), the shortest that has room.
import type { Bytes, ImageEncoder } from './imageEncoder';

/** 128–130 with an operand; 132 with two. */
const extendedPush = 128;
const extendedStore = 129;
const extendedPop = 130;
const superExtended = 133;
const doubleExtended = 132;

const enum Kind {
  Field = 0,
  Temporary = 1,
  Literal = 2,
  Variable = 3,
}

/** Operations of bytecode 132, in the high bits of its first operand. */
const enum Double {
  Send = 0,
  SuperSend = 1,
  PushField = 2,
  PushLiteral = 3,
  PushVariable = 4,
  StoreField = 5,
  PopField = 6,
  StoreVariable = 7,
}

const extended = (byte: number, kind: Kind, index: number): Bytes => [byte, (kind << 6) | index];
const double = (operation: Double, index: number, count = 0): Bytes => [
  doubleExtended,
  (operation << 5) | count,
  index,
];
const wide = (operation: Double, byte: number, kind: Kind, index: number): Bytes =>
  index < 64 ? extended(byte, kind, index) : double(operation, index);
const remote =
  (byte: number) =>
  (slot: number, vector: number): Bytes => [byte, slot, vector];

const pop: Bytes = [135];

export const v3Encoder: ImageEncoder = {
  jumps: {
    size(on, distance, isBackward) {
      if (isBackward) return 2;
      if (distance === 0) return on === 'always' ? 0 : 1;
      return on !== 'true' && distance <= 8 ? 1 : 2;
    },
    bytes(on, size, distance) {
      if (size === 0) return [];
      if (on !== 'always' && distance === 0 && size === 1) return pop;
      if (size === 1) return [(on === 'always' ? 144 : 152) + distance - 1];
      if (on === 'always') return [160 + (distance >> 8) + 4, distance & 255];
      return [(on === 'true' ? 168 : 172) + (distance >> 8), distance & 255];
    },
    limit: { forward: 1023, backward: -1024 },
  },
  pseudoVariables: {
    self: [112],
    super: [112],
    true: [113],
    false: [114],
    nil: [115],
    thisContext: [137],
  },
  pseudoReturns: { self: [120], true: [121], false: [122], nil: [123] },
  duplicate: [136],
  pop,
  returnTop: [124],
  blockReturnTop: [125],
  pushField: (index) => (index < 16 ? [index] : wide(Double.PushField, extendedPush, Kind.Field, index)),
  storeField: (index) => wide(Double.StoreField, extendedStore, Kind.Field, index),
  popIntoField: (index) => (index < 8 ? [96 + index] : wide(Double.PopField, extendedPop, Kind.Field, index)),
  pushTemporary: (index) => (index < 16 ? [16 + index] : extended(extendedPush, Kind.Temporary, index)),
  storeTemporary: (index) => extended(extendedStore, Kind.Temporary, index),
  popIntoTemporary: (index) => (index < 8 ? [104 + index] : extended(extendedPop, Kind.Temporary, index)),
  pushRemote: remote(140),
  storeRemote: remote(141),
  popIntoRemote: remote(142),
  pushBinding: (index) =>
    index < 32 ? [64 + index] : wide(Double.PushVariable, extendedPush, Kind.Variable, index),
  storeBinding: (index) => wide(Double.StoreVariable, extendedStore, Kind.Variable, index),
  popIntoBinding: (index) =>
    index < 64
      ? extended(extendedPop, Kind.Variable, index)
      : [...double(Double.StoreVariable, index), ...pop],
  pushLiteral: (index) =>
    index < 32 ? [32 + index] : wide(Double.PushLiteral, extendedPush, Kind.Literal, index),
  pushInteger: (value) => (value >= -1 && value <= 2 ? [117 + value] : undefined),
  pushCharacter: () => undefined,
  send(literal, numArgs) {
    if (literal < 16 && numArgs <= 2) return [208 + numArgs * 16 + literal];
    if (literal < 32 && numArgs < 8) return [131, (numArgs << 5) | literal];
    if (literal < 64 && numArgs < 4) return [134, (numArgs << 6) | literal];
    return double(Double.Send, literal, numArgs);
  },
  superSend: (literal, numArgs) =>
    literal < 32 && numArgs < 8
      ? [superExtended, (numArgs << 5) | literal]
      : double(Double.SuperSend, literal, numArgs),
  specialSend: (place) => [176 + place],
  newArray: (size) => [138, size],
  newArrayOf: (size) => [138, 128 + size],
  callPrimitive: (number) => [139, number & 255, number >> 8],
  storeErrorCode: (index) => extended(extendedStore, Kind.Temporary, index),
};
