// An image that has ended is garbage, though it shared its kernel and had classes and compiled code of its own.
import assert from 'node:assert/strict';
import test from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { LocalSystem } from '../../support/images/localSystem';

const classes = `Class { #name : #Counter, #superclass : #Object, #instVars : [ 'count' ], #category : #T }
{ #category : #x }
Counter >> count [ ^count ifNil: [ 0 ] ]
{ #category : #x }
Counter >> step [ ^count := self count + 1 ]
{ #category : #x }
Counter >> steps: n [ n timesRepeat: [ self step ]. ^self count ]
`;
const extension = `Extension { #name : #Integer }
{ #category : #x }
Integer >> twice [ ^self + self ]
`;

/** In a function of its own, so that nothing of it is left on the stack. */
function endedImage(system: LocalSystem, name: string): WeakRef<object> {
  const image = system.image(name).define(classes, extension);
  assert.equal(
    image.plain('(Counter new steps: 3000) + ((1 to: 3000) inject: 0 into: [ :s :i | i twice ])'),
    9000,
  );
  const { memory } = image.vat;
  system.kill(image, 'it is enough');
  system.images.splice(0);
  return new WeakRef(memory);
}

test('an image that has ended is garbage', async () => {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  const system = new LocalSystem();
  const ended = ['one', 'two', 'three', 'four', 'five', 'six'].map((name) => endedImage(system, name));
  // Another one runs: what the machine still holds of the last is let go.
  assert.equal(system.image('last').plain('(1 to: 3000) inject: 0 into: [ :s :i | s + i ]'), 4501500);
  const countLeft = (): number => ended.filter((reference) => reference.deref() !== undefined).length;
  // What V8 knows of the types in its code it lets go little by little.
  let left = ended.length;
  for (let rounds = 0; left > 1 && rounds < 50; rounds++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    gc();
    left = countLeft();
  }
  assert.ok(left <= 1, `${left} of ${ended.length} are still there`);
});
