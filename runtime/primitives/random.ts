// Primitives of class Random: one step of O'Neill's PCG-XSH-RR 64/32 (2014), and a seed from the host.
import type { SObject, Value } from '../object-memory/objects';
import { bigOperand } from './numberOperands';
import { FAIL, type Primitive, type PrimitiveFamily } from './primitive';

const multiplier = 6364136223846793005n;
const increment = 1442695040888963407n;

/** The state after `state`. */
export function nextState(state: bigint): bigint {
  return BigInt.asUintN(64, state * multiplier + increment);
}

/** The 32 bits that `state` stands for. */
export function outputOf(state: bigint): number {
  const shifted = Number(BigInt.asUintN(32, ((state >> 18n) ^ state) >> 27n));
  const rotation = Number(state >> 59n);
  return ((shifted >>> rotation) | (shifted << (-rotation & 31))) >>> 0;
}

/** Layout of Random: its state is the first variable. Answers 31 bits. */
const nextBits: Primitive = (vm, stack, rcvr) => {
  const generator = stack[rcvr] as SObject & { f0: Value };
  const state = typeof generator === 'object' && generator.f0 !== undefined ? bigOperand(generator.f0) : null;
  if (state === null) return FAIL;
  generator.f0 = vm.kernel.integer(nextState(state));
  return vm.kernel.integer(outputOf(BigInt.asUintN(64, state)) & 0x7fffffff);
};

export const randomPrimitives: PrimitiveFamily = {
  named: {
    'Archipelago.randomNextBits': nextBits,
    'Archipelago.randomSeed': (vm) => vm.kernel.integer(Math.floor(Math.random() * 2 ** 53)),
  },
};
