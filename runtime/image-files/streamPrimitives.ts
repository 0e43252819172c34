// 65–67: the next element of a stream over an Array or a String, and whether there is one. The first four fields of a
// stream are what it streams over, its position, and the limits of reading and of writing.
import type { Interpreter } from '../interpreter/interpreter';
import type { Fields, SCharacter, SObject, Value } from '../object-memory/objects';
import { elementAt, elementAtPut } from '../primitives/objectAccess';
import { FAIL, type Fail, type Primitive, type PrimitiveFamily } from '../primitives/primitive';
import { ImageMemory } from './imageMemory';

const leastReaderFields = 3;
const leastWriterFields = 4;

interface StreamState {
  readonly fields: Fields;
  readonly elements: SObject;
  readonly position: number;
  readonly limit: number;
}

/** Undefined for anything but such a stream, whose own Smalltalk then does the work. */
function streamOf(vm: Interpreter, v: Value, limit: 'f2' | 'f3'): StreamState | undefined {
  const { kernel, image } = vm;
  if (typeof v !== 'object' || !(image instanceof ImageMemory) || !v.$b.isPointers) return undefined;
  if (v.$b.fieldCount < (limit === 'f2' ? leastReaderFields : leastWriterFields)) return undefined;
  const fields = v as Fields;
  const elements = fields.f0;
  const end = fields[limit];
  const position = fields.f1;
  if (typeof elements !== 'object' || typeof position !== 'number' || typeof end !== 'number')
    return undefined;
  const { Array, ByteString } = kernel.known;
  if (elements.$b !== Array && elements.$b !== ByteString) return undefined;
  return { fields, elements, position, limit: end };
}

function isString(vm: Interpreter, { elements }: StreamState): boolean {
  return elements.$b === vm.kernel.known.ByteString;
}

function codePointOf(v: Value): number | undefined {
  return typeof v === 'object' && v.$b.format === 'character' ? (v as SCharacter).value : undefined;
}

const next: Primitive = (vm, stack, rcvr) => {
  const stream = streamOf(vm, stack[rcvr], 'f2');
  if (!stream || stream.position < 0 || stream.position >= stream.limit) return FAIL;
  const element = elementAt(vm, stream.elements, stream.position);
  if (element === FAIL) return FAIL;
  stream.fields.f1 = stream.position + 1;
  return isString(vm, stream) ? vm.kernel.character(element as number) : element;
};

const nextPut: Primitive = (vm, stack, rcvr): Value | Fail => {
  const stream = streamOf(vm, stack[rcvr], 'f3');
  if (!stream || stream.position < 0 || stream.position >= stream.limit) return FAIL;
  const value = stack[rcvr + 1];
  const element = isString(vm, stream) ? codePointOf(value) : value;
  if (element === undefined) return FAIL;
  const stored = elementAtPut(stream.elements, stream.position, element);
  if (stored === FAIL) return FAIL;
  stream.fields.f1 = stream.position + 1;
  return value;
};

const atEnd: Primitive = (vm, stack, rcvr) => {
  const stream = streamOf(vm, stack[rcvr], 'f2');
  return stream ? vm.kernel.boolean(stream.position >= stream.limit) : FAIL;
};

export const streamPrimitives: PrimitiveFamily = { numbered: { 65: next, 66: nextPut, 67: atEnd } };
