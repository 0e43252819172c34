// Floats as the two words that unmodified images take them for: 60–62 and 105. Images take Floats apart to print them
// and put them together that way.
import type { SFloat, SWords, Value } from '../object-memory/objects';
import type { Interpreter } from '../interpreter/interpreter';
import { integerOperand } from '../primitives/numberOperands';
import { FAIL, type Primitive, type PrimitiveFamily } from '../primitives/primitive';
import { primitiveNumbered } from '../primitives/primitiveTable';
import { ImageMemory } from './imageMemory';

const wordCount = 2;

function isFloat(v: Value): v is SFloat {
  return typeof v === 'object' && v.$b.format === 'float';
}

/** The words as a little-endian machine has them in memory: the low one first, but in images before native Floats. */
function wordsOf(image: ImageMemory, { v }: SFloat): Uint32Array {
  const words = new Uint32Array(Float64Array.of(v).buffer);
  return image.origin.header.version.hasNativeFloats ? words : words.reverse();
}

function setWords(image: ImageMemory, float: SFloat, words: Uint32Array): void {
  const ordered = image.origin.header.version.hasNativeFloats ? words : words.slice().reverse();
  float.v = new Float64Array(ordered.buffer, 0, 1)[0];
}

type Work = (vm: Interpreter, image: ImageMemory, float: SFloat, ...args: Value[]) => ReturnType<Primitive>;

function ofFloat(number: number, work: Work): Primitive {
  const otherwise = primitiveNumbered(number);
  return (vm, stack, rcvr, argc) => {
    const o = stack[rcvr];
    return isFloat(o) && vm.image instanceof ImageMemory
      ? work(vm, vm.image, o, ...stack.slice(rcvr + 1, rcvr + 1 + argc))
      : otherwise(vm, stack, rcvr, argc);
  };
}

const isIndex = (v: Value): v is number => v === 1 || v === wordCount;

const at: Work = (vm, image, float, index) =>
  isIndex(index) ? vm.kernel.integer(wordsOf(image, float)[index - 1]) : FAIL;

const atPut: Work = (_vm, image, float, index, value) => {
  const word = integerOperand(value);
  if (!isIndex(index) || word === null || word < 0 || word > 0xffffffff) return FAIL;
  const words = wordsOf(image, float);
  words[index - 1] = Number(word);
  setWords(image, float, words);
  return value;
};

/** 105 between Floats and words. */
function replace(): Primitive {
  const otherwise = primitiveNumbered(105);
  return (vm, stack, rcvr, argc) => {
    const { image } = vm;
    const [o, start, stop, source, from] = stack.slice(rcvr, rcvr + 5);
    if (!(isFloat(o) || isFloat(source)) || !(image instanceof ImageMemory))
      return otherwise(vm, stack, rcvr, argc);
    const wordsIn = (v: Value): Uint32Array | undefined => {
      if (isFloat(v)) return wordsOf(image, v);
      return typeof v === 'object' && v.$b.format === 'words' ? (v as SWords).w : undefined;
    };
    const to = wordsIn(o);
    const words = wordsIn(source);
    if (!to || !words || typeof start !== 'number' || typeof stop !== 'number' || typeof from !== 'number')
      return FAIL;
    const count = stop - start + 1;
    if (start < 1 || from < 1 || count < 0 || stop > to.length || from - 1 + count > words.length)
      return FAIL;
    to.set(words.subarray(from - 1, from - 1 + count), start - 1);
    if (isFloat(o)) setWords(image, o, to);
    return o;
  };
}

/** Made when called: it stands on the primitives that are there before. */
export function floatWordPrimitives(): PrimitiveFamily {
  return {
    numbered: {
      60: ofFloat(60, at),
      61: ofFloat(61, atPut),
      62: ofFloat(62, () => wordCount),
      105: replace(),
    },
  };
}
