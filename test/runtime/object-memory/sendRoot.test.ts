// The root of all objects: what is added is inherited, and V8 keeps all of it in the form that its optimized code can
// look through.
import assert from 'node:assert/strict';
import test from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { addToRoot, removeFromRoot, sendRoot } from '../../../runtime/object-memory/sendRoot';

function isFast(object: object): boolean {
  setFlagsFromString('--allow-natives-syntax');
  return new Function('object', 'return %HasFastProperties(object)')(object) as boolean;
}

function chainOf(object: object): object[] {
  const above = Object.getPrototypeOf(object) as object | null;
  return above === null ? [object] : [object, ...chainOf(above)];
}

const names = Array.from({ length: 5000 }, (_, i) => `test:${i}`);

test('thousands of properties are inherited, and none makes a dictionary of an object', () => {
  const heir = Object.create(sendRoot) as Record<string, unknown>;
  for (const name of names) addToRoot(name, name);
  for (const name of names) assert.equal(heir[name], name);
  assert.deepEqual(
    chainOf(sendRoot).filter((object) => !isFast(object)),
    [],
  );
  for (const name of names.slice(0, 3000)) removeFromRoot(name);
  assert.equal(heir[names[0]], undefined);
  assert.equal(heir[names[3000]], names[3000]);
  const length = chainOf(sendRoot).length;
  for (const name of names.slice(0, 3000)) addToRoot(name, 'again');
  assert.equal(heir[names[2999]], 'again');
  assert.equal(chainOf(sendRoot).length, length, 'what was left is filled again');
  assert.deepEqual(
    chainOf(sendRoot).filter((object) => !isFast(object)),
    [],
  );
});

test('what is not there can be removed', () => {
  removeFromRoot('test:never');
});
