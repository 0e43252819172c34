// The encodings of Sista V1, one function a bytecode; each answers the shortest form that has room for its operands.

const arithmeticSelectors = [
  '+',
  '-',
  '<',
  '>',
  '<=',
  '>=',
  '=',
  '~=',
  '*',
  '/',
  '\\\\',
  '@',
  'bitShift:',
  '//',
];

/** The selectors of bytecodes 96 to 127, in order. */
export const specialSelectors: readonly string[] = [
  ...arithmeticSelectors,
  'bitAnd:',
  'bitOr:',
  'at:',
  'at:put:',
  'size',
  'next',
  'nextPut:',
  'atEnd',
  '==',
  'class',
  '~~',
  'value',
  'value:',
  'do:',
  'new',
  'new:',
  'x',
  'y',
];

const specialIndices = new Map(specialSelectors.map((selector, index) => [selector, index]));

export const pushReceiver = [76];
export const pushTrue = [77];
export const pushFalse = [78];
export const pushNil = [79];
export const pushThisContext = [82];
/** The same bytecode behind an extension B of 1. */
export const pushThisProcess = [225, 1, 82];
export const duplicate = [83];
export const pop = [216];
export const returnReceiver = [88];
export const returnTrue = [89];
export const returnFalse = [90];
export const returnNil = [91];
export const returnTop = [92];
export const blockReturnNil = [93];
export const blockReturnTop = [94];

const pseudoVariablePushes: Readonly<Record<string, readonly number[]>> = {
  self: pushReceiver,
  super: pushReceiver,
  true: pushTrue,
  false: pushFalse,
  nil: pushNil,
  thisContext: pushThisContext,
  thisProcess: pushThisProcess,
};

const pseudoVariableReturns: Readonly<Record<string, readonly number[]>> = {
  self: returnReceiver,
  true: returnTrue,
  false: returnFalse,
  nil: returnNil,
};

export function pushPseudoVariable(name: string): readonly number[] {
  return pseudoVariablePushes[name] as readonly number[];
}

/** The bytecode that returns the value of a pseudo-variable from a method, if it has one. */
export function returnOfPseudoVariable(name: string): readonly number[] | undefined {
  return pseudoVariableReturns[name];
}

/** The special-selector send, if the selector has one. */
export function specialSend(selector: string): number[] | undefined {
  const index = specialIndices.get(selector);
  return index === undefined ? undefined : [96 + index];
}

export function send(literalIndex: number, numArgs: number): number[] {
  if (literalIndex < 16 && numArgs <= 2) return [128 + numArgs * 16 + literalIndex];
  return longSend(234, literalIndex, numArgs);
}

export function superSend(literalIndex: number, numArgs: number): number[] {
  return longSend(235, literalIndex, numArgs);
}

/** The class above whose superclass the search begins is on the stack, above the arguments. */
export function directedSuperSend(literalIndex: number, numArgs: number): number[] {
  const extension = [...extensionA(literalIndex >> 5), 225, directed + (numArgs >> 3)];
  return [...extension, 235, ((literalIndex & 31) << 3) | (numArgs & 7)];
}
const directed = 64;

export function pushInstanceVariable(index: number): number[] {
  return index < 16 ? [index] : withExtensionA(226, index);
}

export function pushLiteralVariable(index: number): number[] {
  return index < 16 ? [16 + index] : withExtensionA(227, index);
}

export function pushLiteral(index: number): number[] {
  return index < 32 ? [32 + index] : withExtensionA(228, index);
}

export function pushTemporary(index: number): number[] {
  return index < 12 ? [64 + index] : [229, index];
}

/** Integers from -32768 to 32767. */
export function pushInteger(value: number): number[] {
  if (value === 0 || value === 1) return [80 + value];
  return value >= 0 && value <= 255 ? [232, value] : [225, (value >> 8) & 255, 232, value & 255];
}

/** Code points up to 32767. */
export function pushCharacter(codePoint: number): number[] {
  return codePoint <= 255 ? [233, codePoint] : [225, codePoint >> 8, 233, codePoint & 255];
}

export function popIntoInstanceVariable(index: number): number[] {
  return index < 8 ? [200 + index] : withExtensionA(240, index);
}

export function popIntoLiteralVariable(index: number): number[] {
  return withExtensionA(241, index);
}

export function popIntoTemporary(index: number): number[] {
  return index < 8 ? [208 + index] : [242, index];
}

export function storeInstanceVariable(index: number): number[] {
  return withExtensionA(243, index);
}

export function storeLiteralVariable(index: number): number[] {
  return withExtensionA(244, index);
}

export function storeTemporary(index: number): number[] {
  return [245, index];
}

/** An Array of nils (up to 127). */
export function pushNewArray(size: number): number[] {
  return [231, size];
}

/** An Array of the topmost elements (up to 127). */
export function popIntoNewArray(size: number): number[] {
  return [231, 128 + size];
}

export function pushRemoteTemporary(slot: number, vectorIndex: number): number[] {
  return [251, slot, vectorIndex];
}

export function storeRemoteTemporary(slot: number, vectorIndex: number): number[] {
  return [252, slot, vectorIndex];
}

export function popIntoRemoteTemporary(slot: number, vectorIndex: number): number[] {
  return [253, slot, vectorIndex];
}

export function callPrimitive(number: number): number[] {
  return [248, number & 255, number >> 8];
}

/** A closure over the block at a literal index, with copied values taken from the stack (up to 63). */
export function pushFullClosure(literalIndex: number, numCopied: number): number[] {
  return [...extensionA(literalIndex >> 8), 249, literalIndex & 255, numCopied];
}

function longSend(byte: number, literalIndex: number, numArgs: number): number[] {
  const extension = [...extensionA(literalIndex >> 5), ...(numArgs >> 3 > 0 ? [225, numArgs >> 3] : [])];
  return [...extension, byte, ((literalIndex & 31) << 3) | (numArgs & 7)];
}

function withExtensionA(byte: number, index: number): number[] {
  return [...extensionA(index >> 8), byte, index & 255];
}

function extensionA(value: number): number[] {
  if (value === 0) return [];
  return value > 255 ? [...extensionA(value >> 8), 224, value & 255] : [224, value];
}
