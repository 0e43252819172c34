// Elements of bit objects at another width than their class has, and filling them: primitives 143–145, 165 and 166.
import type { SLongs, SShorts, Value } from '../object-memory/objects';
import { bytesToWrite, int32Of, samplesOf, signedWordsOf, uint32Of, wordsOf } from './pluginOperands';
import { FAIL, type Primitive, type PrimitiveFamily } from './primitive';

/** 143 and 144: 16-bit elements of an object of words or of bits of another width, signed. */
const shortAt: Primitive = (_vm, stack, rcvr) => {
  const samples = samplesOf(stack[rcvr]);
  const index = stack[rcvr + 1];
  if (samples === null || typeof index !== 'number') return FAIL;
  return index >= 1 && index <= samples.length ? samples[index - 1] : FAIL;
};

const shortAtPut: Primitive = (_vm, stack, rcvr) => {
  const samples = samplesOf(stack[rcvr]);
  const [index, value] = [stack[rcvr + 1], stack[rcvr + 2]];
  if (samples === null || typeof index !== 'number' || typeof value !== 'number') return FAIL;
  if (index < 1 || index > samples.length || value < -0x8000 || value > 0x7fff) return FAIL;
  samples[index - 1] = value;
  return value;
};

/** 165 and 166: 32-bit elements, signed. */
const integerAt: Primitive = (vm, stack, rcvr) => {
  const words = signedWordsOf(stack[rcvr]);
  const index = stack[rcvr + 1];
  if (words === null || typeof index !== 'number') return FAIL;
  return index >= 1 && index <= words.length ? vm.kernel.integer(words[index - 1]) : FAIL;
};

const integerAtPut: Primitive = (_vm, stack, rcvr) => {
  const words = signedWordsOf(stack[rcvr]);
  const index = stack[rcvr + 1];
  const value = int32Of(stack[rcvr + 2]);
  if (words === null || typeof index !== 'number' || value === null) return FAIL;
  if (index < 1 || index > words.length) return FAIL;
  words[index - 1] = value;
  return stack[rcvr + 2];
};

/** Fills with `value` as many times as there are elements; false where an element can't hold it. */
function fill(o: Value, value: number): boolean {
  if (typeof o !== 'object') return false;
  switch (o.$b.format) {
    case 'bytes':
      if (value > 0xff) return false;
      return bytesToWrite(o)?.fill(value) !== undefined;
    case 'shorts':
      if (value > 0xffff) return false;
      (o as SShorts).d.fill(value);
      return true;
    case 'words':
      wordsOf(o)!.fill(value);
      return true;
    case 'longs':
      (o as SLongs).q.fill(BigInt(value));
      return true;
    default:
      return false;
  }
}

const constantFill: Primitive = (_vm, stack, rcvr) => {
  const value = uint32Of(stack[rcvr + 1]);
  return value !== null && fill(stack[rcvr], value) ? stack[rcvr] : FAIL;
};

export const bitAccessPrimitives: PrimitiveFamily = {
  numbered: { 143: shortAt, 144: shortAtPut, 145: constantFill, 165: integerAt, 166: integerAtPut },
};
