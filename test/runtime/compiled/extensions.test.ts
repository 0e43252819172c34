// Methods that an image adds to classes of the kernel before anything is compiled: its compiled code calls them without
// looking them up, and each image its own.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Behavior } from '../../../runtime/object-memory/behavior';
import { LocalSystem, type TestImage } from '../../support/images/localSystem';

const extension = (n: number): string => `Extension { #name : #Integer }
{ #category : #x }
Integer >> stepsDown [ ^self < ${n} ifTrue: [ ${n} ] ifFalse: [ (self - 1) stepsDown ] ]
`;

function lookupsDuring(run: () => void): number {
  const { lookup } = Behavior.prototype;
  let count = 0;
  Behavior.prototype.lookup = function (selector) {
    count++;
    return lookup.call(this, selector);
  };
  try {
    run();
  } finally {
    Behavior.prototype.lookup = lookup;
  }
  return count;
}

test('a method that an image has added to a class of the kernel is called without a lookup', () => {
  const system = new LocalSystem();
  const images = [1, 2].map((n) => system.image(`image${n}`).define(extension(n)));
  const run = (image: TestImage): unknown =>
    image.plain('| sum | sum := 0. 1 to: 3000 do: [ :i | sum := sum + 200 stepsDown ]. sum');
  for (const image of images) run(image);
  const count = lookupsDuring(() => {
    assert.deepEqual(images.map(run), [3000, 6000]);
  });
  assert.ok(count < 10_000, `${count} lookups for 1,200,000 sends`);
});
