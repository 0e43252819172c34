import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextState, outputOf } from '../../../runtime/primitives/random';

test('the generator is PCG-XSH-RR: its first numbers from a known state', () => {
  let state = BigInt.asUintN(64, 42n + 1442695040888963407n);
  const numbers: number[] = [];
  for (let i = 0; i < 4; i++) {
    state = nextState(state);
    numbers.push(outputOf(state) & 0x7fffffff);
  }
  assert.deepEqual(numbers, [1123384278, 1795671209, 1924641435, 1143034755]);
});

test('states stay within 64 bits', () => {
  assert.equal(nextState(2n ** 64n - 1n) < 2n ** 64n, true);
});
